import { edge } from '../../table/grammar/word-chain.js'
import type { WordChain } from '../../table/schema.js'
import { createDraws, type Draws, pickWeighted } from './draws.js'
import type { Spread } from './words.js'

interface Steps {
  readonly next: number[]
  readonly upTo: number[]
}

/**
 * Makes the text of entity number `index`: word follows word as in the chain, by the longest context that it knows, never beyond the most letters, and
 * to the least as far as the chain goes on. No word stands after another that it doesn't follow in enough rows.
 */
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
    for (;;) {
      const word = nextWord(tables, path, text.length >= least, draws)
      const longer = word === edge ? text : (text + words[word]).trimStart()
      if (word === edge || longer.length > most) return text
      text = longer
      path.push(word)
    }
  }
}

/** The word that follows; the end where nothing does, or only that. */
function nextWord(tables: readonly Map<string, Steps>[], path: readonly number[], mayEnd: boolean, draws: Draws): number {
  for (let length = Math.min(tables.length - 1, path.length); length > 0; length--) {
    const found = tables[length]?.get(path.slice(path.length - length).join(' '))
    if (!found) continue
    const drawn = found.next[pickWeighted(found.upTo, draws)]
    if (mayEnd || goesOn(tables, drawn)) return drawn
    const others = found.next.filter((word) => goesOn(tables, word))
    if (others.length > 0) return others[draws.below(others.length)]
  }
  return edge
}

/** Whether a word has any after it: behind a full stop there is mostly none. */
function goesOn(tables: readonly Map<string, Steps>[], word: number): boolean {
  return word !== edge && (tables[1]?.get(String(word))?.next.some((next) => next !== edge) ?? false)
}

function readSteps(flat: readonly number[], length: number): Map<string, Steps> {
  const table = new Map<string, Steps>()
  for (let at = 0; at < flat.length; at += length + 2) {
    const key = flat.slice(at, at + length).join(' ')
    const entry = table.get(key) ?? { next: [], upTo: [] }
    entry.next.push(flat[at + length])
    entry.upTo.push((entry.upTo.at(-1) ?? 0) + flat[at + length + 1])
    table.set(key, entry)
  }
  return table
}
