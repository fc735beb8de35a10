import { isoLists } from '../../table/meaning/iso.js'

/** Locales of @faker-js/faker by the code of their country; where several languages are spoken, that of most people. */
const locales: Readonly<Record<string, string>> = Object.fromEntries(
  (
    'AM hy,AT de_AT,AU en_AU,AZ az,BE nl_BE,BR pt_BR,CA en_CA,CH de_CH,CN zh_CN,CZ cs_CZ,DE de,DK da,ES es,FI fi,FR fr,GB en_GB,GE ka_GE,GH en_GH,GR el,HK en_HK,' +
    'HR hr,HU hu,ID id_ID,IE en_IE,IL he,IN en_IN,IR fa,IT it,JP ja,KR ko,LU fr_LU,LV lv,MK mk,MV dv,MX es_MX,NG en_NG,NL nl,NO nb_NO,NP ne,PK ur,PL pl,PT pt_PT,' +
    'RO ro,RS sr_RS_latin,RU ru,SE sv,SK sk,SN fr_SN,TH th,TR tr,TW zh_TW,UA uk,US en,UZ uz_UZ_latin,VN vi,ZA en_ZA'
  )
    .split(',')
    .map((entry) => entry.split(' ') as [string, string]),
)

/** Names that lists of countries don't have. */
const others: Readonly<Record<string, string>> = {
  ...{ us: 'US', usa: 'US', 'u.s.': 'US', 'u.s.a.': 'US', 'united states of america': 'US', america: 'US' },
  ...{ uk: 'GB', 'u.k.': 'GB', 'great britain': 'GB', britain: 'GB', england: 'GB', scotland: 'GB', wales: 'GB' },
  ...{
    'czech republic': 'CZ',
    holland: 'NL',
    'the netherlands': 'NL',
    'republic of korea': 'KR',
    korea: 'KR',
    'russian federation': 'RU',
    'viet nam': 'VN',
  },
}

/** The locale of a country, by its name in English or the language of a locale or by its ISO code; null where there is none for it, undefined for what is no country. */
export function localeOfCountry(country: string, locale: string): string | null | undefined {
  const code = codesIn(locale).get(country.trim().toLowerCase())
  return code === undefined ? undefined : (locales[code] ?? null)
}

const known = new Map<string, ReadonlyMap<string, string>>()

/** Codes of countries by all their names. */
function codesIn(locale: string): ReadonlyMap<string, string> {
  const before = known.get(locale)
  if (before) return before
  const [short = [], long = []] = isoLists['country-code']
  const names = ['en', locale.replace('_', '-').split('_')[0] as string].map(
    (language) => new Intl.DisplayNames([language], { type: 'region' }),
  )
  const codes = new Map(Object.entries(others))
  short.forEach((code, i) => {
    for (const name of [code, long[i] as string, ...names.map((of) => of.of(code) ?? code)]) codes.set(name.toLowerCase(), code)
  })
  known.set(locale, codes)
  return codes
}
