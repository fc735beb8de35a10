import { type NameCase, nameCases, timeNames } from '../../times/time-names.js'

/** A format, and what else decides how it is read. */
export interface TimeForm {
  readonly format: string
  readonly locale?: string
}

/** One place of a text: digits, a word or what stands between. */
interface Place {
  readonly kind: 'digits' | 'word' | 'sign'
  readonly texts: readonly string[]
  /** Digits: fewest and most. */
  readonly widths: readonly [number, number]
}

/** What the places of one shape can be: fields of a time are letters, everything else is text of the format. */
type Part = { readonly literal: string } | { readonly directive: string } | { readonly digits: Place } | { readonly month: string }

const token = /[AaPp]\.[Mm]\.|\d+|\p{L}+\.?|[^\d\p{L}]+/gu
const longest = 48
/** Words that stand in a time and are no name. */
const plainWord =
  /^(T|Z|W|KW|[Ww]eek|Wk|h|H|m|min|s|de|del|of|at|um|kl\.|Uhr|le|à|year|г|г\.|года|年|月|日|時|时|分|秒|년|월|일|시|분|초|UTC|GMT|[ECMP][SD]T|[CEW]ES?T|BST|IST|JST|KST|MSK|AE[SD]T|NZ[SD]T|HST|AK[SD]T|SGT|HKT|BRT|ART|[CE]AT|SAST|PKT)$/u
/** Words that only stand beside the name of a month: 9 of 12 is no date. */
const besideName = /^(of|de|del)$/
const weekWord = /^(W|KW|[Ww]eek|Wk)$/
const mostPlaces = 24

/**
 * Formats that all of these texts may have, read off their shape: digits, names of months and days in any language, halves of a day, and
 * what stands between. The likelier come first. Whether they do have one is for its codec to say.
 */
export function formsByShape(texts: readonly string[]): TimeForm[] {
  if (texts.some((text) => text.length > longest)) return []
  const bare = texts.map((text) => text.replace(frenchFirst, '1'))
  if (bare.some((text, i) => text !== texts[i]))
    return formsByShape(bare).flatMap((form) =>
      form.locale === 'fr' && form.format.includes('%-d') ? [{ ...form, format: form.format.replace('%-d', '%:o') }] : [],
    )
  const tail = offsetTail(texts)
  const places = placesOf(tail ? texts.map((text) => text.slice(0, text.length - (tail.exec(text) as RegExpExecArray)[0].length)) : texts)
  if (!places) return []
  const named = namedParts(places)
  if (!named) return []
  const ends = tail ? [offsetFormat(texts, tail)] : ['']
  return named.flatMap(({ parts, locale }) =>
    sequences(parts).flatMap((fields) => {
      const format = formatOf(parts, fields)
      return format === null ? [] : ends.map((end) => (locale ? { format: format + end, locale } : { format: format + end }))
    }),
  )
}

/** The first of a month in French, the only day with an ending. */
const frenchFirst = /\b1er(?= )/

/** From when to when, as 09:00-12:00: no time of day with an offset. */
const openingHours = /^\d{1,2}:\d\d(:\d\d)? ?- ?\d{1,2}:\d\d(:\d\d)?$/

/** The offset from UTC at the end of all texts, after a time of day or a date; or one that is the same in all, with the name of its zone. */
function offsetTail(texts: readonly string[]): RegExp | null {
  if (texts.every((text) => openingHours.test(text))) return null
  const [zone] = /(?<=:\d\d(?:[.,]\d+)?) [+-](?:0\d|1[0-4]):?\d\d \(?[A-Z]{3,5}\)?$/.exec(texts[0] as string) ?? []
  if (zone !== undefined && texts.every((text) => text.endsWith(zone))) return new RegExp(`${zone.replace(/[+()]/g, '\\$&')}$`)
  const colon = /(?<=:\d\d(?:[.,]\d+)?|\d{4}-\d\d-\d\d) ?[+-](?:0\d|1[0-4]):?\d\d$/
  return texts.every((text) => colon.test(text)) ? colon : null
}

function offsetFormat(texts: readonly string[], tail: RegExp): string {
  const written = (tail.exec(texts[0] as string) as RegExpExecArray)[0]
  if (/[A-Z]/.test(written)) return written
  return `${written.startsWith(' ') ? ' ' : ''}${written.includes(':') ? '%:Z' : '%Z'}`
}

/** The places of all texts; null where the texts are not of one shape. */
function placesOf(texts: readonly string[]): Place[] | null {
  const split = texts.map((text) => text.match(token) ?? [])
  const first = split[0] as readonly string[]
  if (first.length > mostPlaces || split.some((tokens) => tokens.length !== first.length)) return null
  const places: Place[] = []
  for (let i = 0; i < first.length; i++) {
    const own = [...new Set(split.map((tokens) => tokens[i] as string))]
    const kind = kindOf(own[0] as string)
    if (own.some((text) => kindOf(text) !== kind) || (kind === 'sign' && own.length > 1)) return null
    const lengths = own.map((text) => text.length)
    places.push({ kind, texts: own, widths: [Math.min(...lengths), Math.max(...lengths)] })
  }
  return places
}

