import ln from '@stdlib/math-base-special-ln'
import { roundToGrid } from '../../../encode/grid.js'
import type { Feature } from '../../../learn/trees/bins.js'
import type { Rng } from '../../../random/rng.js'
import { lowerBound, upperBound } from '../../../stats/order/sorted.js'
import { type Column, isNumberColumn } from '../../../table/column.js'
import { type ColumnSchema, levelsOf } from '../../../table/schema.js'
import { decidedGaps } from '../draw/gaps/gaps.js'
import type { Conditional } from '../draw/laws/conditional.js'
import { reachOf, type Support } from '../fit/support.js'
import type { TreeStep } from '../state.js'
import { donorCounts, everyCode, GroupDensity, groupStarts } from './group-density.js'

/**
 * How likely the cells of one column are, given the columns before. Trees tell groups of neighbouring numbers apart, and within a group
 * values are spread as in the whole column: a leaf holds too few donors to say more. Levels are groups of their own.
 */
export class ConditionalDensity {
  readonly #step: TreeStep
  readonly #values: Conditional
  readonly #presence: GroupDensity | null
  readonly #groups: GroupDensity
  /** Share of each code in its group. */
  readonly #within: Float64Array
  readonly #levels: number

  /** For a step whose column has values and is drawn. */
  constructor(step: TreeStep, schema: ColumnSchema) {
    this.#step = step
    this.#values = step.values as Conditional
    this.#levels = levelsOf(schema).length
    const counts = donorCounts(this.#values, step.support?.values.length ?? this.#levels + 1)
    this.#groups = new GroupDensity(step.support ? groupStarts(counts) : everyCode(counts.length), counts)
    this.#within = counts.map((count, code) => (count > 0 ? count / this.#groups.counts[this.groupOf(code)] : 0))
    this.#presence = step.presence && new GroupDensity(everyCode(2), donorCounts(step.presence, 2))
  }

  /** Codes of a column of levels, missing as the last one. */
  get codes(): number {
    return this.#levels + 1
  }

  /** The code of a missing level, if there is one. */
  get missingLevel(): number {
    return !this.#step.support && this.#groups.counts[this.#levels] > 0 ? this.#levels : -1
  }

  /** Whether anything but missing cells is handed on. */
  get hasValues(): boolean {
    return this.#step.support !== null || this.#groups.counts.subarray(0, this.#levels).some((count) => count > 0)
  }

  /** A level as often as it occurs, but not the missing one. */
  drawLevel(rng: Rng): number {
    const { counts } = this.#groups
    const ofLevels = counts.subarray(0, this.#levels)
    let left = rng.uniform() * ofLevels.reduce((sum, count) => sum + count, 0)
    const drawn = ofLevels.findIndex((count) => {
      left -= count
      return left < 0
    })
    return Math.max(0, drawn)
  }

  groupOf(code: number): number {
    return upperBound(this.#groups.starts, code) - 1
  }

  /** The group of a cell, or of the nearest number there is; -1 for a level that was never handed on. */
  nearestGroup(value: number): number {
    const { support } = this.#step
    if (!support) {
      const code = value < 0 ? this.#levels : value
      return (this.#groups.counts[code] ?? 0) > 0 ? code : -1
    }
    const { values } = support
    const next = Math.min(values.length - 1, lowerBound(values, value))
    const isBefore = next > 0 && value - values[next - 1] < values[next] - value
    return this.groupOf(isBefore ? next - 1 : next)
  }

  /** The probability that row i has a value of group `wanted[i]`, given that it has one; `features` are those of all columns before. */
  groupProbabilities(features: readonly Feature[], wanted: Int32Array): Float64Array {
    const chances = this.#groups.probabilities(this.#values, features, wanted)
    const { gaps, support } = this.#step
    if (!gaps || support) return chances
    const decided = decidedGaps(gaps, features, wanted.length)
    if (decided.every((verdict) => verdict === 0)) return chances
    const ofGap = this.#groups.probabilities(this.#values, features, new Int32Array(wanted.length).fill(gaps.code))
    return chances.map((chance, row) => {
      if (decided[row] === 0) return chance
      if (wanted[row] === gaps.code || decided[row] === 1) return wanted[row] === gaps.code && decided[row] === 1 ? 1 : 0
      return chance / (1 - ofGap[row])
    })
  }

  /** The probability that each row has a value, or none where `wanted` is 0; null where there is no question. */
  presenceProbabilities(features: readonly Feature[], wanted: Int32Array): Float64Array | null {
    if (!this.#presence) return null
    const chances = this.#presence.probabilities(this.#step.presence as Conditional, features, wanted)
    const { gaps } = this.#step
    if (!gaps) return chances
    const decided = decidedGaps(gaps, features, wanted.length)
    return chances.map((chance, row) => (decided[row] === 0 ? chance : (decided[row] === -1) === (wanted[row] === 1) ? 1 : 0))
  }

  /** Log density of the cells of this column: a probability for levels, repeated numbers and fixed decimals, a density per unit for others. */
  logDensity(features: readonly Feature[], column: Column): Float64Array {
    const { length } = column.values
    if (!isNumberColumn(column)) {
      const codes = column.values.map((code) => (code < 0 ? this.#levels : Math.min(code, this.#levels + 1)))
      const known = codes.map((code) => ((this.#groups.counts[code] ?? 0) > 0 ? code : 0))
      const chances = this.groupProbabilities(features, known)
      return chances.map((chance, row) => ((this.#groups.counts[codes[row]] ?? 0) > 0 ? ln(chance) : Number.NEGATIVE_INFINITY))
    }
    const densities = new Float64Array(length)
    const pieces = Array.from(
      column.values,
      remembering((value: number) => this.#pieces(value)),
    )
    // A value lies in one group, or in what several spread over.
    const most = pieces.reduce((count, own) => Math.max(count, own.length), 1)
    for (let turn = 0; turn < most; turn++) {
      const wanted = Int32Array.from(pieces, (own) => own[turn]?.group ?? 0)
      const chances = this.groupProbabilities(features, wanted)
      pieces.forEach((own, row) => {
        densities[row] = densities[row] + chances[row] * (own[turn]?.density ?? 0)
      })
    }
    const isPresent = Int32Array.from(column.values, (value) => (Number.isNaN(value) ? 0 : 1))
    const presence = this.presenceProbabilities(features, isPresent)
    return densities.map((density, row) => {
      const there = presence ? presence[row] : isPresent[row]
      return ln(isPresent[row] ? density * there : there)
    })
  }

  /** What each group would have to hold of the value, if it held anything: its density among the values of the group. */
  #pieces(value: number): { readonly group: number; density: number }[] {
    const support = this.#step.support as Support
    const { values, grid } = support
    const half = grid ? grid.step / grid.scale / 2 : 0
    if (Number.isNaN(value) || (grid && Math.abs(roundToGrid(value, grid) - value) > 1e-9 * (1 + Math.abs(value)))) return []
    const found: { group: number; density: number }[] = []
    // Reaches ascend as values do.
    const last = Math.min(values.length - 1, upperBound(support.lows, value + half))
    for (let code = Math.max(0, lowerBound(support.highs, value - half) - 1); code <= last; code++) {
      const density = this.#within[code] * densityOf(support, code, value, half)
      if (density === 0) continue
      const group = this.groupOf(code)
      const known = found.find((own) => own.group === group)
      if (known) known.density += density
      else found.push({ group, density })
    }
    return found
  }
}

const laws = new WeakMap<TreeStep, ConditionalDensity>()

/** The law of a step; made once. */
export function conditionalDensity(step: TreeStep, schema: ColumnSchema): ConditionalDensity {
  let law = laws.get(step)
  if (!law) {
    law = new ConditionalDensity(step, schema)
    laws.set(step, law)
  }
  return law
}

/** The density, or the probability, with which a donor hands on the value, if anything is handed on from it. */
function densityOf(support: Support, code: number, value: number, half: number): number {
  const [low, high] = reachOf(support, code)
  if (!(high > low)) return low === value ? 1 : 0
  if (half === 0) return value >= low && (value < high || (value === high && code === support.values.length - 1)) ? 1 / (high - low) : 0
  return Math.max(0, Math.min(high, value + half) - Math.max(low, value - half)) / (high - low)
}

/** The same function, which makes each answer once. */
function remembering<T>(make: (value: number) => T): (value: number) => T {
  const known = new Map<number, T>()
  return (value) => {
    let made = known.get(value)
    if (made === undefined) {
      made = make(value)
      known.set(value, made)
    }
    return made
  }
}
