import { type Form, inferForms } from '../grammar/forms.js'
import { escapeLiteral, optionsText } from '../grammar/pattern.js'
import { fewestShared, type TextCounts, tallied } from '../grammar/shared.js'
import { listSeparator } from './detect.js'
import { isIsoCode, isoListOf } from './iso.js'
import { jsonForms } from './json-forms.js'
import type { Meaning } from './meanings.js'
import { isJson } from './tests.js'
import { urlForms } from './url-forms.js'

/** The forms of names, addresses and lists that are made up in their likeness; null where a meaning tells nothing beyond how the texts look. */
export function meaningForms(meaning: Meaning, texts: readonly string[], counts: readonly number[]): Form[] | null {
  const rows = counts.reduce((sum, count) => sum + count, 0)
  const one = (pattern: string): Form[] => [{ pattern, rows: Math.max(1, rows) }]
  switch (meaning) {
    case 'email':
      return one(`{local}@${domains(texts, counts)}`)
    case 'first-name':
      return one(inWriting('first', texts, counts))
    case 'last-name':
      return one(inWriting('last', texts, counts))
    case 'full-name':
      return nameForms(texts, counts)
    case 'street':
      return streetForms(texts, counts)
    case 'region':
    case 'country':
      return texts.filter((text) => text.length <= 3).length > texts.length / 2 ? null : one(inWriting(meaning, texts, counts))
    case 'company':
    case 'job':
    case 'city':
      return one(inWriting(meaning, texts, counts))
    case 'country-code':
    case 'currency':
      return one(`{${isoListOf(meaning, texts).join('|')}}`)
    case 'language':
      return texts.every((text) => isIsoCode(meaning, text)) ? one(`{${isoListOf(meaning, texts).join('|')}}`) : null
    case 'url':
      return urlForms(texts, counts)
    case 'postcode':
      return postcodeForms(texts, counts)
    case 'list':
      return listForms(texts, counts)
    case 'json':
      return texts.every(isJson)
        ? isList(texts, counts)
          ? jsonForms(texts, counts)
          : (inferForms(texts, counts) ?? jsonForms(texts, counts))
        : null
    default:
      return null
  }
}

/** Most beginnings by which postcodes are told apart, and the share of the rows that have them. */
const mostBeginnings = 40
const mostlyShared = 0.9

/**
 * Forms of postcodes of one length by their beginnings, as many characters of them as nearly all rows share with others, so that they fit the place; those of
 * the others together.
 */
function postcodeForms(texts: readonly string[], counts: readonly number[]): Form[] | null {
  const rows = counts.reduce((sum, n) => sum + n, 0)
  const width = texts[0]?.length ?? 0
  if (texts.some((text) => text.length !== width)) return null
  for (let length = width - 1; length > 0; length--) {
    const beginnings = tallied(texts.map((text, i) => [text.slice(0, length), counts[i] as number]))
    const shared = [...beginnings].filter(([, n]) => n >= fewestShared)
    if (shared.length > mostBeginnings || shared.reduce((sum, [, n]) => sum + n, 0) < mostlyShared * rows) continue
    const known = new Set(shared.map(([text]) => text))
    return [...known, ''].sort().flatMap((beginning) => {
      const own = texts.flatMap((text, i) =>
        text.startsWith(beginning) && known.has(text.slice(0, length)) === known.has(beginning) ? [i] : [],
      )
      const ends = own.map((i) => (texts[i] as string).slice(beginning.length))
      const forms =
        inferForms(
          ends,
          own.map((i) => counts[i] as number),
        ) ?? []
      return forms.map(({ pattern, rows }) => ({ pattern: escapeLiteral(beginning) + pattern, rows }))
    })
  }
  return null
}

/** Whether most rows hold JSON lists, whose elements are alike wherever they stand. */
function isList(texts: readonly string[], counts: readonly number[]): boolean {
  const rows = (of: readonly number[]): number => of.reduce((sum, n) => sum + n, 0)
  return rows(counts.filter((_, i) => texts[i]?.startsWith('['))) > rows(counts) / 2
}

