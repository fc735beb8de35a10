import { edge } from '../../table/grammar/word-chain.js'
import type { WordChain } from '../../table/schema.js'
import { createDraws, type Draws, pickWeighted } from './draws.js'
import type { Spread } from './words.js'

/** What follows some words, and the same words with one more before them. */
interface Context {
  readonly next: number[]
  readonly upTo: number[]
  /** Rows that have these words, whatever follows. */
  readonly rows: number
  readonly longer: Map<number, Context>
}

/** Texts that are begun at most until one ends where it may. */
const mostAttempts = 50

/**
 * Makes the text of entity number `index`: word follows word as in the chain, by the longest context that it knows, never beyond the most letters, and
 * to the least as far as the chain goes on. No word stands after another that it doesn't follow in enough rows.
 */
export function createMarkovMaker(chain: WordChain, [least, , most]: Spread, seed: number, column: number): (index: number) => string {
  const { words } = chain
  const contexts = readContexts(chain)
  /** Whether a word has any after it: behind a full stop there is mostly none. */
  const goesOn = words.map((_, word) => contexts.longer.get(word)?.next.some((next) => next !== edge) ?? false)
  const attempts = chain.steps[1]?.some((code, at) => at % 3 === 1 && code === edge) ? mostAttempts : 1

  /** The word that follows; the end where nothing does, or only that. */
  const nextWord = (path: readonly number[], mayEnd: boolean, draws: Draws): number => {
    const known: Context[] = []
    for (let at = path.length - 1, context = contexts.longer.get(path[at]); context; context = context.longer.get(path[--at]))
      known.push(context)
    for (let i = known.length - 1; i >= 0; i--) {
      const { next, upTo, rows } = known[i]
      const followed = upTo.at(-1) ?? 0
      // Of what follows in too few rows to be known, shorter contexts say more.
      if (next.length === 0 || (i > 0 && draws.below(Math.max(rows, followed)) >= followed)) continue
      const drawn = next[pickWeighted(upTo, draws)]
      if (mayEnd || goesOn[drawn]) return drawn
      const others = next.filter((word) => goesOn[word])
      if (others.length > 0) return others[draws.below(others.length)]
    }
    return edge
  }

  /** A text, and whether it has come to an end of its own. */
  const written = (draws: Draws): { readonly text: string; readonly isWhole: boolean } => {
    const path = [edge]
    let text = ''
    for (;;) {
      const word = nextWord(path, text.length >= least, draws)
      const longer = word === edge ? text : (text + words[word]).trimStart()
      if (word === edge || longer.length > most) return { text, isWhole: word === edge && text.length >= least }
      text = longer
      path.push(word)
    }
  }
  return (index) => {
    const draws = createDraws(seed, column, index)
    let last = written(draws)
    for (let attempt = 1; attempt < attempts && !last.isWhole; attempt++) last = written(draws)
    return last.text
  }
}

/** The empty context, and in it all others by the words before, the last one first. */
function readContexts({ steps }: WordChain): Context {
  const create = (rows: number): Context => ({ next: [], upTo: [], rows, longer: new Map() })
  const root = create(0)
  const rowsOf = new Map<string, number>()
  steps.forEach((flat, length) => {
    for (let at = 0; at < flat.length; at += length + 2) {
      const before = flat.slice(at, at + length)
      const [word, rows] = [flat[at + length], flat[at + length + 1]]
      let context = root
      for (let i = length - 1; i >= 0; i--) {
        const own = context.longer.get(before[i]) ?? create(rowsOf.get(before.slice(i).join(' ')) ?? 0)
        context.longer.set(before[i], own)
        context = own
      }
      context.next.push(word)
      context.upTo.push((context.upTo.at(-1) ?? 0) + rows)
      rowsOf.set([...before, word].join(' '), rows)
    }
  })
  return root
}
