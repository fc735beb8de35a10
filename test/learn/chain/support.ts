import type { SymbolSequences } from '../../../src/learn/chain/events.js'
import type { Rng } from '../../../src/random/rng.js'

/** What comes next, as probabilities, given the symbols so far. */
export type Law = (past: readonly number[]) => readonly number[]

/** A symbol drawn with these probabilities. */
export function drawSymbol(probabilities: readonly number[], rng: Rng): number {
  let rest = rng.uniform()
  let symbol = 0
  while (symbol < probabilities.length - 1 && rest >= (probabilities[symbol] as number)) rest -= probabilities[symbol++] as number
  return symbol
}

/** Sequences of these symbols, one after the other. */
export function symbolSequences(sequences: readonly (readonly number[])[], symbols: number): SymbolSequences {
  const starts = [0]
  for (const sequence of sequences) starts.push((starts.at(-1) as number) + sequence.length)
  return { codes: Int32Array.from(sequences.flat()), symbols, starts: Int32Array.from(starts) }
}

/** A sequence of so many symbols drawn by the law. */
export function walk(length: number, law: Law, rng: Rng): number[] {
  const past: number[] = []
  while (past.length < length) past.push(drawSymbol(law(past), rng))
  return past
}

/** Six standard deviations of a share p among n: further off than chance is by 2e-9. */
export const shareBound = (p: number, n: number): number => 6 * Math.sqrt((p * (1 - p)) / n) + 1 / n
