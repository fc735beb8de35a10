import type { Guess } from '../guess.js'
import { plural } from '../guess.js'
import { type ColumnProfile, compareTexts } from '../profile.js'

/** Words with an order that everybody knows, least first. Variants of one rank are separated by bars. */
const vocabularies: readonly (readonly string[])[] = [
  [
    'very low',
    'low',
    'medium low|moderately low',
    'medium|moderate|mid|average|normal',
    'medium high|moderately high',
    'high',
    'very high',
    'extreme',
  ],
  ['none', 'minor|slight|mild', 'moderate', 'major|serious', 'severe', 'critical|very severe', 'fatal'],
  ['tiny|extra small', 'small', 'medium', 'large', 'extra large|huge', 'extra extra large'],
  ['xxs', 'xs', 's', 'm', 'l', 'xl', 'xxl', 'xxxl'],
  ['very bad|terrible|very poor', 'bad|poor', 'fair|ok|okay|average|acceptable', 'good', 'very good|great', 'excellent|outstanding'],
  ['fair', 'good', 'very good', 'premium', 'ideal'],
  [
    'strongly disagree',
    'disagree|somewhat disagree',
    'neutral|neither agree nor disagree|undecided',
    'agree|somewhat agree',
    'strongly agree',
  ],
  ['very dissatisfied', 'dissatisfied', 'neutral', 'satisfied', 'very satisfied'],
  ['very unlikely', 'unlikely', 'neutral|possible', 'likely', 'very likely'],
  ['never', 'rarely|seldom', 'sometimes|occasionally', 'often|frequently', 'usually', 'always'],
  ['daily', 'weekly', 'monthly', 'quarterly', 'yearly|annually'],
  ['cold', 'cool', 'mild|warm', 'hot', 'very hot'],
  ['first|1st', 'second|2nd', 'third|3rd', 'fourth|4th', 'fifth|5th', 'sixth|6th', 'seventh|7th', 'eighth|8th', 'ninth|9th', 'tenth|10th'],
  ['monday|mon', 'tuesday|tue', 'wednesday|wed', 'thursday|thu', 'friday|fri', 'saturday|sat', 'sunday|sun'],
  [
    'january|jan',
    'february|feb',
    'march|mar',
    'april|apr',
    'may',
    'june|jun',
    'july|jul',
    'august|aug',
    'september|sep|sept',
    'october|oct',
    'november|nov',
    'december|dec',
  ],
  [
    'no education|illiterate',
    'primary|primary school|elementary',
    'lower secondary|middle school',
    'secondary|high school|upper secondary',
    'some college|associate|associate degree',
    "bachelor|bachelors|bachelor's|undergraduate|graduate",
    "master|masters|master's|postgraduate",
    'doctorate|phd|doctoral',
  ],
  ['trainee|intern', 'junior', 'intermediate|mid', 'senior', 'lead|principal'],
  ['bronze', 'silver', 'gold', 'platinum', 'diamond'],
]
const ranks = vocabularies.map(
  (words) => new Map(words.flatMap((variants, rank) => variants.split('|').map((word) => [word, rank] as const))),
)

/** Fewest levels of which an order is believed; two words may be in a list by chance. */
const fewestLevels = 3
const mostLevels = 40

/** An ordinal column, where all tokens are in one known order: words, `Grade 1` ..., `18-24` .... */
export function guessOrdinal({ texts, plain }: ColumnProfile): Guess | null {
  if (plain || texts.length < fewestLevels || texts.length > mostLevels) return null
  for (const rank of [vocabularyRank(texts), prefixRank(texts), bandRank(texts)]) {
    if (!rank) continue
    const order = texts.map((text) => ({ text, rank: rank(text) }))
    if (order.some(({ rank }) => Number.isNaN(rank)) || new Set(order.map(({ rank }) => rank)).size < texts.length) continue
    const levels = order.sort((a, b) => a.rank - b.rank || compareTexts(a.text, b.text)).map(({ text }) => text)
    return {
      schema: { kind: 'ordinal', levels },
      reason: `${plural(levels.length, 'level')} with a known order, from ${levels[0]} to ${levels.at(-1)}`,
      warnings: [],
    }
  }
  return null
}

type Rank = (text: string) => number

function vocabularyRank(texts: readonly string[]): Rank | undefined {
  const plain = (text: string): string =>
    text
      .trim()
      .toLowerCase()
      .replace(/[\s_-]+/g, ' ')
  const known = ranks.find((rank) => texts.every((text) => rank.has(plain(text))))
  return known && ((text) => known.get(plain(text)) as number)
}

const counter =
  /^(grade|level|stage|class|tier|phase|year|yr|week|day|quarter|q|band|step|rank|degree|category|cat|zone|wave|round|type)[ _-]?(\d{1,3}|I{1,3}|IV|V|VI{0,3}|IX|X)$/i
const romans = ['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X']

/** `Grade 1`, `Stage IV`, `Q3`: one word and a number. */
function prefixRank(texts: readonly string[]): Rank | undefined {
  const matches = texts.map((text) => counter.exec(text.trim()))
  const word = matches[0]?.[1]?.toLowerCase()
  // Types and categories have numbers, but no order.
  if (word === undefined || /^(type|category|cat|zone)$/.test(word)) return undefined
  if (matches.some((match) => match?.[1]?.toLowerCase() !== word)) return undefined
  return (text) => {
    const number = counter.exec(text.trim())?.[2] as string
    return /\d/.test(number) ? Number(number) : romans.indexOf(number.toUpperCase())
  }
}

const amount = '[$€£]?(\\d[\\d,]*(?:\\.\\d+)?)(k?)'
const range = new RegExp(`^${amount}\\s*(?:-|\\u2013|to|\\.\\.)\\s*${amount}(?:\\s*[a-z%]+)?$`, 'i')
const below = new RegExp(`^(?:<=?|\\u2264|under|below|less than|up to|younger than)\\s*${amount}(?:\\s*[a-z%]+)?$`, 'i')
const above = new RegExp(
  `^(?:(?:>=?|\\u2265|over|above|more than|older than)\\s*${amount}|${amount}\\s*(?:\\+|plus|and over|or more|and older|and above))(?:\\s*[a-z%]+)?$`,
  'i',
)

/** `18-24`, `under 18`, `65+`: bands, by where they begin. */
function bandRank(texts: readonly string[]): Rank | undefined {
  const bounds = texts.map((text) => range.exec(text.trim()))
  const found = bounds.filter((match) => match !== null)
  if (found.length < 2 || found.some(([, a, k, b, l]) => /^0\d/.test(`${a}`) || /^0\d/.test(`${b}`) || thousand(a, k) > thousand(b, l)))
    return undefined
  return (text) => {
    const [, low, k] = range.exec(text.trim()) ?? []
    if (low !== undefined) return thousand(low, k)
    if (below.test(text.trim())) return Number.NEGATIVE_INFINITY
    const match = above.exec(text.trim())
    // Half a step up, so that `over 64` comes after a band that begins at 64.
    return match ? thousand(match[1] ?? match[3], match[2] ?? match[4]) + 0.5 : Number.NaN
  }
}

function thousand(digits = '', k = ''): number {
  return Number(digits.replaceAll(',', '')) * (k === '' ? 1 : 1000)
}
