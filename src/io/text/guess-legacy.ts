import type { Legacy } from './legacy.js'

/** Bytes that are looked at. */
const looked = 1 << 16
/** Fewest characters of two bytes that tell a language, and fewest different ones. */
const fewestPairs = 6
const fewestDifferent = 4
/** The share of them that must be common ones, and the share that may stand right behind a Latin letter or be none. */
const mostlyCommon = 0.8
const mostOdd = 0.1
/** Alphabets of a byte a letter, by their twelve commonest letters: two thirds of text in them, and at most two fifths of what other text looks like. */
const alphabets = [
  ['windows-1251', 'оеаинтсрвлкм'],
  ['windows-1253', 'αοιτεσνηυρπκ'],
] as const
const alphabetShare = 0.55
/** Their letters stand side by side, but for a few, where those of Western European languages stand among Latin ones. */
const sideBySide = 0.8
/** Turkish has in place of Icelandic letters its own, and none of the others that Icelandic has. */
const [turkish, icelandic] = [/[ðýþÐÝÞ]/g, /[áéíóúæÁÉÍÓÚÆ]/g] as const
/** Signs within words of Western European that are so many, and such a share of all its characters, are letters of something else. */
const fewestSigns = 3
const signShare = 0.2

/** Whether two bytes may be a character of an encoding, and whether that is a common one. */
interface Pairs {
  readonly encoding: Legacy
  isCharacter(lead: number, trail: number): boolean
  isCommon(lead: number, trail: number): boolean
  /** What text of the language is never without; a fifth of the characters at least. */
  isNeeded?(lead: number, trail: number): boolean
}

const areHigh = (lead: number, trail: number): boolean => lead >= 0xa1 && trail >= 0xa1
/** The stricter before those whose common characters they share. */
const doubleBytes: readonly Pairs[] = [
  { encoding: 'euc-kr', isCharacter: areHigh, isCommon: (lead) => lead >= 0xb0 && lead <= 0xc8 },
  {
    encoding: 'euc-jp',
    isCharacter: areHigh,
    isCommon: (lead) => lead === 0xa4 || lead === 0xa5 || (lead >= 0xb0 && lead <= 0xf4),
    isNeeded: (lead) => lead === 0xa4 || lead === 0xa5,
  },
  {
    encoding: 'shift_jis',
    isCharacter: (lead, trail) => (lead <= 0x9f || (lead >= 0xe0 && lead <= 0xef)) && trail >= 0x40 && trail !== 0x7f,
    isCommon: (lead) => lead === 0x82 || lead === 0x83 || (lead >= 0x88 && lead <= 0x9f),
    // Kana, or what stands in no text of one byte a letter: quotation marks before a letter would be characters as well.
    isNeeded: (lead, trail) => lead === 0x82 || lead === 0x83 || trail >= 0x80,
  },
  {
    encoding: 'gb18030',
    isCharacter: (lead, trail) => lead >= 0x81 && trail >= 0x40,
    isCommon: (lead, trail) => lead >= 0xb0 && lead <= 0xd7 && trail >= 0xa1,
  },
  {
    encoding: 'big5',
    isCharacter: (lead, trail) => lead >= 0xa1 && lead <= 0xf9 && ((trail >= 0x40 && trail <= 0x7e) || trail >= 0xa1),
    isCommon: (lead) => lead >= 0xa4 && lead <= 0xc6,
    // Signs before a letter, such as those of degrees Celsius, would be characters as well.
    isNeeded: (_, trail) => trail >= 0xa1,
  },
]

/**
 * The encoding of text that is no UTF-8. Chinese, Japanese and Korean by pairs of bytes that are common characters and don't stand right behind Latin letters, Cyrillic and Greek by their commonest letters
 * side by side; where signs would stand within Western European words, one that has letters there. Western European where nothing tells.
 * @see Li and Momoi 2001, A composite approach to language/encoding detection
 */
