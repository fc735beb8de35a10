import type { Refusal } from '../define-metric.js'
import type { SequencePair, Sequences } from './sequences.js'

/** The rows that have a row before them in their sequence, which is the one just above. */
export function stepsOf({ starts }: Pick<Sequences, 'starts'>): Int32Array {
  const sequences = starts.length - 1
  const steps = new Int32Array(starts[sequences] - sequences)
  let n = 0
  for (let i = 0; i < sequences; i++) for (let row = starts[i] + 1; row < starts[i + 1]; row++) steps[n++] = row
  return steps
}

/** Codes of the rows before the steps, and those of the steps. */
export function codesAtSteps(codes: Int32Array, steps: Int32Array): { readonly before: Int32Array; readonly after: Int32Array } {
  return { before: steps.map((row) => codes[row - 1]), after: steps.map((row) => codes[row]) }
}

/** Why sequences can't be compared; undefined where they can. */
export const sequencesRefused: Refusal = (_, { sequences }) => {
  if (!sequences) return { value: null, reason: 'A table lacks the column that says which rows belong together.' }
  if (sequences.real.starts.length < 2) return { value: null, reason: 'There are no real sequences to compare with.' }
  if (sequences.synthetic.starts.length < 2) return { value: null, reason: 'There are no synthetic sequences.' }
  return undefined
}

/** As `sequencesRefused`, and where no sequence of a table has a second row. */
export const stepsRefused: Refusal = (metric, input, context) => {
  const refused = sequencesRefused(metric, input, context)
  if (refused) return refused
  const { real, synthetic } = input.sequences as SequencePair
  if (stepsOf(real).length > 0 && stepsOf(synthetic).length > 0) return undefined
  return { value: null, reason: 'In one of the tables no sequence has a second row.' }
}

/** How much was compared. */
export function sequenceNotes({ real, synthetic }: SequencePair): string[] {
  const told = ({ table, starts }: Sequences) => `${starts.length - 1} with ${table.rows} rows`
  return [`Compared are sequences: ${told(real)} real ones and ${told(synthetic)} synthetic ones.`]
}
