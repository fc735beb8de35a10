/** The names of months and days of the week in a language, as its dictionaries write them. */
export interface TimeNames {
  readonly months: readonly string[]
  readonly shortMonths: readonly string[]
  /** Sunday first. */
  readonly days: readonly string[]
  readonly shortDays: readonly string[]
}

const words = (text: string): string[] => text.split(' ')
const cut = (names: readonly string[], length = 3): string[] => names.map((name) => name.slice(0, length))

const english = {
  months: words('January February March April May June July August September October November December'),
  days: words('Sunday Monday Tuesday Wednesday Thursday Friday Saturday'),
}
const german = {
  months: words('Januar Februar März April Mai Juni Juli August September Oktober November Dezember'),
  days: words('Sonntag Montag Dienstag Mittwoch Donnerstag Freitag Samstag'),
}
const spanish = {
  months: words('enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre'),
  days: words('domingo lunes martes miércoles jueves viernes sábado'),
}
const italian = {
  months: words('gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre'),
  days: words('domenica lunedì martedì mercoledì giovedì venerdì sabato'),
}
const portuguese = {
  months: words('janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro'),
  days: words('domingo segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado'),
}
const dutch = {
  months: words('januari februari maart april mei juni juli augustus september oktober november december'),
  days: words('zondag maandag dinsdag woensdag donderdag vrijdag zaterdag'),
}
const polish = {
  months: words('stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia'),
  days: words('niedziela poniedziałek wtorek środa czwartek piątek sobota'),
}
const russian = {
  months: words('января февраля марта апреля мая июня июля августа сентября октября ноября декабря'),
  days: words('воскресенье понедельник вторник среда четверг пятница суббота'),
}
const french = {
  months: words('janvier février mars avril mai juin juillet août septembre octobre novembre décembre'),
  days: words('dimanche lundi mardi mercredi jeudi vendredi samedi'),
}
const eastern = {
  months: Array.from({ length: 12 }, (_, i) => `${i + 1}月`),
  shortMonths: Array.from({ length: 12 }, (_, i) => `${i + 1}月`),
}

/** Languages by their code; where abbreviations differ in use, a second entry has the other ones. */
export const timeNames: Readonly<Record<string, TimeNames>> = {
  en: { ...english, shortMonths: cut(english.months), shortDays: cut(english.days) },
  'en-x': {
    ...english,
    shortMonths: words('Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec'),
    shortDays: words('Sun Mon Tues Wed Thurs Fri Sat'),
  },
  de: { ...german, shortMonths: words('Jan Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez'), shortDays: words('So Mo Di Mi Do Fr Sa') },
  'de-x': {
    ...german,
    shortMonths: words('Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.'),
    shortDays: words('So. Mo. Di. Mi. Do. Fr. Sa.'),
  },
  'de-AT': {
    months: words('Jänner Feber März April Mai Juni Juli August September Oktober November Dezember'),
    days: german.days,
    shortMonths: words('Jän Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez'),
    shortDays: words('So Mo Di Mi Do Fr Sa'),
  },
  fr: {
    ...french,
    shortMonths: words('janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.'),
    shortDays: words('dim. lun. mar. mer. jeu. ven. sam.'),
  },
  'fr-x': { ...french, shortMonths: words('jan fév mar avr mai jun jul aoû sep oct nov déc'), shortDays: cut(french.days) },
  'fr-y': { ...french, shortMonths: words('janv févr mars avr mai juin juil août sept oct nov déc'), shortDays: cut(french.days) },
  es: { ...spanish, shortMonths: cut(spanish.months), shortDays: words('dom lun mar mié jue vie sáb') },
  'es-x': {
    ...spanish,
    shortMonths: words('ene feb mar abr may jun jul ago sept oct nov dic'),
    shortDays: words('dom. lun. mar. mié. jue. vie. sáb.'),
  },
  it: { ...italian, shortMonths: cut(italian.months), shortDays: cut(italian.days) },
  pt: { ...portuguese, shortMonths: cut(portuguese.months), shortDays: words('dom seg ter qua qui sex sáb') },
  nl: { ...dutch, shortMonths: words('jan feb mrt apr mei jun jul aug sep okt nov dec'), shortDays: words('zo ma di wo do vr za') },
  pl: { ...polish, shortMonths: words('sty lut mar kwi maj cze lip sie wrz paź lis gru'), shortDays: words('nie pon wto śro czw pią sob') },
  'pl-x': {
    months: words('styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień'),
    days: polish.days,
    shortMonths: words('sty lut mar kwi maj cze lip sie wrz paź lis gru'),
    shortDays: words('nd pn wt śr cz pt so'),
  },
  ru: { ...russian, shortMonths: words('янв фев мар апр май июн июл авг сен окт ноя дек'), shortDays: words('вс пн вт ср чт пт сб') },
  'ru-x': {
    months: words('январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь'),
    days: russian.days,
    shortMonths: words('янв. февр. мар. апр. мая июн. июл. авг. сент. окт. нояб. дек.'),
    shortDays: words('вс пн вт ср чт пт сб'),
  },
  zh: {
    ...eastern,
    days: words('星期日 星期一 星期二 星期三 星期四 星期五 星期六'),
    shortDays: words('周日 周一 周二 周三 周四 周五 周六'),
  },
  ja: { ...eastern, days: words('日曜日 月曜日 火曜日 水曜日 木曜日 金曜日 土曜日'), shortDays: words('日 月 火 水 木 金 土') },
}

/** How the names of a column are written: as in the dictionary, small, in capitals, or with a capital first. */
export const nameCases = { '': (name: string) => name, _: lower, '^': upper, '*': capitalised } as const
export type NameCase = keyof typeof nameCases

function lower(name: string): string {
  return name.toLowerCase()
}

function upper(name: string): string {
  return name.toUpperCase()
}

function capitalised(name: string): string {
  return (name[0] as string).toUpperCase() + name.slice(1).toLowerCase()
}
