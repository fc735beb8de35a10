import type { Feature } from '../../../learn/trees/bins.js'
import { type Conditional, rangeProbabilities } from '../draw/laws/conditional.js'

/** About so many groups of neighbouring values per column of numbers; a value as frequent as a group has one of its own. */
const groupsPerColumn = 32
/** The trees are taken to be wrong about so many rows: then the column's margin decides, so that nothing that was seen is impossible. */
const marginWeight = 0.001

/** Groups of codes, and how likely each is. */
export class GroupDensity {
  /** The first code of each group, and the number of codes. */
  readonly starts: Int32Array
  /** By group. */
  readonly counts: Float64Array
  readonly #total: number

  constructor(starts: Int32Array, counts: Float64Array) {
    this.starts = starts
    this.counts = new Float64Array(starts.length - 1)
    for (let group = 0; group < this.counts.length; group++) {
      for (let code = starts[group]; code < starts[group + 1]; code++) this.counts[group] = this.counts[group] + counts[code]
    }
    this.#total = counts.reduce((sum, count) => sum + count, 0)
  }

  probabilities(conditional: Conditional, features: readonly Feature[], wanted: Int32Array): Float64Array {
    const from = wanted.map((group) => this.starts[group])
    const to = wanted.map((group) => this.starts[group + 1])
    const told = rangeProbabilities(conditional, features, from, to)
    return told.map((p, row) => (1 - marginWeight) * p + (marginWeight * this.counts[wanted[row]]) / this.#total)
  }
}

/** How often each code is handed on, over all rows: by the donors of all trees, or as the boosting began. */
export function donorCounts(conditional: Conditional, kinds: number): Float64Array {
  const counts = new Float64Array(kinds)
  if (conditional.kind === 'boosted') {
    conditional.codes.forEach((code, k) => {
      counts[code] = conditional.model.shares[k]
    })
    return counts
  }
  if (conditional.kind === 'shifted') return conditional.counts
  if (conditional.kind === 'blend') {
    conditional.parts.forEach((part, p) => {
      const own = donorCounts(part, kinds)
      const factor = conditional.weights[p] / own.reduce((sum, count) => sum + count, 0)
      for (let code = 0; code < kinds; code++) counts[code] = counts[code] + factor * own[code]
    })
    return counts
  }
  if (conditional.kind === 'two-part') {
    const [others, ofAtom] = donorCounts(conditional.whether, 2)
    const own = donorCounts(conditional.rest, kinds)
    const factor = others / own.reduce((sum, count) => sum + count, 0)
    return own.map((count, code) => factor * count + (code === conditional.atom ? ofAtom : 0))
  }
  for (const { feature, start, end, donors } of conditional.trees) {
    for (let node = 0; node < feature.length; node++) {
      if (feature[node] !== -1) continue
      for (let i = start[node]; i < end[node]; i++) {
        const code = donors[i]
        counts[code] = counts[code] + 1
      }
    }
  }
  return counts
}

/** Each code a group of its own. */
export function everyCode(kinds: number): Int32Array {
  return Int32Array.from({ length: kinds + 1 }, (_, code) => code)
}

/** The codes in stretches of about equal weight; a heavy one by itself. */
export function groupStarts(counts: Float64Array): Int32Array {
  const share = counts.reduce((sum, count) => sum + count, 0) / groupsPerColumn
  const starts = [0]
  let weight = 0
  for (let code = 0; code < counts.length - 1; code++) {
    weight += counts[code]
    if (weight < share && counts[code + 1] < share) continue
    starts.push(code + 1)
    weight = 0
  }
  return Int32Array.from([...starts, counts.length])
}
