import { binEdges, binNumbers, type Feature } from '../../../learn/trees/bins.js'
import { boostedJudge, haveSameRows, twoSampleTest } from '../../../learn/two-sample/two-sample.js'
import { mix } from '../../../random/permutation.js'
import type { Rng } from '../../../random/rng.js'
import { isNumberColumn } from '../../../table/column.js'
import { concatTables } from '../../../table/table.js'
import type { MetricContext } from '../../metric.js'
import { drawPositions } from '../../tables/align.js'
import { featuresOf } from '../../tables/features.js'
import type { SequencePair, Sequences } from '../../tables/plain-tables.js'
import { defineMetric } from '../define-metric.js'
import { boosting, separationScore, twoSamplePapers } from '../joint/c2st.js'
import { laterRows, sequenceNotes, stepsRefused } from './sequences.js'

const stream = 0x7371

/**
 * 1 - |2 AUC - 1|: boosted trees learn to tell synthetic rows, each with the row before it and the difference of the two, from real ones. AUC
 * is the chance that an unseen synthetic pair looks more synthetic to them than an unseen real one. All pairs of a sequence are in
 * one fold. There is no p-value: pairs of one sequence are no independent draws.
 */
export const sequenceC2st = defineMetric({
  name: 'sequence-c2st',
  title: 'Row after row told apart',
  standardName: 'C2ST of transitions',
  plain: 'Can a learner tell a synthetic row with the row before it from a real one? 1 means it can only guess, 0 that it always knows.',
  references: twoSamplePapers,
  level: 'sequence',
  implies: 'Q(row, next row) = P(row, next row): no function of the two tells them apart',
  missing: 'A value of its own, by which rows may be told apart.',
  needs: ['sequence-key'],
  mostDraws: 3,
  refused: stepsRefused,
  compute(input, context) {
    const pair = input.sequences as SequencePair
    const { features, synthetic, fold } = rowPairs(pair, context, context.rng.split(stream))
    const same = haveSameRows(features, synthetic)
    const area = same ? 0.5 : twoSampleTest(boostedJudge(features, synthetic, boosting), fold, synthetic, { tested: false }).area
    return {
      value: separationScore(area),
      parts: [{ name: 'auc', label: 'Area under the curve: 0.5 is a guess, 1 is certainty', value: area }],
      notes: sequenceNotes(pair),
    }
  },
})

/** Rows with the ones before them, of real sequences and then of synthetic ones, as features of a learner. */
interface RowPairs {
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
function rowPairs({ real, synthetic }: SequencePair, context: MetricContext, rng: Rng): RowPairs {
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
  const steps = laterRows(sequences)
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
