import type { Meaning } from './meanings.js'

/** Meanings whose values sound otherwise in every language. */
export const namedMeanings: ReadonlySet<Meaning> = new Set<Meaning>([
  ...(['email', 'first-name', 'last-name', 'full-name', 'company', 'job', 'street', 'city', 'region', 'country'] as const),
])

/** Letters and endings that tell a language, in the names of @faker-js/faker's locales. A script of its own counts at once. */
const signs: readonly (readonly [locale: string, letters: RegExp])[] = [
  ['ko', /\p{Script=Hangul}/u],
  ['zh_CN', /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u],
  ['uk', /[їєґ]/i],
  ['ru', /\p{Script=Cyrillic}/u],
  ['el', /\p{Script=Greek}/u],
  ['he', /\p{Script=Hebrew}/u],
  ['fa', /[پچژگ]/],
  ['ar', /\p{Script=Arabic}/u],
  ['th', /\p{Script=Thai}/u],
  ['hy', /\p{Script=Armenian}/u],
  ['ka_GE', /\p{Script=Georgian}/u],
  ['vi', /[ơưđạảấầẩậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/i],
  ['pl', /[łąęśźżńć]/i],
  ['cs_CZ', /[řěů]/i],
  ['hu', /[őű]/i],
  ['tr', /[ğışİ]/],
  ['ro', /[țșăâ]/i],
  ['de', /ß|[äöü]|(?:stra(?:ss|ß)e|str\.|platz|weg|GmbH)/i],
  ['pt_BR', /[ãõ]|\b(?:rua|avenida|ltda)\b/i],
  ['es', /ñ|[áíóú]|\b(?:calle|avda)\b|^C\/ |nº/i],
  ['fr', /[èêëçœîô]|\b(?:rue|boulevard|chaussée)\b/i],
  ['sv', /å|(?:gatan|vägen)\b/i],
  ['it', /[àòù]|\b(?:via|piazza)\b/i],
  ['nl', /\b(?:van der|van den|van de)\b|straat\b|ij[a-z]/i],
]

/** Share of the texts in which a language must show. */
const leastShown = 0.05

/** Where the characters of a language stand in an encoding that was made for it: its name, and the bytes of the first and the second half of a character. */
const hanSets = [
  { locale: 'zh_CN', encoding: 'gb18030', first: [[0xb0, 0xf7]], second: [0xa1, 0xfe] },
  {
    locale: 'ja',
    encoding: 'shift_jis',
    first: [
      [0x88, 0x9f],
      [0xe0, 0xea],
    ],
    second: [0x40, 0xfc],
  },
  {
    locale: 'zh_TW',
    encoding: 'big5',
    first: [
      [0xa4, 0xc6],
      [0xc9, 0xf9],
    ],
    second: [0x40, 0xfe],
  },
] as const

/**
 * The language of names in Chinese characters: Japanese where kana stand among them, else the one whose old standard of characters (GB 2312, JIS X 0208, Big5)
 * has most of the different ones, the first of equals.
 */
function hanLocale(texts: readonly string[]): string {
  if (texts.filter((text) => /[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)).length >= leastShown * texts.length) return 'ja'
  const characters = [...new Set(texts.join('').match(/\p{Script=Han}/gu))]
  const counts = hanSets.map(({ locale, encoding, first, second: [low, high] }) => {
    const bytes = first.flatMap(([from, to]) =>
      Array.from({ length: (to - from + 1) * (high - low + 1) }, (_, i) => [
        from + Math.floor(i / (high - low + 1)),
        low + (i % (high - low + 1)),
      ]),
    )
    const known = new Set(new TextDecoder(encoding).decode(Uint8Array.from(bytes.flat())))
    return { locale, count: characters.filter((character) => known.has(character)).length }
  })
  return counts.reduce((best, own) => (own.count > best.count ? own : best)).locale
}

/** The locale whose letters show in most of these names; English where none does. */
export function detectLocale(texts: readonly string[]): string {
  const named = texts.filter((text) => /\p{L}/u.test(text))
  const counts = signs.map(([locale, letters]) => [locale, named.reduce((sum, text) => sum + (letters.test(text) ? 1 : 0), 0)] as const)
  const [best] = [...counts].sort(([, a], [, b]) => b - a)
  if (!best || best[1] < leastShown * named.length || best[1] < 2) return 'en'
  return best[0] === 'zh_CN' ? hanLocale(named) : best[0]
}