export function guessLegacy(bytes: Uint8Array): Legacy {
  const some = bytes.subarray(0, looked)
  const alphabet = alphabets.find(([encoding, common]) => isAlphabet(decoded(encoding, some), common))
  if (alphabet) return alphabet[0]
  const double = doubleBytes.map((pairs) => ({ encoding: pairs.encoding, share: commonShare(some, pairs) }))
  const best = double.reduce((a, b) => (b.share > a.share + 0.02 ? b : a))
  if (best.share >= mostlyCommon) return best.encoding
  const text = decoded('windows-1252', some)
  if (count(text, turkish) >= fewestSigns && count(text, icelandic) <= mostOdd * count(text, turkish)) return 'windows-1254'
  const western = signsInWords(text)
  if (western < fewestSigns || western < signShare * count(text, beyondAscii)) return 'windows-1252'
  const others = (['windows-1250', 'macintosh'] as const).map((encoding) => ({ encoding, signs: signsInWords(decoded(encoding, some)) }))
  const other = others.reduce((a, b) => (b.signs < a.signs ? b : a))
  return 4 * other.signs <= western ? other.encoding : 'windows-1252'
}

const beyondAscii = /[^\0-\x7f]/g

/** Whether what is beyond ASCII is text in an alphabet with these commonest letters. */
function isAlphabet(text: string, common: string): boolean {
  const letters = text.match(beyondAscii) ?? []
  const isCommon = (letter: string): boolean => common.includes(letter.toLowerCase())
  return (
    new Set(letters).size >= fewestDifferent &&
    count(text, /(?<=[^\0-\x7f])[^\0-\x7f]|[^\0-\x7f](?=[^\0-\x7f])/g) >= sideBySide * letters.length &&
    letters.filter(isCommon).length >= alphabetShare * letters.length
  )
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0
}

/** The share of common characters among those beyond ASCII, if the bytes are text of such pairs; else 0. */
function commonShare(bytes: Uint8Array, { isCharacter, isCommon, isNeeded }: Pairs): number {
  let [all, common, needed, odd] = [0, 0, 0, 0]
  const different = new Set<number>()
  let end = 0
  for (let i = 0; i < bytes.length - 1; i++) {
    const [lead, trail] = [bytes[i] as number, bytes[i + 1] as number]
    if (lead < 0x81) continue
    all++
    if (!isCharacter(lead, trail)) {
      odd++
      continue
    }
    // What is before may be the second byte of another character.
    if (end < i && isLatin(bytes[i - 1])) odd++
    if (isCommon(lead, trail)) common++
    // Punctuation tells nothing.
    else if (lead <= 0xa3 && lead >= 0xa1) all--
    if (isNeeded?.(lead, trail)) needed++
    different.add(lead * 256 + trail)
    i++
    end = i + 1
  }
  const isText = all >= fewestPairs && different.size >= fewestDifferent && odd <= mostOdd * all && (!isNeeded || needed >= 0.2 * all)
  return isText ? common / all : 0
}

function isLatin(byte: number | undefined): boolean {
  return byte !== undefined && ((byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122))
}

/** How often something else than a letter stands between letters where a character beyond ASCII does, or a capital behind a small letter. */
function signsInWords(text: string): number {
  return count(text, signWithin) + count(text, /(?<=\p{Ll})(?=[^\0-\x7f])\p{Lu}/gu)
}

const signWithin = /(?<=\p{L}[^\0-\x7f\p{L}\p{M}’‘–—®™©°º\xa0]*)[^\0-\x7f\p{L}\p{M}’‘–—®™©°º\xa0](?=[^\0-\x7f\p{M}’‘–—®™©°º\xa0]*\p{L})/gu

function decoded(encoding: Legacy, bytes: Uint8Array): string {
  // As a stream, since what is cut off at the end is no fault.
  return new TextDecoder(encoding).decode(bytes, { stream: true })
}