/** Patterns for values of which too few look alike. */
const usual: Partial<Record<Meaning, string>> = {
  url: 'https://www.{w:5-12}.example/{w:4-10}',
  domain: '{w:5-12}.example',
  ipv4: '{1..254}.{0..255}.{0..255}.{1..254}',
  ipv6: '2001:db8:{x:4}:{x:4}:{x:4}:{x:4}:{x:4}:{x:4}',
  mac: '{x:2}:{x:2}:{x:2}:{x:2}:{x:2}:{x:2}',
  uuid: '{x:8}-{x:4}-4{x:3}-{8|9|a|b}{x:3}-{x:12}',
  phone: '+{10..99} {d:9}',
  path: '/{w:3-8}/{w:4-10}/{w:4-10}',
  iban: 'XX{iban}{d:16}',
  card: '4{d:14}{luhn}',
  isbn: '978{d:9}{ean}',
  ean: '{d:12}{ean}',
  ssn: '9{d:2}-{d:2}-{d:4}',
  postcode: '{d:5}',
  coordinates: '{-60..70}.{d:4},{-180..179}.{d:4}',
}

export function usualForms(meaning: Meaning): Form[] | null {
  const pattern = usual[meaning]
  return pattern === undefined ? null : [{ pattern, rows: 1 }]
}

/** Patterns of what, besides, is made up where there are no values at all to be like. */
const unseen: Partial<Record<Meaning, string>> = {
  email: '{local}@{example.com|example.net|example.org}',
  'first-name': '{first}',
  'last-name': '{last}',
  'full-name': '{first} {last}',
  company: '{company}',
  job: '{job}',
  street: '{street} {1..40..200}',
  city: '{city}',
  region: '{region}',
  country: '{country}',
  latitude: '{-60..70}.{d:4}',
  longitude: '{-180..179}.{d:4}',
  colour: '#{x:6}',
  vin: '{[A-HJ-NPR-Z0-9]:8}{vin}{[A-HJ-NPR-Z0-9]:8}',
  'user-agent':
    'Mozilla/5.0 ({Windows NT 10.0; Win64; x64|X11; Linux x86_64|Macintosh; Intel Mac OS X 10_15_7}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{100..130}.0.0.0 Safari/537.36',
}

/** How values of a meaning are written of which none is known; null for lists and JSON, which may hold anything. */
export function unseenForms(meaning: Meaning): Form[] | null {
  if (meaning === 'country-code' || meaning === 'currency' || meaning === 'language') {
    const example = { 'country-code': 'DE', currency: 'EUR', language: 'de' }[meaning]
    return [{ pattern: `{${isoListOf(meaning, [example]).join('|')}}`, rows: 1 }]
  }
  const pattern = usual[meaning] ?? unseen[meaning]
  return pattern === undefined ? null : [{ pattern, rows: 1 }]
}

/** Domains that enough rows have, and reserved ones, which are nobody's, for the others. */
const reserved = ['example.com', 'example.net', 'example.org']

function domains(texts: readonly string[], counts: readonly number[]): string {
  const all = tallied(texts.map((text, i) => [text.slice(text.lastIndexOf('@') + 1).toLowerCase(), counts[i] as number]))
  const shared = [...all].filter(([, count]) => count >= fewestShared).sort(([a], [b]) => (a < b ? -1 : 1))
  const others = [...all.values()].reduce((sum, count) => sum + count, 0) - shared.reduce((sum, [, count]) => sum + count, 0)
  const known = new Map(shared)
  for (const domain of others > 0 || shared.length === 0 ? reserved : [])
    known.set(domain, (known.get(domain) ?? 0) + Math.max(1, Math.round(others / 3)))
  const options = [...known].map(([text, weight]) => ({ text, weight }))
  return options.length === 1 ? (options[0] as { text: string }).text : `{${optionsText(options)}}`
}

/** The field of a fake, in capitals or small letters where most texts are. */
function inWriting(fake: string, texts: readonly string[], counts: readonly number[]): string {
  const share = (is: (text: string) => boolean): number =>
    texts.reduce((sum, text, i) => sum + (is(text) ? (counts[i] as number) : 0), 0) /
    Math.max(
      1,
      counts.reduce((sum, n) => sum + n, 0),
    )
  if (share((text) => text !== text.toLowerCase() && text === text.toUpperCase()) > 0.5) return `{${fake.toUpperCase()}}`
  return share((text) => text !== text.toUpperCase() && text === text.toLowerCase()) > 0.5 ? `{${fake}:lower}` : `{${fake}}`
}