function kindOf(text: string): Place['kind'] {
  return /^\d/.test(text) ? 'digits' : /^\p{L}/u.test(text) ? 'word' : 'sign'
}

/** The places with words taken for names, halves of a day, endings of a day, or text that is the same in all; null where some word is none. */
function namedParts(places: readonly Place[]): { readonly parts: readonly Part[]; readonly locale?: string }[] | null {
  const words = places.filter(({ kind }) => kind === 'word')
  const isName = (place: Place): boolean => !isPeriod(place) && !isOrdinal(place) && (place.texts.length > 1 || isMonthOrDay(place))
  const names = words.filter(isName)
  if (names.length > 2) return null
  if (names.length === 0) {
    if (words.some(({ texts }) => besideName.test(texts[0] as string))) return null
    const parts = partsOf(places, () => null)
    return parts && [{ parts }]
  }
  const found: { parts: readonly Part[]; locale?: string }[] = []
  for (const locale of Object.keys(timeNames)) {
    for (const nameCase of Object.keys(nameCases) as NameCase[]) {
      const parts = partsOf(places, (place) => (isName(place) ? directiveOf(place, locale, nameCase) : null))
      if (parts?.some((part) => 'month' in part || ('directive' in part && /[aA]$/.test(part.directive))))
        found.push(locale === 'en' ? { parts } : { parts, locale })
    }
  }
  return found.length > 0 ? found : null
}

/** The directive of names of months or days in this language; undefined where they are none. A point behind all of them is none of theirs. */
function directiveOf({ texts }: Place, locale: string, nameCase: NameCase): Part[] | undefined {
  const names = timeNames[locale] as NonNullable<(typeof timeNames)[string]>
  const pointed = texts.every((text) => text.endsWith('.'))
  for (const withPoint of pointed ? [true, false] : [true]) {
    const own = withPoint ? texts : texts.map((text) => text.slice(0, -1))
    for (const [list, letter] of [
      [names.shortMonths, 'b'],
      [names.months, 'B'],
      [names.shortDays, 'a'],
      [names.days, 'A'],
    ] as const) {
      const known = new Set(list.map(nameCases[nameCase]))
      if (!own.every((text) => known.has(text))) continue
      const directive = `%${nameCase}${letter}`
      const rest = withPoint ? [] : [{ literal: '.' }]
      return [letter === 'b' || letter === 'B' ? { month: directive } : { directive }, ...rest]
    }
  }
  return undefined
}

const allNames = new Set(
  Object.values(timeNames).flatMap(({ months, shortMonths, days, shortDays }) =>
    [...months, ...shortMonths, ...days, ...shortDays].flatMap((name) => [name.toLowerCase(), `${name.toLowerCase()}.`]),
  ),
)

function isMonthOrDay({ texts }: Place): boolean {
  return texts.every((text) => text.length > 2 && allNames.has(text.toLowerCase()))
}

const periods: readonly (readonly [string, RegExp])[] = [
  ['%p', /^[AP]M$/],
  ['%P', /^[ap]m$/],
  ['%:p', /^[AP]\.M\.$/],
  ['%:P', /^[ap]\.m\.$/],
]

function isPeriod({ texts }: Place): boolean {
  return periods.some(([, pattern]) => texts.every((text) => pattern.test(text)))
}

function isOrdinal({ texts }: Place): boolean {
  return texts.every((text) => /^(st|nd|rd|th)$/.test(text))
}

