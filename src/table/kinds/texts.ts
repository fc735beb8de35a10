import exp from '@stdlib/math-base-special-exp'
import { type Form, inferForms } from '../grammar/forms.js'
import { roomOfPattern } from '../grammar/room.js'
import { fewestShared, somePlaces, tallied } from '../grammar/shared.js'
import { learnWordChain, splitWords } from '../grammar/word-chain.js'
import { isPersonal, type MeaningGuess } from '../meaning/detect.js'
import { meaningForms, usualForms } from '../meaning/forms.js'
import { type Guess, groupedDigits, plural } from './guess.js'
import type { ColumnProfile } from './profile.js'

/** Most values that stay as they are. */
const mostKept = 1000

type Texts = Pick<ColumnProfile, 'texts' | 'counts' | 'total'>

/** A text column: values that many rows share stay, unless they say who somebody is, and the others are made anew. */
export function guessMadeAnew(cells: ColumnProfile, meaning: MeaningGuess | null, why: string): Guess {
  const kept = isPersonal(meaning?.meaning) ? [] : sharedTexts(cells)
  const rest = without(cells, new Set(kept))
  const { words, letters } = textShape(rest.texts.length > 0 ? rest : cells)
  const areSentences = !meaning && writesSentences(rest, words[1]) && !areFilledIn(rest)
  const forms = areSentences ? null : formsOf(rest, meaning)
  const policy = areSentences ? 'markov' : forms ? 'mask' : 'words'
  const groups = groupsOf(rest, forms)
  const stay = kept.length > 0 ? `, of which ${groupedDigits(kept.length)} that ${fewestShared} rows or more share stay` : ''
  return {
    schema: {
      kind: 'text',
      policy,
      ...(kept.length > 0 ? { levels: kept } : {}),
      ...(forms ? { forms } : {}),
      ...(groups.length > 0 ? { groups } : {}),
      words,
      letters,
      ...(meaning ? { meaning: meaning.meaning } : {}),
    },
    reason: `${groupedDigits(cells.texts.length)} different strings in ${plural(cells.total, 'cell')}: ${why}${stay}${meaning ? `; ${meaning.reason}` : ''}`,
    warnings: [],
  }
}

/** Texts that enough rows share, in the order of levels. */
function sharedTexts({ texts, counts }: Texts): string[] {
  const shared = texts.flatMap((text, i) => ((counts[i] as number) >= fewestShared ? [{ text, count: counts[i] as number }] : []))
  shared.sort((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1))
  return shared
    .slice(0, mostKept)
    .map(({ text }) => text)
    .sort()
}

function without({ texts, counts, total }: Texts, dropped: ReadonlySet<string>): Texts {
  if (dropped.size === 0) return { texts, counts, total }
  const places = texts.flatMap((text, i) => (dropped.has(text) ? [] : [i]))
  const left = places.map((i) => counts[i] as number)
  return { texts: places.map((i) => texts[i] as string), counts: left, total: left.reduce((sum, count) => sum + count, 0) }
}

/** Most different texts that forms are read off. */
const mostRead = 5000

function formsOf(all: Texts, meaning: MeaningGuess | null): Form[] | null {
  const some = somePlaces(all.texts, mostRead)
  const texts = some.map((i) => all.texts[i] as string)
  const rows = some.map((i) => all.counts[i] as number)
  // What says who somebody is counts once for each: ten rows of one person are still one person's.
  const counts = isPersonal(meaning?.meaning) ? rows.map(() => 1) : rows
  const made = meaning && texts.length > 0 ? meaningForms(meaning.meaning, texts, counts) : null
  return made ?? inferForms(texts, counts) ?? (meaning && texts.length > 0 ? usualForms(meaning.meaning) : null)
}

/** Fewest words of a text, by the median, that go on from each other; and the share of pairs of words that enough rows must have. */
const sentenceWords = 5
const leastPairs = 0.25
const mostSentences = 20_000

