import exp from '@stdlib/math-base-special-exp'
import ln from '@stdlib/math-base-special-ln'
import type { TriangularBox } from './conditioned-normal.js'
import { lattice } from './lattice.js'
import { propose, type Tilting } from './minimax-tilting.js'

/**
 * Log of the probability of a triangular box: exact for up to one component, else the mean ratio of density to the tilted proposal
 * over a lattice of `points`; with 4,096 of them the relative error is about 1e-4, and 1e-3 for ten components under strong correlations.
 * @see Botev 2017, The normal law under linear restrictions: simulation and estimation via minimax tilting
 */
export function logBoxProbability(box: TriangularBox, { shift, bound }: Tilting, points: number): number {
  const { size } = box
  if (size < 2) return bound
  const uniform = lattice(points, size)
  const noise = new Float64Array(size)
  let sum = 0
  for (let i = 0; i < points; i++) sum += exp(propose(box, shift, uniform.subarray(i * size, (i + 1) * size), noise) - bound)
  return bound + ln(sum / points)
}
