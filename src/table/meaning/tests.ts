import { isValid } from '../grammar/check-digits.js'
import { hasLetter, letterTest } from '../grammar/letters.js'
import { tallied } from '../grammar/shared.js'
import { isIsoCode } from './iso.js'
import type { Meaning } from './meanings.js'

/** How a meaning is told: by the form of the values, by the name of the column, or by both. */
export interface MeaningTest {
  readonly meaning: Meaning
  /** Whether a value may be one. */
  readonly value: (text: string) => boolean
  /** What must hold of the distinct values together besides. */
  readonly together?: (texts: readonly string[], name: string) => boolean
  /** Whether a column of this name holds such values. */
  readonly name: (name: ColumnName) => boolean
  /** `form`: the values alone tell; `both`: only with the name. */
  readonly by: 'form' | 'both'
}

/** A column's name in small letters, and how the words in it begin. */
export interface ColumnName {
  readonly small: string
  readonly starts: ReadonlySet<string>
}

export function columnName(name: string): ColumnName {
  const small = name.toLowerCase()
  const isBetween = (char: string | undefined): boolean => char === undefined || char < 'a' || char > 'z'
  const starts = new Set<string>()
  for (let i = 0; i < small.length; i++) {
    if (!isBetween(small[i - 1])) continue
    starts.add(small.slice(i, i + 1))
    starts.add(small.slice(i, i + 2))
  }
  return { small, starts }
}

