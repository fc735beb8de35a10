import { edge, type WordChain } from '../../table/grammar/word-chain.js'
import { createDraws, pickWeighted } from './draws.js'
import type { Spread } from './words.js'

interface Steps {
  readonly next: number[]
  readonly upTo: number[]
}

/** Makes the text of entity number `index`: word follows word as in the chain, by the longest context that it knows, and never beyond the most letters. */
export function createMarkovMaker(
  { words, steps }: WordChain,
  [least, , most]: Spread,
  seed: number,
  column: number,
): (index: number) => string {
  const tables = steps.map((flat, length) => readSteps(flat, length))
  return (index) => {
    const draws = createDraws(seed, column, index)
    const path = [edge]
    let text = ''
    for (let step = 0; step <= 2 * most; step++) {
      const word = nextWord(tables, path, draws)
      if (word === undefined || (word === edge && text.length >= least)) return text.trim()
      // A text that is too short to end goes on as from the beginning of a sentence.
      if (word === edge) path.length = 0
      else if (text.length + (words[word] as string).length > most) return text.trim()
      else text += words[word] as string
      path.push(word)
    }
    return text.trim()
  }
}

function nextWord(
  tables: readonly Map<string, Steps>[],
  path: readonly number[],
  draws: ReturnType<typeof createDraws>,
): number | undefined {
  for (let length = Math.min(tables.length - 1, path.length); length >= 0; length--) {
    const found = tables[length]?.get(path.slice(path.length - length).join(' '))
    if (found) return found.next[pickWeighted(found.upTo, draws)]
  }
  return undefined
}

function readSteps(flat: readonly number[], length: number): Map<string, Steps> {
  const table = new Map<string, Steps>()
  for (let at = 0; at < flat.length; at += length + 2) {
    const key = flat.slice(at, at + length).join(' ')
    const entry = table.get(key) ?? { next: [], upTo: [] }
    entry.next.push(flat[at + length] as number)
    entry.upTo.push((entry.upTo.at(-1) ?? 0) + (flat[at + length + 1] as number))
    table.set(key, entry)
  }
  return table
}
