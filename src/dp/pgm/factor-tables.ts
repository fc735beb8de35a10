import { fastExp } from '../../stats/special/fast-exp-ln.js'
import { multiplyBy } from './beliefs.js'
import type { CliqueTree } from './clique-tree.js'
import { contains, projection, type Scope, scopeSize, sumInto } from './scope.js'

/** A measurement and its factor of the model. */
export interface MeasuredFactor {
  readonly measurement: Measurement
  /** Log of the factor that it is drawn towards; null for none. */
  readonly prior: Float64Array | null
  /** Log of the factor where the model is, where it was a step before, and where the gradient is taken: a little further on. */
  log: Float64Array
  before: Float64Array
  readonly ahead: Float64Array
  /** One over the variance of each count. */
  readonly precision: Float64Array
  /** Difference of expected and measured counts, over the variance. */
  readonly gradient: Float64Array
}

/** A table on the way from measurements to their clique. */
export interface FactorTable {
  readonly scope: Scope
  readonly clique: number
  /** The table over more variables that this one works on; null: the clique itself. */
  readonly host: FactorTable | null
  /** For each cell of the host, or else of the clique, the cell of this table. */
  readonly map: Int32Array
  readonly factor: Float64Array
  readonly marginal: Float64Array
  /** Measurements of this scope; none where the table only stands between. */
  readonly measured: readonly MeasuredFactor[]
}

/** Fewer tables than this go to a table by themselves. */
const enoughTables = 2

/**
 * The tables of all measurements, hosts before guests. Between them and cliques of many variables stand tables over some of these, so that
 * the large ones are gone through as few times as can be.
 */
export function factorTables(
  measurements: readonly Measurement[],
  tree: CliqueTree,
  { start, prior }: { readonly start: readonly Float64Array[]; readonly prior: readonly Float64Array[] },
): FactorTable[] {
  const factors = measurements.map((own, i) => factorOf(own, start[i] ?? prior[i], prior[i] ?? null))
  const cliqueOf = measurements.map(({ scope }) => smallestClique(tree, scope))
  return tree.cliques.flatMap((clique, at) => {
    const own = factors.filter((_, i) => cliqueOf[i] === at)
    const scopes = distinct(own.map(({ measurement: { scope } }) => scope))
    const between = standBetween(clique, scopes, tree.sizes)
    const all = distinct([...scopes, ...between]).sort((a, b) => b.length - a.length)
    const tables: FactorTable[] = []
    for (const scope of all) tables.push(tableOf(scope, at, tree, tables, own))
    return tables
  })
}

function factorOf(measurement: Measurement, start: Float64Array | undefined, prior: Float64Array | null): MeasuredFactor {
  const { counts, variance, sums } = measurement
  const log = start ? start.slice() : new Float64Array(counts.length)
  return {
    measurement,
    prior,
    log,
    before: log.slice(),
    ahead: log.slice(),
    precision: counts.map((_, cell) => 1 / (variance * (sums?.[cell] ?? 1))),
    gradient: new Float64Array(counts.length),
  }
}

function smallestClique({ cliques, sizes }: CliqueTree, scope: Scope): number {
  let best = -1
  for (const [i, clique] of cliques.entries()) {
    if (contains(clique, scope) && (best < 0 || scopeSize(clique, sizes) < scopeSize(cliques[best], sizes))) best = i
  }
  return best
}

function tableOf(
  scope: Scope,
  clique: number,
  { cliques, sizes }: CliqueTree,
  hosts: readonly FactorTable[],
  factors: readonly MeasuredFactor[],
): FactorTable {
  const isSame = (other: Scope): boolean => other.length === scope.length && contains(other, scope)
  const cells = scopeSize(scope, sizes)
  let host: FactorTable | null = null
  for (const other of hosts) {
    if (contains(other.scope, scope) && (!host || other.factor.length < host.factor.length)) host = other
  }
  return {
    scope,
    clique,
    host,
    map: projection(host ? host.scope : cliques[clique], scope, sizes),
    factor: new Float64Array(cells),
    marginal: new Float64Array(cells),
    measured: factors.filter(({ measurement }) => isSame(measurement.scope)),
  }
}

/**
 * Scopes between a scope and the measured ones within it: it without its largest variable, and without its second largest, each if
 * there is enough that goes there; and so on within these.
 */
function standBetween(scope: Scope, measured: readonly Scope[], sizes: ArrayLike<number>): Scope[] {
  const inside = measured.filter((own) => own.length < scope.length)
  if (inside.length < enoughTables) return []
  const bySize = [...scope].sort((a, b) => sizes[b] - sizes[a] || a - b)
  let left = inside
  return bySize.slice(0, 2).flatMap((largest) => {
    const without = left.filter((own) => !own.includes(largest))
    left = left.filter((own) => own.includes(largest))
    if (without.length < enoughTables) return []
    const part = scope.filter((variable) => variable !== largest)
    return [part, ...standBetween(part, without, sizes)]
  })
}

function distinct(scopes: readonly Scope[]): Scope[] {
  return [...new Map(scopes.map((scope) => [scope.join(), scope])).values()]
}

/** Fills the beliefs with the products of the factors that lie ahead. */
export function multiplyFactors(tables: readonly FactorTable[], beliefs: readonly Float64Array[]): void {
  for (const belief of beliefs) belief.fill(1)
  for (const { factor, measured } of tables) {
    factor.fill(1)
    for (const { ahead } of measured) {
      for (let cell = 0; cell < factor.length; cell++) factor[cell] *= fastExp(ahead[cell])
    }
  }
  for (let i = tables.length - 1; i >= 0; i--) {
    const { clique, host, factor, map } = tables[i]
    multiplyBy(host ? host.factor : beliefs[clique], factor, map)
  }
}

/** How the model is judged. */
export interface FactorObjective {
  /** Half the squared distances of expected and measured counts, over their variances. */
  readonly misfit: number
  /** The mean log of the model's factors over those of the prior: with the logs of what both sum to, their divergence. */
  readonly logRatio: number
}

/** Judges the model that the beliefs are of, and leaves gradients behind: those of the misfit, and `shrinkage` times the log ratios. */
export function judge(tables: readonly FactorTable[], beliefs: readonly Float64Array[], total: number, shrinkage: number): FactorObjective {
  let misfit = 0
  let logRatio = 0
  for (const { clique, host, map, marginal, measured } of tables) {
    sumInto(marginal, host ? host.marginal : beliefs[clique], map)
    for (const { measurement, precision, gradient, ahead, prior } of measured) {
      const { counts } = measurement
      for (let cell = 0; cell < gradient.length; cell++) {
        const share = marginal[cell]
        const difference = share * total - counts[cell]
        const slope = difference * precision[cell]
        const log = ahead[cell] - (prior ? prior[cell] : 0)
        gradient[cell] = slope + shrinkage * log
        misfit += 0.5 * difference * slope
        logRatio += share * log
      }
    }
  }
  return { misfit, logRatio }
}

/** Noisy counts of a table over the scope, and the variance of their noise. All of it released. */
export interface Measurement {
  readonly scope: Scope
  readonly counts: Float64Array
  readonly variance: number
  /** How many numbers of that variance each count is the sum of; absent: one. */
  readonly sums?: Float64Array
}
