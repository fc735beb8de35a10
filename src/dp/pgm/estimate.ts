import { messagesOf, updateBeliefs } from './beliefs.js'
import { type CliqueTree, cliqueTree } from './clique-tree.js'
import { type FactorTable, factorTables, judge, type MeasuredFactor, type Measurement, multiplyFactors } from './factor-tables.js'
import { scopeSize } from './scope.js'

/** A distribution over all variables: a junction tree and the product of its potentials. */
export interface GraphicalModel {
  readonly tree: CliqueTree
  /** Marginals of the cliques, each summing to 1. */
  readonly beliefs: readonly Float64Array[]
  /** Estimate of the number of rows. */
  readonly total: number
  /** Log of each measurement's factor, greatest 0: where a fit with more measurements may start. */
  readonly factors: readonly Float64Array[]
}

export interface EstimateOptions {
  readonly iterations?: number
  /** Logs of factors of the first measurements: those of the model that the estimate is drawn towards. */
  readonly prior?: readonly Float64Array[]
  /** How much: what a nat of divergence from that model costs, per row. 0: the nearest to the measurements, whatever their noise. */
  readonly shrinkage?: number
  /** Where to begin: the factors of an earlier model whose measurements are the first of these. */
  readonly start?: readonly Float64Array[]
  readonly signal?: AbortSignal
}

/** Lowest log of a factor, relative to its greatest: what is less likely than that never shows, and products of several stay in range. */
const lowest = -80
/** Every so many iterations, what they gained is looked at; less than this share of the loss ends the fit. */
const checkEvery = 25
const enough = 2e-3
/** The step grows fast until it was too long once, and then slowly: long steps spoil the momentum. */
const firstGrowth = 1.1
const growth = 1.001
/** A run of so many steps with momentum may end for having overshot; a shorter one ends since its steps are too long. */
const longRun = 10

/**
 * The distribution whose marginals are nearest to the measured counts - least squares, each over its variance - and that is not further
 * from the prior model than that is worth; of all that are as good, the one of largest entropy relative to the prior. By entropic mirror
 * descent with momentum, which starts anew whenever the loss rises, and a step that adapts itself.
 * @see McKenna, Sheldon, Miklau, 2019, Graphical-model based estimation and inference for differential privacy
 * @see O'Donoghue, Candès, 2015, Adaptive restart for accelerated gradient schemes
 */
export function estimateModel(
  measurements: readonly Measurement[],
  sizes: ArrayLike<number>,
  { iterations = 600, prior = [], shrinkage = 0, start = [], signal }: EstimateOptions = {},
): GraphicalModel {
  const every = Array.from(sizes, (_, variable) => [variable])
  const tree = cliqueTree([...measurements.map(({ scope }) => scope), ...every], sizes)
  const total = Math.max(1, totalOf(measurements))
  const tables = factorTables(measurements, tree, { start, prior })
  const factors = tables.flatMap(({ measured }) => measured)
  const beliefs = tree.cliques.map((clique) => new Float64Array(scopeSize(clique, sizes)))
  const infer = createInference(tree, tables, beliefs)
  for (const { ahead, prior } of factors) ahead.set(prior ?? new Float64Array(ahead.length))
  const logPrior = infer()
  for (const { ahead, log } of factors) ahead.set(log)
  const steps = new Steps(2 / (total * measurements.reduce((most, { variance }) => Math.max(most, 1 / variance), 0)))
  let checked = Number.POSITIVE_INFINITY
  for (let iteration = 1; iteration <= iterations && factors.length > 0; iteration++) {
    signal?.throwIfAborted()
    const logTotal = infer()
    const { misfit, logRatio } = judge(tables, beliefs, total, shrinkage)
    const loss = misfit + shrinkage * total * (logRatio - logTotal + logPrior)
    if (steps.accept(loss)) advance(factors, steps.size, steps.momentum)
    else for (const { ahead, log } of factors) ahead.set(log)
    if (iteration % checkEvery !== 0) continue
    if (checked - steps.best < enough * Math.abs(steps.best)) break
    checked = steps.best
  }
  for (const { ahead, log } of factors) ahead.set(log)
  infer()
  return { tree, beliefs, total, factors: measurements.map((own) => logOf(own, factors)) }
}

/** A function that turns the factors that lie ahead into beliefs, and returns the log of what their product sums to. */
function createInference(tree: CliqueTree, tables: readonly FactorTable[], beliefs: readonly Float64Array[]): () => number {
  const messages = messagesOf(tree)
  return () => {
    multiplyFactors(tables, beliefs)
    return updateBeliefs(tree, beliefs, messages)
  }
}

function logOf(measurement: Measurement, factors: readonly MeasuredFactor[]): Float64Array {
  return (factors.find((factor) => factor.measurement === measurement) as MeasuredFactor).log
}

/** How far to go, and how much further in the direction of the last step. */
class Steps {
  size: number
  /** The least loss so far. */
  best = Number.POSITIVE_INFINITY
  #loss = Number.POSITIVE_INFINITY
  #run = 0
  #growth = firstGrowth

  constructor(size: number) {
    this.size = size
  }

  get momentum(): number {
    return this.#run / (this.#run + 3)
  }

  /** Whether the loss hasn't risen. Where it has, the way back to the last step, smaller steps and no momentum. */
  accept(loss: number): boolean {
    if (loss > this.#loss) {
      this.size *= this.#run > longRun ? 0.8 : 0.5
      this.#growth = growth
      this.#run = 0
      this.#loss = Number.POSITIVE_INFINITY
      return false
    }
    this.#loss = loss
    this.best = Math.min(this.best, loss)
    this.#run++
    this.size *= this.#growth
    return true
  }
}

/** The inverse-variance mean of what the measurements sum up to. */
export function totalOf(measurements: readonly Measurement[]): number {
  let weighted = 0
  let weights = 0
  for (const { counts, variance, sums } of measurements) {
    const weight = 1 / (variance * (sums ? sumOf(sums) : counts.length))
    weighted += weight * sumOf(counts)
    weights += weight
  }
  return weights > 0 ? weighted / weights : 0
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0)
}

/** A step down from where the gradient was taken, and then on in the direction of the last two. */
function advance(factors: readonly MeasuredFactor[], step: number, momentum: number): void {
  for (const own of factors) {
    const { gradient, ahead } = own
    const next = own.before
    let most = Number.NEGATIVE_INFINITY
    for (let cell = 0; cell < next.length; cell++) {
      const value = ahead[cell] - step * gradient[cell]
      next[cell] = value
      if (value > most) most = value
    }
    own.before = own.log
    own.log = next
    const { before } = own
    let far = Number.NEGATIVE_INFINITY
    for (let cell = 0; cell < next.length; cell++) {
      const value = Math.max(lowest, next[cell] - most)
      next[cell] = value
      const on = value + momentum * (value - before[cell])
      ahead[cell] = on
      if (on > far) far = on
    }
    for (let cell = 0; cell < next.length; cell++) ahead[cell] = Math.max(lowest, ahead[cell] - far)
  }
}
