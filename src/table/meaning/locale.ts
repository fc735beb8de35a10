import type { Meaning } from './meanings.js'

/** Meanings whose values sound otherwise in every language. */
export const namedMeanings: ReadonlySet<Meaning> = new Set<Meaning>([
  ...(['email', 'first-name', 'last-name', 'full-name', 'company', 'job', 'street', 'city', 'region', 'country'] as const),
])

/** Letters and endings that tell a language, in the names of @faker-js/faker's locales. A script of its own counts at once. */
const signs: readonly (readonly [locale: string, letters: RegExp])[] = [
  ['ja', /[\p{Script=Hiragana}\p{Script=Katakana}]/u],
  ['ko', /\p{Script=Hangul}/u],
  ['zh_CN', /\p{Script=Han}/u],
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

/** The locale whose letters show in most of these names; English where none does. */
export function detectLocale(texts: readonly string[]): string {
  const named = texts.filter((text) => /\p{L}/u.test(text))
  const counts = signs.map(([locale, letters]) => [locale, named.reduce((sum, text) => sum + (letters.test(text) ? 1 : 0), 0)] as const)
  const [best] = [...counts].sort(([, a], [, b]) => b - a)
  return best && best[1] >= leastShown * named.length && best[1] > 1 ? best[0] : 'en'
}