/** Whether a name has one of these words; nearly all are told by how its words begin, without a pattern that had to be compiled. */
const named = (words: string): ((name: ColumnName) => boolean) => {
  const pattern = new RegExp(`(^|[^a-z])(${words})s?\\d*($|[^a-z])`)
  // The second letter is one that each such word has.
  const starts = words.split('|').map((word) => word.replace(/^(\(\?:|\^)/, '').replace(/^(.[a-z](?!\?)|.).*$/, '$1'))
  return (name) => starts.some((start) => name.starts.has(start)) && pattern.test(name.small)
}
/** Whether texts have this pattern; one of these signs is in all that do, and nearly no text is asked for more. */
const matching =
  (pattern: RegExp, ...signs: readonly string[]) =>
  (text: string): boolean =>
    (signs.length === 0 || signs.some((sign) => text.includes(sign))) && pattern.test(text)
/** Words as in names of people, places and firms: letters of any script, blanks and a few signs. */
const words = letterTest(/^[\p{L}\p{M}][\p{L}\p{M} .,'’&()/-]*$/u)
const oneName = letterTest(/^[\p{L}\p{M}][\p{L}\p{M}.'’-]*(?: [\p{L}\p{M}][\p{L}\p{M}.'’-]*){0,2}$/u)

const saysStreet = named(
  'address|street|addr|stra(?:ss|ß)e|street.?address|ship.?address|adresse|anschrift|direcci[oó]n|domicilio|calle|indirizzo|endere[cç]o|adres|ulica|адрес|улица',
)

/** In the order in which they are tried; the more special ones first. */
export const meaningTests: readonly MeaningTest[] = [
  { meaning: 'email', value: matching(/^[^\s@<>]+@[^\s@<>]+\.\p{L}{2,}$/u, '@'), name: named('e-?mail'), by: 'form' },
  {
    meaning: 'url',
    value: matching(/^(?:(?:https?|ftp):\/\/|www\.)\S+$/i, '://', '.'),
    name: named('url|link|website|homepage|href'),
    by: 'form',
  },
  { meaning: 'uuid', value: matching(/^\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?$/i, '-'), name: named('uuid|guid'), by: 'form' },
  { meaning: 'mac', value: matching(/^[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}$/i, ':', '-'), name: named('mac'), by: 'form' },
  { meaning: 'ipv4', value: isAddress, name: named('ip|ipv4|address'), by: 'form' },
  {
    meaning: 'ipv6',
    value: matching(/^(?=.*:.*:)[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}$/i, ':'),
    name: named('ip|ipv6|address'),
    by: 'form',
  },
  { meaning: 'iban', value: (text) => isValid('iban', text), name: named('iban|account'), by: 'form' },
  { meaning: 'ssn', value: matching(/^\d{3}-\d{2}-\d{4}$/, '-'), name: named('ssn|social'), by: 'form' },
  { meaning: 'colour', value: matching(/^#(?:[0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})$/i, '#'), name: named('colou?r'), by: 'form' },
  { meaning: 'coordinates', value: isCoordinates, name: named('lat ?lo?ng?|location|position|geo|point|coord(inate)?'), by: 'form' },
  { meaning: 'json', value: isJson, name: named('json|payload|data|meta'), by: 'form' },
  { meaning: 'user-agent', value: matching(/^[A-Za-z]+\/\d[\d.]* ?\(.+\)/, '/'), name: named('user.?agent|agent|ua|browser'), by: 'form' },
  {
    meaning: 'path',
    value: matching(/^(?:[A-Za-z]:\\|\.{0,2}\/|~\/)[^\n]*[^/\n]$/, '/', '\\'),
    name: named('path|file|dir|folder'),
    by: 'form',
  },
  { meaning: 'vin', value: (text) => isValid('vin', text), name: named('vin|chassis'), by: 'form' },
  { meaning: 'isbn', value: isBook, name: named('isbn'), by: 'form' },
  { meaning: 'ean', value: (text) => isValid('ean', text), name: named('ean|gtin|upc|barcode'), by: 'both' },
  { meaning: 'card', value: (text) => isValid('luhn', text) && /^[2-6]/.test(text), name: named('card|cc|pan|visa'), by: 'both' },
  {
    meaning: 'phone',
    value: isPhone,
    name: named(
      'phone|tel|telephone|telefon|mobile|cell|fax|handy|telefono|phone.?number|m[oó]vil|celular|mobiel|cellulare|telefone|телефон|电话|手机|電話番号',
    ),
    by: 'both',
  },
  { meaning: 'phone', value: (text) => /^(\+|\()\d/.test(text) && isPhone(text), name: () => false, by: 'form' },
  { meaning: 'domain', value: matching(/^(?:[a-z\d-]+\.)+[a-z]{2,}$/i), name: named('domain|host|hostname|site|server'), by: 'both' },
  {
    meaning: 'postcode',
    value: matching(/^[A-Z\d][A-Z\d -]{2,9}$/i),
    name: named(
      'zip|zip.?code|post.?code|postal.?code|postal|plz|c[oó]digo.?postal|code.?postal|cap|cp|cep|postleitzahl|индекс|邮编|郵便番号',
    ),
    by: 'both',
  },
  {
    meaning: 'first-name',
    value: oneName,
    name: named('first.?name|name.?first|given.?name|fore.?name|vorname|pr[eé]nom|fname|nombre|voornaam|imi[eę]|имя'),
    by: 'both',
  },
  {
    meaning: 'last-name',
    value: oneName,
    name: named('last.?name|name.?last|sur.?name|family.?name|nachname|nom|lname|apellido|cognome|achternaam|sobrenome|nazwisko|фамилия'),
    by: 'both',
  },
  {
    meaning: 'full-name',
    together: arePeople,
    value: letterTest(/^(?=.*[\s,]|\p{Script=Han}{2,6}$)[\p{L}\p{M}][\p{L}\p{M} .,'’"()-]*$/u),
    // Other names are those of things: of an area, a file, a product.
    name: named(
      '^name|full.?name|nome completo|nombre completo|nom complet|naam|фио|氏名|姓名|person|candidate|member|guest|director|judge|doctor|physician|teacher|driver|winner|actor|victim|customer|client|contact|author|employee|patient|passenger|owner|holder|player|manager|(?:customer|client|contact|author|employee|patient|passenger|owner|user|player|staff|student|member).?name',
    ),
    by: 'both',
  },
  {
    meaning: 'company',
    // AB12 in a column organisation_code is a code.
    value: (text) => hasLetter(text) && !/^[A-Z\d]*\d[A-Z\d]*$/.test(text),
    name: named('company|employer|firm|firma|organi[sz]ation|supplier|vendor|manufacturer|company.?name|supplier.?name'),
    by: 'both',
  },
  { meaning: 'job', value: words, name: named('job|job.?title|occupation|profession|position|beruf|emp.?title|role'), by: 'both' },
  {
    meaning: 'street',
    value: letterTest(/\p{L}{2}/u),
    // The type or the state of an address is none.
    name: (name) => saysStreet(name) && !/(?:type|kind|state|status|code|count|source)s?$/.test(name.small),
    by: 'both',
  },
  { meaning: 'city', value: words, name: named('city|town|ort|stadt|municipality|ville|ciudad|citt[aà]|cidade'), by: 'both' },
  {
    meaning: 'region',
    value: (text) => words(text) && !text.includes(','),
    name: named('state|province|region|county|bundesland|canton|department'),
    by: 'both',
  },
  {
    meaning: 'country-code',
    value: (text) => isIsoCode('country-code', text),
    name: named('country|country.?code|nation|nationality|iso[23]?|alpha-?[23]'),
    by: 'both',
  },
  { meaning: 'country', value: words, name: named('country|land|nation|pays|pa[ií]s'), by: 'both' },
  {
    meaning: 'currency',
    value: (text) => isIsoCode('currency', text),
    name: named('currency|ccy|curr|w[aä]hrung|currency.?code'),
    by: 'both',
  },
  { meaning: 'language', value: matching(/^[a-z]{2,3}(?:[-_][A-Za-z]{2,4})?$/), name: named('lang|language|locale|sprache'), by: 'both' },
]

/** Words that many names end in are those of things: airports, parks, companies. Few last names are had by one in ten. */
const mostAlike = 0.1
const fewestNames = 20

/** Columns that nobody names so who means things. */
const surelyPeople = /(?:full|author|employee|patient|passenger|player|staff|student).?name|^(?:patient|employee|passenger|student)s?$/i

function arePeople(texts: readonly string[], name: string): boolean {
  // Abilene, TX
  const places = texts.filter((text) => /, ?[A-Z]{2}(-[A-Z]{2})*$/.test(text)).length
  if (places > texts.length / 2) return false
  const ends = tallied(texts.map((text) => [text.split(' ').at(-1) as string, 1]))
  return texts.length < fewestNames || surelyPeople.test(name) || Math.max(...ends.values()) <= mostAlike * texts.length
}

function isAddress(text: string): boolean {
  const octets = text.split('.')
  return octets.length === 4 && octets.every((octet) => /^(?:0|[1-9]\d{0,2})$/.test(octet) && Number(octet) <= 255)
}

function isCoordinates(text: string): boolean {
  if (!text.includes(',')) return false
  const match = /^\(?(-?\d{1,2}\.\d{3,}), ?(-?\d{1,3}\.\d{3,})\)?$/.exec(text)
  return match !== null && Math.abs(Number(match[1])) <= 90 && Math.abs(Number(match[2])) <= 180
}

export function isJson(text: string): boolean {
  if (!/^\s*(?:\{[\s\S]*\}|\[[\s\S]*\])\s*$/.test(text)) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function isBook(text: string): boolean {
  const digits = text.replace(/[ -]/g, '')
  return digits.length === 10 ? isValid('isbn10', text) : digits.length === 13 && /^97[89]/.test(digits) && isValid('ean', text)
}

function isPhone(text: string): boolean {
  const digits = text.replace(/\D/g, '').length
  return digits >= 7 && digits <= 15 && /^[+(\d][\d\s().\-/+]*(?: ?(?:x|ext\.?) ?\d+)?$/i.test(text) && !/^\d{4}-\d{2}-\d{2}/.test(text)
}
