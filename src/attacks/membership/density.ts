import { drawPositions } from '../../evaluate/tables/align.js'
import { components, type Points } from './components.js'
import type { Candidates, MembershipScore } from './score.js'

/** Points that a density is estimated from at most. */
const mostPoints = 1500
/** Synthetic points near a candidate whose likelihood is looked at. */
const nearPoints = 10
const stream = 1

/** Kernels of this squared reach: Scott's rule for points of variance 1. */
function bandwidthOf({ rows, width }: Points): number {
  return Math.max(rows, 2) ** (-2 / (width + 4))
}

function draw(points: Points, given: Candidates, which: number): Points {
  const taken = drawPositions(points.rows, mostPoints, given.rng.split(stream, which))
  const values = new Float64Array(taken.length * points.width)
  taken.forEach((row, i) => {
    values.set(points.values.subarray(row * points.width, (row + 1) * points.width), i * points.width)
  })
  return { rows: taken.length, width: points.width, values }
}

function squared(a: Points, i: number, b: Points, j: number): number {
  let sum = 0
  for (let c = 0; c < a.width; c++) sum += (a.values[i * a.width + c] - b.values[j * b.width + c]) ** 2
  return sum
}

/** Density of points at each query, up to a factor common to all samples of one width and reach. */
function densities(queries: Points, points: Points, reach: number): Float64Array {
  const result = new Float64Array(queries.rows)
  for (let q = 0; q < queries.rows; q++) {
    let sum = 0
    for (let i = 0; i < points.rows; i++) sum += Math.exp(-squared(queries, q, points, i) / (2 * reach))
    result[q] = sum / Math.max(1, points.rows)
  }
  return result
}

interface Laid {
  readonly candidates: Points
  readonly synthetic: Points
  readonly reference: Points
  readonly reach: number
}

function laid(given: Candidates): Laid {
  return given.shared('points', () => {
    const { candidates, synthetic, reference } = components(given)
    const [made, known] = [draw(synthetic, given, 0), draw(reference, given, 1)]
    return { candidates, synthetic: made, reference: known, reach: bandwidthOf(known) }
  })
}

/** Keeps ratios finite where neither sample has a point near. */
const least = 1e-9

/** The synthetic rows are denser at the candidate than the reference rows are. */
export const domias: MembershipScore = {
  name: 'domias',
  title: 'Density of synthetic against reference rows (DOMIAS)',
  references: [
    {
      author: 'van Breugel, B., Sun, H., Qian, Z. and van der Schaar, M.',
      year: 2023,
      title: 'Membership Inference Attacks against Synthetic Data through Overfitting Detection',
      url: 'https://arxiv.org/abs/2302.12580',
    },
  ],
  score(given) {
    const { candidates, synthetic, reference, reach } = laid(given)
    const known = densities(candidates, reference, reach)
    return densities(candidates, synthetic, reach).map((density, row) => Math.log((density + least) / (known[row] + least)))
  },
}

/** Synthetic rows near the candidate get likelier when the candidate is added to the reference rows. */
export const genLra: MembershipScore = {
  name: 'gen-lra',
  title: 'Likelihood of near synthetic rows with and without the candidate (Gen-LRA)',
  references: [
    {
      author: 'Ward, J., Lin, X., Wang, C. and Cheng, G.',
      year: 2025,
      title: 'Synth-MIA: a testbed for auditing privacy leakage in tabular data synthesis',
      url: 'https://arxiv.org/abs/2509.18014',
    },
  ],
  score(given) {
    const { candidates, synthetic, reference, reach } = laid(given)
    const before = densities(synthetic, reference, reach)
    const near = new Float64Array(nearPoints)
    const at = new Int32Array(nearPoints)
    const result = new Float64Array(candidates.rows)
    for (let q = 0; q < candidates.rows; q++) {
      near.fill(Number.POSITIVE_INFINITY)
      at.fill(-1)
      for (let i = 0; i < synthetic.rows; i++) keep(near, at, squared(candidates, q, synthetic, i), i)
      let sum = 0
      for (let i = 0; i < nearPoints && at[i] >= 0; i++) {
        const old = before[at[i]] + least
        const added = Math.exp(-near[i] / (2 * reach))
        sum += Math.log((reference.rows * old + added) / ((reference.rows + 1) * old))
      }
      result[q] = sum
    }
    return result
  },
}

/** Puts a distance in its place among ascending ones, where it is less than the last. */
function keep(distances: Float64Array, positions: Int32Array, distance: number, position: number): void {
  let place = distances.length - 1
  if (distance >= distances[place]) return
  for (; place > 0 && distances[place - 1] > distance; place--) {
    distances[place] = distances[place - 1]
    positions[place] = positions[place - 1]
  }
  distances[place] = distance
  positions[place] = position
}
