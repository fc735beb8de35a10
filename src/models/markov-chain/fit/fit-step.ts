import { takeTurns } from '../../../learn/turn.js'
import { createRng } from '../../../random/rng.js'
import type { Encoded } from '../../sequential-trees/fit/encoded.js'
import type { TreesSettings } from '../../sequential-trees/settings.js'
import type { FitContext } from '../../synthesizer.js'
import type { ChainStep, Rise } from '../state.js'
import type { StateSpace } from '../states.js'
import type { Predictor } from './bases.js'
import type { Past } from './history.js'
import { StepFitter } from './steps.js'

/** What the steps of a fit share. Plain data. */
export interface ChainStepsTask {
  readonly past: Past
  /** Rows that are not the first of their sequence. */
  readonly later: Int32Array
  /** The states that the chain says; null where trees say them. */
  readonly space: StateSpace | null
  readonly settings: TreesSettings
}

/** A column to fit, what it can look at, and the key of its random numbers. Plain data. */
export interface ChainStepInput {
  readonly name: string
  /** Of the order column, the times since the row before; of one that goes in one direction, how far it goes. */
  readonly column: Encoded
  /** Per row, whether it has a value, for those columns; null for all others. */
  readonly timed: Uint8Array | null
  readonly rise?: Rise
  readonly predictors: readonly Predictor[]
  readonly key: readonly number[]
}

/** Rows × steps below which it takes longer to start threads than to fit. */
const fewCells = 200_000

/** How each of these columns goes on, in their order. Steps learn from training rows alone, so they can be fitted at the same time. */
export async function fitSteps(
  task: ChainStepsTask,
  inputs: readonly ChainStepInput[],
  { pool, progress, signal }: Omit<FitContext, 'rng'>,
): Promise<ChainStep[]> {
  const steps: ChainStep[] = []
  const tell = (): void => progress?.(steps.length / inputs.length, `learning how ${inputs[steps.length]?.name} goes on`)
  if (pool && pool.size > 1 && task.later.length * inputs.length > fewCells) {
    for await (const step of pool.map<ChainStepsTask, ChainStepInput, ChainStep>('chain-step', task, inputs, signal)) {
      tell()
      steps.push(step)
    }
    return steps
  }
  for (const input of inputs) {
    tell()
    await takeTurns(signal)
    steps.push(fitChainStepTask(task, input))
  }
  return steps
}

/** How a column of later rows is drawn: the task that a pool knows as `chain-step`. */
export function fitChainStepTask(
  { past, later, space, settings }: ChainStepsTask,
  { name, column, timed, rise, predictors, key }: ChainStepInput,
): ChainStep {
  const fitter = new StepFitter(past, settings, later)
  const rng = createRng(...key)
  const isMember = space?.members.some((member) => member.name === name) ?? false
  if (column.kind === 'levels') {
    return space && isMember ? toldStep(name, space) : fitter.fitLevels(name, column, predictors, rng)
  }
  if (timed) return { ...fitter.fitGaps(name, column, timed, predictors, rng), ...(rise ? { rise } : {}) }
  return space && isMember ? fitter.fitBinned(name, column, space, predictors, rng) : fitter.fitNumbers(name, column, predictors, rng)
}

/** A level that the state tells. */
function toldStep(name: string, { members }: StateSpace): ChainStep {
  const none = new Int32Array()
  const index = members.findIndex((member) => member.name === name)
  return { name, support: null, presence: null, same: null, values: null, member: { index, from: none, to: none } }
}
