import type { WordChain } from '../schema.js'
import { fewestShared } from './shared.js'

/** Begins and ends a text. */
export const edge = -1
/** Words that the next one may depend on. */
const longestContext = 3
/** Sequences of each length that are kept at most, the most frequent ones. */
const mostSteps = 20_000

/** The text as words and signs, each with the blank before it, the first one too; put together they are the text with single blanks. */
export function splitWords(text: string): string[] {
  return ` ${text.trim()}`.replace(/\s+/g, ' ').match(/ ?(?:[\p{L}\p{M}\p{N}]+(?:['’-][\p{L}\p{M}\p{N}]+)*|[^\s])/gu) ?? []
}

/** The chain of these distinct texts, each in so many rows. */
export function learnWordChain(texts: readonly string[], counts: readonly number[]): WordChain {
  const split = texts.map(splitWords)
  const words = [...new Set(split.flat())].sort()
  const codes = new Map(words.map((word, code) => [word, code]))
  const coded = split.map((path) => [edge, ...path.map((word) => codes.get(word) as number), edge])
  const steps = Array.from({ length: longestContext + 1 }, (_, length) => sharedSteps(coded, counts, length))
  return compacted(words, steps)
}

/** The sequences of `length` words and the one after that enough rows have, with those rows. A row that has one twice counts once. */
function sharedSteps(paths: readonly (readonly number[])[], counts: readonly number[], length: number): [number[], number][] {
  const rows = new Map<string, number>()
  paths.forEach((path, i) => {
    const own = new Set<string>()
    for (let at = Math.max(1, length); at < path.length; at++) own.add(path.slice(at - length, at + 1).join(' '))
    for (const key of own) rows.set(key, (rows.get(key) ?? 0) + (counts[i] as number))
  })
  return [...rows]
    .filter(([, count]) => count >= fewestShared)
    .map(([key, count]): [number[], number] => [key.split(' ').map(Number), count])
    .sort(([a, x], [b, y]) => y - x || compareSequences(a, b))
    .slice(0, mostSteps)
}

function compareSequences(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((word, i) => word !== b[i])
  return at < 0 ? 0 : (a[at] as number) - (b[at] as number)
}

/** The chain with the words that are left. */
function compacted(words: readonly string[], steps: readonly (readonly [number[], number][])[]): WordChain {
  const used = new Set(steps.flatMap((list) => list.flatMap(([path]) => path)))
  used.delete(edge)
  const kept = words.filter((_, code) => used.has(code))
  const places = new Map(kept.map((word, place) => [word, place]))
  const placeOf = (code: number): number => (code === edge ? edge : (places.get(words[code] as string) as number))
  const recoded = steps.map((list) =>
    list
      .map(([path, count]): [number[], number] => [path.map(placeOf), count])
      .sort(([a], [b]) => compareSequences(a, b))
      .flatMap(([path, count]) => [...path, count]),
  )
  return { words: kept, steps: recoded }
}