/** Whether texts are sentences of which so much comes back that a chain of words can write the like. */
function writesSentences({ texts, counts }: Texts, medianWords: number): boolean {
  if (medianWords < sentenceWords || texts.length < 2 * fewestShared) return false
  const [some, rows] = [texts.slice(0, mostSentences), counts.slice(0, mostSentences)]
  const { words, steps } = learnWordChain(some, rows)
  const known = new Set<string>()
  const pairs = steps[1] ?? []
  for (let at = 0; at < pairs.length; at += 3) known.add(`${words[pairs[at] as number]}${words[pairs[at + 1] as number]}`)
  let [all, shared] = [0, 0]
  for (const text of some) {
    const path = splitWords(text)
    for (let i = 1; i < path.length; i++, all++) if (known.has(`${path[i - 1]}${path[i]}`)) shared++
  }
  return shared >= leastPairs * all
}

/** Share of texts with numbers in them from which on they are one form filled in, if they have forms: a chain of words ends where a rare number should stand. */
const mostlyNumbered = 0.9

function areFilledIn({ texts, counts, total }: Texts): boolean {
  const numbered = texts.reduce((sum, text, i) => sum + (/\d/.test(text) ? (counts[i] as number) : 0), 0)
  return numbered > mostlyNumbered * total && inferForms(texts, counts) !== null
}

/** Share of the distinct texts to be expected by chance from which on repeats are nothing but that. */
const byChance = 0.95
const mostGroups = 40

/** How many rows share a text: sizes of groups with the rows in them, where texts come back more often than chance has it. Sizes of few rows count as the next smaller one. */
function groupsOf({ texts, counts, total }: Texts, forms: readonly Form[] | null): [number, number][] {
  if (texts.length === total || total === 0 || texts.length >= byChance * distinctByChance(forms, total)) return []
  const sizes = [...tallied(counts.map((count) => [String(count), count]))].map(([size, rows]): [number, number] => [Number(size), rows])
  sizes.sort(([a], [b]) => b - a)
  const groups: [number, number][] = []
  let waiting = 0
  for (const [size, rows] of sizes) {
    waiting += rows
    if (waiting < Math.max(fewestShared, size) && size > 1) continue
    groups.push([size, waiting])
    waiting = 0
  }
  return groups.reverse().slice(0, mostGroups)
}

/** How many different texts there would be if each row's were drawn by itself. */
function distinctByChance(forms: readonly Form[] | null, total: number): number {
  const all = forms?.reduce((sum, { rows }) => sum + rows, 0) ?? 0
  if (!forms || all === 0) return total
  return forms.reduce((sum, { pattern, rows }) => {
    const [drawn, room] = [(rows / all) * total, roomOfPattern(pattern)]
    return sum + (Number.isFinite(room) ? room * (1 - exp(-drawn / room)) : drawn)
  }, 0)
}

/** Words and characters per text: least, median and most. */
export function textShape({ texts, counts, total }: Texts): { words: [number, number, number]; letters: [number, number, number] } {
  const spread = (values: readonly number[]): [number, number, number] => {
    const [least, most] = values.reduce(([low, high], n) => [Math.min(low, n), Math.max(high, n)], [values[0] ?? 1, values[0] ?? 1])
    return [least, weightedMedian(values, counts, total), most]
  }
  return { words: spread(texts.map(wordCount)), letters: spread(texts.map((text) => text.length)) }
}

function wordCount(text: string): number {
  let words = 0
  let inWord = false
  for (let i = 0; i < text.length; i++) {
    const isLetter = text.charCodeAt(i) > 32
    if (isLetter && !inWord) words++
    inWord = isLetter
  }
  return Math.max(1, words)
}

/** The lower median of small whole numbers that occur so many times. */
function weightedMedian(values: readonly number[], counts: readonly number[], total: number): number {
  const byValue = new Map<number, number>()
  for (const [i, value] of values.entries()) byValue.set(value, (byValue.get(value) ?? 0) + (counts[i] as number))
  let below = 0
  for (const value of [...byValue.keys()].sort((a, b) => a - b)) {
    below += byValue.get(value) as number
    if (below * 2 >= total) return value
  }
  return 1
}
