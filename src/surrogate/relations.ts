import { potentialScaleReduction } from '../learn/pcc/chain/convergence.js'
import { conditionOn } from '../learn/pcc/query/conditional.js'
import { dependenceProbability, mutualInformation } from '../learn/pcc/query/dependence.js'
import type { Surrogate } from './fit.js'

/** For each pair of columns, row by row, the probability that they depend on each other at all: 0 to 1, and 1 on the diagonal. */
export function dependenceMatrix({ model }: Surrogate): Float64Array {
  return symmetricMatrix(model.columns.length, 1, (a, b) => dependenceProbability(model, a, b))
}

/** For each pair of columns, row by row, how much one tells of the other, in nats; 0 on the diagonal. Numbers are cut into `cells` parts. */
export function informationMatrix({ model }: Surrogate, cells = 8): Float64Array {
  const conditional = conditionOn(
    model,
    model.columns.map(() => null),
  )
  return symmetricMatrix(model.columns.length, 0, (a, b) => mutualInformation(conditional, a, b, cells))
}

function symmetricMatrix(size: number, diagonal: number, entry: (a: number, b: number) => number): Float64Array {
  const matrix = new Float64Array(size * size)
  for (let a = 0; a < size; a++) {
    matrix[a * size + a] = diagonal
    for (let b = 0; b < a; b++) {
      const value = entry(a, b)
      matrix[a * size + b] = value
      matrix[b * size + a] = value
    }
  }
  return matrix
}

/** How the chains of a surrogate went. */
export interface Convergence {
  /** By chain and sweep over the rows that the chain holds in the end, the log probability of rows and categories, in nats per row. */
  readonly traces: readonly Float64Array[]
  /** About 1 where the second halves of the chains tell the same, well above 1 where they don't; null for fewer than 8 sweeps. */
  readonly scaleReduction: number | null
}

/** Whether the chains have found their level. */
export function convergenceOf({ model }: Surrogate): Convergence {
  const traces = model.chains.map(({ trace }) => trace)
  return { traces, scaleReduction: potentialScaleReduction(traces.map((trace) => trace.subarray(trace.length >> 1))) }
}
