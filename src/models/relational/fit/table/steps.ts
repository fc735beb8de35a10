import { leafOf } from '../../../../learn/trees/nodes.js'
import { growTree } from '../../../../learn/trees/tree.js'
import { createRng, type Rng } from '../../../../random/rng.js'
import { shuffle } from '../../../../random/shuffle.js'
import { lowerBound } from '../../../../stats/order/sorted.js'
import type { Predictor } from '../../../markov-chain/fit/bases.js'
import type { Past } from '../../../markov-chain/fit/history.js'
import { StepFitter } from '../../../markov-chain/fit/steps.js'
import type { ChainStep } from '../../../markov-chain/state.js'
import type { Encoded, EncodedNumbers } from '../../../sequential-trees/fit/encoded.js'
import type { TreesSettings } from '../../../sequential-trees/settings.js'
import type { FitContext } from '../../../synthesizer.js'
import type { ColumnStep } from '../../state.js'

/** What the steps of a table share. Plain data. */
export interface RelationalStepsTask {
  readonly past: Past
  readonly firsts: Int32Array
  readonly later: Int32Array
  readonly settings: TreesSettings
}

/** A column to fit and what it can look at. Plain data. */
export interface RelationalStepInput {
  readonly name: string
  readonly column: Encoded
  /** The changes from the sibling before, which later rows of a number may go by. */
  readonly changes: EncodedNumbers | null
  /** Whether it goes by them in any case. */
  readonly isOrder: boolean
  /** What rows see of their own and of others; and what later ones see of the siblings before besides. */
  readonly predictors: readonly Predictor[]
  readonly before: readonly Predictor[]
  readonly rule: ColumnStep['rule']
  /** Of a column that is copied, the rows that have a value of their own. */
  readonly uncopied: Int32Array | null
  readonly key: readonly number[]
}

/** Fewer first rows than this learn together with the others, and fewer later ones with the first. */
const fewestRows = 40
/** Rows on which value and change are tried, and the share of the error that the change has to stay below. */
const trialRows = 6000
const fewestTrialRows = 60
const clearlyLess = 0.8
/** Values that a number must have for its change to say anything. */
const fewestValues = 20

/** Rows × steps below which it takes longer to start threads than to fit. */
const fewCells = 200_000

/** The steps of a table, in their order; they can be fitted at the same time. */
export async function fitSteps(
  task: RelationalStepsTask,
  inputs: readonly RelationalStepInput[],
  table: string,
  { pool, progress, signal }: Omit<FitContext, 'rng'>,
): Promise<ColumnStep[]> {
  const steps: ColumnStep[] = []
  const tell = (): void => progress?.(steps.length / inputs.length, `learning ${table}.${inputs[steps.length]?.name}`)
  if (pool && pool.size > 1 && (task.later.length + task.firsts.length) * inputs.length > fewCells) {
    for await (const step of pool.map<RelationalStepsTask, RelationalStepInput, ColumnStep>('relational-step', task, inputs, signal)) {
      tell()
      steps.push(step)
    }
    return steps
  }
  for (const input of inputs) {
    tell()
    await Promise.resolve()
    signal?.throwIfAborted()
    steps.push(fitRelationalStep(task, input))
  }
  return steps
}

/** How a column of rows with an owner is drawn: the task that a pool knows as `relational-step`. */
export function fitRelationalStep({ past, firsts, later, settings }: RelationalStepsTask, input: RelationalStepInput): ColumnStep {
  const { name, column, changes, isOrder, predictors, before, rule, uncopied, key } = input
  const rng = createRng(...key)
  const all = Int32Array.from([...firsts, ...later]).sort()
  if (rule?.kind === 'copy') {
    const own = uncopied && uncopied.length >= fewestRows ? uncopied : all
    const first = fitColumn(new StepFitter(past, settings, own, false), name, column, predictors, rng.split(0))
    return { name, first, later: null, change: null, rule }
  }
  const isAlone = later.length < fewestRows
  const firstRows = isAlone || firsts.length < fewestRows ? all : firsts
  const first = fitColumn(new StepFitter(past, settings, firstRows, false), name, column, predictors, rng.split(0))
  if (isAlone || rule) return { name, first, later: null, change: null, rule }
  const fitter = new StepFitter(past, settings, later)
  const seen = [...before, ...predictors]
  const steps = fitColumn(fitter, name, column, seen, rng.split(1))
  const goesByChange =
    changes !== null &&
    column.kind === 'numbers' &&
    (isOrder || isChangeBetter(fitter, column, changes, seen, later, settings.leaf, rng.split(3)))
  if (!goesByChange) return { name, first, later: steps, change: null, rule }
  const { support, values } = fitter.fitNumbers(name, changes, seen, rng.split(2))
  const same = isOrder ? null : steps.same
  return { name, first, later: { ...steps, same }, change: support && values ? { support, values } : null, rule }
}

function fitColumn(fitter: StepFitter, name: string, column: Encoded, predictors: readonly Predictor[], rng: Rng): ChainStep {
  return column.kind === 'levels' ? fitter.fitLevels(name, column, predictors, rng) : fitter.fitNumbers(name, column, predictors, rng)
}

/** Whether the change from the sibling before is foretold better than the value: the median error of a tree of one half of the rows over the other. */
function isChangeBetter(
  fitter: StepFitter,
  column: EncodedNumbers,
  changes: EncodedNumbers,
  predictors: readonly Predictor[],
  later: Int32Array,
  leaf: number,
  rng: Rng,
): boolean {
  if (column.support.values.length < fewestValues) return false
  const usable = later.filter((row) => column.donor[row] >= 0 && changes.donor[row] >= 0)
  if (usable.length < fewestTrialRows) return false
  const mixed = shuffle(usable.slice(), rng).slice(0, trialRows)
  const half = mixed.length >> 1
  const [seen, unseen] = [mixed.slice(0, half).sort(), mixed.slice(half)]
  const errors = [column, changes].map(({ support, donor }) => {
    const values = Float64Array.from(donor, (place) => support.values[place] ?? 0)
    const { features } = fitter.screened(predictors, { kind: 'number', values }, seen, rng)
    const tree = growTree(features, { kind: 'number', values }, seen, { minLeaf: leaf })
    const misses = Float64Array.from(unseen, (row) => {
      const node = leafOf(tree, features, row)
      const own = tree.rows.subarray(tree.start[node], tree.end[node])
      let sum = 0
      for (const donorRow of own) sum += values[donorRow]
      return Math.abs(values[row] - sum / own.length)
    }).sort()
    return misses[misses.length >> 1]
  })
  return errors[1] < clearlyLess * errors[0]
}

/** The place of the value that is nearest. */
export function nearestPlace(values: Float64Array, value: number): number {
  const place = lowerBound(values, value)
  if (place === 0) return 0
  if (place === values.length) return place - 1
  return value - values[place - 1] <= values[place] - value ? place - 1 : place
}
