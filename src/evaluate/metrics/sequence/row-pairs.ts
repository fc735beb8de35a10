import { binEdges, binNumbers, type Feature } from '../../../learn/trees/bins.js'
import { mix } from '../../../random/permutation.js'
import type { Rng } from '../../../random/rng.js'
import { isNumberColumn } from '../../../table/column.js'
import { concatTables } from '../../../table/table.js'
import type { MetricContext } from '../../metric.js'
import { drawPositions } from '../../tables/align.js'
import { featuresOf } from '../../tables/features.js'
import type { SequencePair, Sequences } from './sequences.js'
import { stepsOf } from './steps.js'

/** Rows with the ones before them, of real sequences and then of synthetic ones, as features of a learner. */
export interface RowPairs {
  readonly features: readonly Feature[]
  /** 1 for synthetic ones. */
  readonly synthetic: Uint8Array
  /** All pairs of a sequence, and those of its copy, are in one. */
  readonly fold: Uint8Array
}

/** Pairs of each table, at most. */
const mostPairs = 8000
const folds = 3
/** A sequence that more than so many share is nobody's copy. */
const mostTwins = 10

/** Every column as it is, as it was in the row before, and for numbers and times the difference, cut into bins of both tables. */
export function rowPairs({ real, synthetic }: SequencePair, context: MetricContext, rng: Rng): RowPairs {
  const sides = [real, synthetic].map((side, i) => ({ ...side, steps: someSteps(side, rng.split(i)) }))
  const columns = context.columns
  const after = sides.map(({ table, steps }) => context.coding.take(table, () => steps, steps.length))
  const before = sides.map(({ table, steps }) => {
    const rows = steps.map((row) => row - 1)
    return context.coding.take(table, () => rows, rows.length)
  })
  const [joined, joinedBefore] = [concatTables(after), concatTables(before)]
  const differences = columns.flatMap(({ name }): Feature[] => {
    const [now, then] = [joined.column(name), joinedBefore.column(name)]
    if (!isNumberColumn(now)) return []
    const change = now.values.map((value, row) => value - then.values[row])
    return [binNumbers(change, binEdges(change))]
  })
  return {
    features: [...featuresOf(after, columns), ...featuresOf(before, columns), ...differences],
    synthetic: Uint8Array.from(sides.flatMap(({ steps }, i) => new Array<number>(steps.length).fill(i))),
    fold: foldsBySequence(sides, context),
  }
}

/** The steps of the sequences, or as many of them as are worth comparing, in their order. */
function someSteps(sequences: Sequences, rng: Rng): Int32Array {
  const steps = stepsOf(sequences)
  if (steps.length <= mostPairs) return steps
  return Int32Array.from(drawPositions(steps.length, mostPairs, rng), (place) => steps[place]).sort()
}

/**
 * The fold of each pair. The pairs of one sequence depend on each other, and so do those of a sequence and its copy: were some of them
 * learned from and others scored, they would give each other away.
 */
function foldsBySequence(sides: readonly (Sequences & { readonly steps: Int32Array })[], { coding }: MetricContext): Uint8Array {
  const contents = sides.map((side) => contentsOf(side, (name) => coding.of(side.table.column(name)).codes))
  const sharing = new Map<number, number>()
  for (const content of contents.flat()) sharing.set(content, (sharing.get(content) ?? 0) + 1)
  const fold: number[] = []
  sides.forEach(({ starts, steps }, side) => {
    let sequence = 0
    for (const row of steps) {
      while (starts[sequence + 1] <= row) sequence++
      const content = contents[side]?.[sequence]
      fold.push(((sharing.get(content) as number) > mostTwins ? mix(sequence, content, side) : content) % folds)
    }
  })
  return Uint8Array.from(fold)
}

/** A number for each sequence that equal ones share. */
function contentsOf({ table, starts }: Sequences, codesOf: (name: string) => Int32Array): number[] {
  const columns = table.columns.map(({ name }) => codesOf(name))
  return Array.from({ length: starts.length - 1 }, (_, i) => {
    let content = 0
    for (let row = starts[i]; row < starts[i + 1]; row++) {
      for (const [c, codes] of columns.entries()) content = mix(codes[row], content, c)
    }
    return content
  })
}