/** Texts sorted into forms by what they look like; forms of too few rows are left out, and that of an empty text stands in where all are. */
function sortedInto(texts: readonly string[], counts: readonly number[], formOf: (text: string) => string): Form[] {
  const forms: TextCounts = tallied(texts.map((text, i) => [formOf(text), counts[i] as number]))
  const shared = [...forms].filter(([, rows]) => rows >= fewestShared)
  return (shared.length > 0 ? shared : [[formOf(''), 1] as const])
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([pattern, rows]) => ({ pattern, rows }))
}

function nameForms(texts: readonly string[], counts: readonly number[]): Form[] {
  const [first, last] = [inWriting('first', texts, counts), inWriting('last', texts, counts)]
  return sortedInto(texts, counts, (text) => {
    if (/^\p{Script=Han}/u.test(text)) return last + (/\s/.exec(text)?.[0] ?? '') + first
    const title = /^(?:Mrs?|Ms|Miss|Dr|Prof|Herr|Frau|M|Mme|Sr|Sra)\.? /.exec(text)?.[0] ?? ''
    const initial = / \p{Lu}\.?(?: |$)/u.test(text.slice(title.length)) ? ' {A:1}.' : ''
    const comma = /^[^,]+, (Mrs?|Miss|Ms|Master|Dr|Rev)\.? /.exec(text)
    if (comma) return `${last}, ${text.slice(text.indexOf(',') + 2).split(' ')[0]} ${first}`
    return text.includes(',') ? `${last}, ${title}${first}${initial}` : `${title}${first}${initial} ${last}`
  })
}

/** What stands behind the number of a house, as the floor and the door: `, 3º B`. */
const behindNumber = /^\D+\d+[a-zA-Z]?((?! \p{L}{4,}$)[,;/ -]\s*\S.*)$/u
/** West 42 Street */
const numberedStreet = /^\D+\d+\p{L}* \p{L}{4,}$/u

/** The forms of what stands there; none where too few rows share them. */
function tailForms(texts: readonly string[], counts: readonly number[]): Form[] {
  const tails = tallied(
    texts.flatMap((text, i): [string, number][] => {
      const tail = behindNumber.exec(text)?.[1]
      return tail === undefined ? [] : [[tail, counts[i] as number]]
    }),
  )
  return inferForms([...tails.keys()], [...tails.values()]) ?? []
}

function streetForms(texts: readonly string[], counts: readonly number[]): Form[] {
  const street = inWriting('street', texts, counts)
  const tails = tailForms(texts, counts).map(({ pattern, rows }) => ({ pattern: `${street} {1..40..200}${pattern}`, rows }))
  const rest = texts.flatMap((text, i) => (tails.length > 0 && behindNumber.test(text) ? [] : [i]))
  const restTexts = rest.map((i) => texts[i] as string)
  const restCounts = rest.map((i) => counts[i] as number)
  const plain = sortedInto(restTexts, restCounts, (text) => {
    if (numberedStreet.test(text)) return street
    if (/^\d/.test(text)) return `{1..99..999} ${street}`
    if (/\d+ ?[a-zA-Z]?$/.test(text)) return `${street} {1..40..200}`
    return /\d/.test(text) ? `${street} {1..40..200}` : street
  })
  return rest.length >= fewestShared || tails.length === 0 ? [...plain, ...tails] : tails
}

/** Most items that a list is made of; rarer ones than the shared are left out. */
const mostListed = 200

function listForms(texts: readonly string[], counts: readonly number[]): Form[] | null {
  const separator = listSeparator(texts, counts)
  if (separator === null) return null
  const split = texts.map((text) => text.split(separator))
  const items = tallied(split.flatMap((parts, i) => parts.map((part): [string, number] => [part, counts[i] as number])))
  const shared = [...items].filter(([, rows]) => rows >= fewestShared).sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  if (shared.length < 2) return null
  const options = optionsText(shared.slice(0, mostListed).map(([text, weight]) => ({ text, weight })))
  const lengths = tallied(split.map((parts, i) => [String(Math.min(parts.length, shared.length)), counts[i] as number]))
  return [...lengths]
    .filter(([, rows]) => rows >= fewestShared)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([count, rows]) => ({ pattern: `{list ${count} "${separator.replace(/[|\\{}*]/g, '\\$&')}" ${options}}`, rows }))
}
