import { edge } from '../../table/grammar/word-chain.js'
import type { WordChain } from '../../table/schema.js'
import { createDraws, type Draws, pickWeighted } from './draws.js'
import type { Spread } from './words.js'

interface Steps {
  readonly next: number[]
  readonly upTo: number[]
  /** Rows that have these words, whatever follows. */
  readonly rows: number
}

/** Texts that are begun at most until one ends where it may. */
const mostAttempts = 50

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
  const tables = readTables(steps)
  /** Whether the text has come to an end of its own. */
  const written = (draws: Draws): { readonly text: string; readonly isWhole: boolean } => {
    const path = [edge]
    let text = ''
    for (;;) {
      const word = nextWord(tables, path, text.length >= least, draws)
      const longer = word === edge ? text : (text + words[word]).trimStart()
      if (word === edge || longer.length > most) return { text, isWhole: word === edge && text.length >= least }
      text = longer
      path.push(word)
    }
  }
  return (index) => {
    const draws = createDraws(seed, column, index)
    let last = written(draws)
    for (let attempt = 1; attempt < mostAttempts && !last.isWhole; attempt++) last = written(draws)
    return last.text
  }
}

/** The word that follows; the end where nothing does, or only that. */
function nextWord(tables: readonly Map<string, Steps>[], path: readonly number[], mayEnd: boolean, draws: Draws): number {
  for (let length = Math.min(tables.length - 1, path.length); length > 0; length--) {
    const found = tables[length]?.get(path.slice(path.length - length).join(' '))
    // Of what follows in too few rows to be known, shorter contexts say more.
    if (!found || (length > 1 && draws.below(Math.max(found.rows, found.upTo.at(-1) as number)) >= (found.upTo.at(-1) as number))) continue
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

/** By the words that went before, in tables by how many. */
function readTables(steps: readonly (readonly number[])[]): Map<string, Steps>[] {
  const rows = new Map<string, number>()
  return steps.map((flat, length) => {
    const table = new Map<string, Steps>()
    for (let at = 0; at < flat.length; at += length + 2) {
      const key = flat.slice(at, at + length).join(' ')
      const entry = table.get(key) ?? { next: [], upTo: [], rows: rows.get(key) ?? 0 }
      entry.next.push(flat[at + length])
      entry.upTo.push((entry.upTo.at(-1) ?? 0) + flat[at + length + 1])
      table.set(key, entry)
      rows.set(flat.slice(at, at + length + 1).join(' '), flat[at + length + 1])
    }
    return table
  })
}
