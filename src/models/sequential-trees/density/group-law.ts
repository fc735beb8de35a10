import { classWeights } from '../../../learn/boosting/class-boosting.js'
import type { Feature } from '../../../learn/trees/bins.js'
import { leafOf } from '../../../learn/trees/nodes.js'
import { lowerBound, upperBound } from '../../../stats/order/sorted.js'
import { type BoostedClasses, type Conditional, type DonorBag, predictorsOf } from '../draw/conditional.js'

/** About so many groups of neighbouring values per column of numbers; a value as frequent as a group has one of its own. */
const groupsPerColumn = 32
/** The trees are taken to be wrong about so many rows: then the column's margin decides, so that nothing that was seen is impossible. */
const doubt = 0.001

/** Groups of codes, and how likely each is. */
export class GroupLaw {
  /** The first code of each group, and the number of codes. */
  readonly starts: Int32Array
  /** By group. */
  readonly counts: Float64Array
  readonly #total: number

  constructor(starts: Int32Array, counts: Float64Array) {
    this.starts = starts
    this.counts = new Float64Array(starts.length - 1)
    for (let group = 0; group < this.counts.length; group++) {
      for (let code = starts[group] as number; code < (starts[group + 1] as number); code++)
        this.counts[group] = (this.counts[group] as number) + (counts[code] as number)
    }
    this.#total = counts.reduce((sum, count) => sum + count, 0)
  }

  probabilities(conditional: Conditional, features: readonly Feature[], wanted: Int32Array): Float64Array {
    const seen = predictorsOf(conditional, features)
    const told = conditional.kind === 'bag' ? this.#ofBag(conditional.trees, seen, wanted) : this.#ofClasses(conditional, seen, wanted)
    return told.map((p, row) => (1 - doubt) * p + (doubt * (this.counts[wanted[row] as number] as number)) / this.#total)
  }

  #ofBag(trees: DonorBag['trees'], features: readonly Feature[], wanted: Int32Array): Float64Array {
    const chances = new Float64Array(wanted.length)
    for (const tree of trees) {
      for (let row = 0; row < wanted.length; row++) {
        const leaf = leafOf(tree, features, row)
        const [start, end] = [tree.start[leaf] as number, tree.end[leaf] as number]
        const group = wanted[row] as number
        const first = lowerBound(tree.donors, this.starts[group] as number, start, end)
        const beyond = lowerBound(tree.donors, this.starts[group + 1] as number, first, end)
        chances[row] = (chances[row] as number) + (beyond - first) / (end - start) / trees.length
      }
    }
    return chances
  }

  #ofClasses({ model, codes }: BoostedClasses, features: readonly Feature[], wanted: Int32Array): Float64Array {
    const weights = classWeights(model, features, wanted.length)
    const groups = codes.map((code) => upperBound(this.starts, code) - 1)
    return Float64Array.from(wanted, (group, row) => {
      let sum = 0
      let own = 0
      for (let k = 0; k < groups.length; k++) {
        const weight = weights[row * groups.length + k] as number
        sum += weight
        if (groups[k] === group) own += weight
      }
      return own / sum
    })
  }
}

/** How often each code is handed on, over all rows: by the donors of all trees, or as the boosting began. */
export function countsOf(conditional: Conditional, kinds: number): Float64Array {
  const counts = new Float64Array(kinds)
  if (conditional.kind === 'boosted') {
    conditional.codes.forEach((code, k) => {
      counts[code] = conditional.model.shares[k] as number
    })
    return counts
  }
  for (const { feature, start, end, donors } of conditional.trees) {
    for (let node = 0; node < feature.length; node++) {
      if (feature[node] !== -1) continue
      for (let i = start[node] as number; i < (end[node] as number); i++) {
        const code = donors[i] as number
        counts[code] = (counts[code] as number) + 1
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
    weight += counts[code] as number
    if (weight < share && (counts[code + 1] as number) < share) continue
    starts.push(code + 1)
    weight = 0
  }
  return Int32Array.from([...starts, counts.length])
}