/** `name` gives the parts of a word that is a name, null for one that is text, and undefined where it can't be read. */
function partsOf(places: readonly Place[], name: (place: Place) => Part[] | null | undefined): Part[] | null {
  const parts: Part[] = []
  for (const place of places) {
    if (place.kind === 'digits') parts.push({ digits: place })
    else if (place.kind === 'sign') {
      // Five feet seven, 5'7", is no seventh of May; and ??/??/2018 no hour.
      if (/^['\u2019\u2032]|["?\u201d\u2033]/.test(place.texts[0] as string)) return null
      parts.push({ literal: place.texts[0] as string })
    } else if (isOrdinal(place)) parts.push({ directive: 'ordinal' })
    else if (isPeriod(place)) {
      const [directive] = periods.find(([, pattern]) => pattern.test(place.texts[0] as string)) as readonly [string, RegExp]
      parts.push({ directive })
    } else {
      const own = name(place)
      if (own === undefined || (own === null && (place.texts.length > 1 || !plainWord.test(place.texts[0] as string)))) return null
      parts.push(...(own ?? [{ literal: place.texts[0] as string }]))
    }
  }
  return parts
}

const dates = [
  ...['Ymd', 'dmY', 'mdY', 'ymd', 'dmy', 'mdy', 'Yj', 'yj', 'GVu', 'GV', 'VG', 'Ym', 'mY', 'dm', 'md', 'Yq', 'qY', 'my', 'ym'],
  ...['Ydm', 'ydm', ''],
]
const clocks = ['', 'HMS', 'HM', 'HMSf', 'MSf', 'H'] as const

/** Sequences of fields that the places with digits and names can have. */
function sequences(parts: readonly Part[]): string[] {
  const all = new Set<string>()
  for (const date of dates) {
    for (const clock of clocks) {
      // A time of day belongs to a whole date.
      if (date + clock === '' || date + clock === 'H' || (date !== '' && clock !== '' && !/[dju]/.test(date))) continue
      all.add(date + clock)
      if (date !== '' && clock !== '' && clock !== 'H') all.add(clock + date)
    }
  }
  const hasMonth = parts.some((part) => 'month' in part)
  const hasPeriod = parts.some((part) => 'directive' in part && /[pP]$/.test(part.directive))
  const saysWeek = parts.some((part) => 'literal' in part && weekWord.test(part.literal))
  return [...all].filter(
    (fields) => (!hasMonth || fields.includes('m')) && (saysWeek || !fields.includes('VG')) && (!hasPeriod || fields.includes('H')),
  )
}

const widthOf = (field: string): number => (field === 'Y' || field === 'G' ? 4 : field === 'j' ? 3 : field === 'u' || field === 'q' ? 1 : 2)

/** The format with these fields in its places; null where they don't fit. */
function formatOf(parts: readonly Part[], fields: string): string | null {
  const hasPeriod = parts.some((part) => 'directive' in part && /[pP]$/.test(part.directive))
  let format = ''
  let at = 0
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] as Part
    if ('literal' in part) format += part.literal.replaceAll('%', '%%')
    else if ('month' in part) {
      if (fields[at++] !== 'm') return null
      format += part.month
    } else if ('directive' in part) {
      if (part.directive !== 'ordinal') format += part.directive
      else if (format.endsWith('%-d')) format = `${format.slice(0, -3)}%o`
      else if (format.endsWith('%d')) format = `${format.slice(0, -2)}%o`
      else return null
    } else {
      const { digits } = part
      const taken = takeFields(digits, fields, at, { hasPeriod, isOrdinal: isOrdinalAt(parts, i + 1), before: format })
      if (!taken) return null
      format += taken.format
      at += taken.count
    }
  }
  return at === fields.length ? format : null
}

function isOrdinalAt(parts: readonly Part[], i: number): boolean {
  const part = parts[i]
  return part !== undefined && 'directive' in part && part.directive === 'ordinal'
}

interface Around {
  readonly hasPeriod: boolean
  readonly isOrdinal: boolean
  /** The format so far. */
  readonly before: string
}

/** Minutes and seconds without hours, and the sign between them. */
const minutesBetween = /^%-?M(.)%S.$/

/** The directives of one run of digits: one field, or several that have no sign between them. */
function takeFields(
  { widths: [least, most] }: Place,
  fields: string,
  at: number,
  { hasPeriod, isOrdinal, before: formatBefore }: Around,
): { readonly format: string; readonly count: number } | null {
  const field = fields[at]
  if (field === undefined) return null
  const directive = (own: string): string => (own === 'H' && hasPeriod ? 'I' : own)
  if (field === 'f') {
    const before = formatBefore.at(-1)
    if (before !== '.' && before !== ',') return null
    // 15.02.2019 is a date, of whatever order, and no quarter of an hour.
    if (minutesBetween.exec(formatBefore)?.[1] === before) return null
    return most > 9 ? null : { format: least === most ? `%${most}f` : '%f', count: 1 }
  }
  // Minutes and seconds have two digits, but for minutes that nothing stands before.
  const isSmall = 'mdHV'.includes(field) || (field === 'M' && fields[at - 1] !== 'H')
  if (isSmall && most <= 2 && (least === 1 || isOrdinal)) return { format: `%-${directive(field)}`, count: 1 }
  if (least !== most) return null
  let format = ''
  let width = 0
  let count = 0
  while (width < most && at + count < fields.length) {
    const own = fields[at + count] as string
    const left = most - width
    if (own === 'f' && (left < 3 || left > 9)) return null
    format += own === 'f' ? `%${left}f` : `%${directive(own)}`
    width += own === 'f' ? left : widthOf(own)
    count++
  }
  return width === most && (count === 1 || isWhole(fields, fields.slice(at, at + count))) ? { format, count } : null
}

/** Whether fields without a sign between them are a whole date with its year, a whole time of day or both: 2018 is none of 20:18. */
function isWhole(fields: string, run: string): boolean {
  const date = fields.replace(/[HMSf]+/, '')
  if (run.endsWith('f') && run !== 'YmdHMSf') return false
  const clock = fields.replace(/[^HMSf]+/g, '')
  if (/[YyG]/.test(run)) return run === date || run === date + clock
  return run === clock && !(date !== '' && fields.startsWith(clock))
}
