import type { LetterCase } from '../../table/grammar/pattern.js'
import { createDraws, type Draws } from './draws.js'

const onsets = 'b br d dr f fl g gr h k kl l m n p pl r s sh st t tr v w z'.split(' ')
const vowels = 'a e i o u ai ea ou'.split(' ')
const codas = ['', '', '', 'l', 'm', 'n', 'r', 's', 't', 'nd', 'rk']

function pick(from: readonly string[], { below }: Draws): string {
  return from[below(from.length)]
}

/** A word that can be said and means nothing, of one to three syllables. */
function freeWord(draws: Draws): string {
  const syllables = 1 + draws.below(3)
  return Array.from({ length: syllables }, () => pick(onsets, draws) + pick(vowels, draws)).join('') + pick(codas, draws)
}

/** A word of so many letters. */
export function madeWord(letters: number, draws: Draws): string {
  let word = ''
  while (word.length < letters) word += pick(onsets, draws) + pick(vowels, draws) + (draws.below(3) === 0 ? pick(codas, draws) : '')
  return word.slice(0, letters)
}

export function inCase(word: string, letterCase: LetterCase): string {
  if (letterCase === 'upper') return word.toUpperCase()
  if (letterCase === 'lower') return word.toLowerCase()
  return letterCase === 'capital' ? (word[0] ?? '').toUpperCase() + word.slice(1) : word
}

/** Letters of a word and the blank after it, at most: few long texts are of few long words. */
const mostPerWord = 10

/** What is known of the lengths of texts: least, median and most. */
export type Spread = readonly [least: number, median: number, most: number]

/** A number between the least and the most, below the median half of the time; far above it seldom, as lengths of texts are. */
function within([least, median, most]: Spread, { below }: Draws): number {
  if (below(2) === 0) return least + below(median - least + 1)
  const share = below(1 << 20) / (1 << 20)
  return median + Math.floor((most - median + 1) * share * share)
}

/** Makes the text of entity number `index`: as many words as the real texts have, and never more letters; none of the words is from the data. */
export function createTextMaker(words: Spread, letters: Spread | null, seed: number, column: number): (index: number) => string {
  return (index) => {
    const draws = createDraws(seed, column, index)
    const text = letters
      ? fittedText(words, letters, draws)
      : Array.from({ length: Math.max(1, within(words, draws)) }, () => freeWord(draws)).join(' ')
    return inCase(text, 'capital')
  }
}

/** Letters of a word and the blank after it, at least: shorter words tell no tale. */
const leastPerWord = 4

/** A text of so many letters, in words that are as long as those of the text that is median in both. */
function fittedText([least, median, most]: Spread, letters: Spread, draws: Draws): string {
  const wanted = within(letters, draws)
  const perWord = Math.max(leastPerWord, (letters[1] + 1) / Math.max(1, median))
  const count = Math.floor((wanted + 1) / perWord + draws.below(1000) / 1000)
  const words = Math.max(1, least, Math.min(most, count, Math.floor((wanted + 1) / leastPerWord)))
  return fitted(words, Math.min(wanted, mostPerWord * words), draws)
}

/** Words, at most `count` of them, that fill so many letters, blanks among them. */
function fitted(count: number, letters: number, draws: Draws): string {
  const parts: string[] = []
  let left = letters
  for (let open = Math.max(1, Math.min(count, Math.ceil(letters / 2))); open > 0 && left > 0; open--) {
    const mean = Math.max(1, Math.floor((left - open + 1) / open))
    const length =
      open === 1
        ? left
        : Math.max(1, Math.min(left - 2 * (open - 1), mean - Math.floor(mean / 3) + draws.below(2 * Math.floor(mean / 3) + 1)))
    parts.push(madeWord(length, draws))
    left -= length + 1
  }
  return parts.join(' ')
}
