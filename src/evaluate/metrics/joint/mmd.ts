import { squaredDistance } from '../../../learn/neighbours/balls.js'
import type { MixedRows } from '../../../learn/neighbours/box-tree.js'
import type { Work } from '../../../learn/turn.js'
import type { Rng } from '../../../random/rng.js'
import { shuffle } from '../../../random/shuffle.js'
import { drawPositions } from '../../tables/align.js'
import { defineMetric } from '../define-metric.js'
import { referenceOf } from '../results.js'
import { embed } from './embedding.js'

const features = 256
/** Groups of rows that a permutation keeps together: what is permuted is their sums, so that a thousand permutations cost next to nothing. */
const groups = 50
const permutations = 999
/** Pairs of rows by which the width of the kernel is chosen. */
const pairs = 2000
const stream = 0x6d6d
/** Rows, or permutations, after which others have their turn. */
const stretch = 200

/**
 * 1 - the maximum mean discrepancy, the distance between the mean of real and of synthetic rows in the space of a Gaussian kernel,
 * by 256 random features; the kernel falls to 1/e at the usual distance of two rows. `p` is from 999 permutations of groups of rows
 * between the tables: an exact test. Distances are over ranks of numbers and levels, see `embed`.
 */
export const mmd = defineMetric({
  name: 'mmd',
  title: 'Mean discrepancy',
  standardName: 'Maximum mean discrepancy (MMD)',
  plain: 'Are synthetic rows spread over the space of all rows as real ones are? 1 means the same.',
  references: [
    { author: 'Gretton et al.', year: 2012, title: 'A Kernel Two-Sample Test', url: 'https://jmlr.org/papers/v13/gretton12a.html' },
    { author: 'Rahimi, Recht', year: 2007, title: 'Random Features for Large-Scale Kernel Machines' },
  ],
  level: 'joint',
  implies: 'Q(row) = P(row): no smooth function of a whole row has another mean',
  missing: 'As far from any value as two levels are from each other.',
  cost: 'full',
  mostRows: 5000,
  mostDraws: 5,
  *steps(input, context) {
    const rng = context.rng.split(stream)
    const samples = embed(referenceOf(input), input.synthetic, context)
    const typical = meanDistance(samples, rng.split(0))
    const parts = (value: number) => [{ name: 'mmd', label: 'Maximum mean discrepancy, 0 to √2', value }]
    if (typical === 0) return { value: 1, p: null, parts: parts(0), reason: 'All rows are alike.' }
    const drawn = drawFeatures(samples, features, Math.sqrt(typical / 2), rng.split(1))
    const size = Math.floor(Math.min(...samples.map(({ rows }) => rows)) / groups)
    // One order for both: rows of two tables at one place have nothing to do with each other, and equal tables come out equal to the last bit.
    const sums: Float64Array[] = []
    for (const rows of samples) sums.push(yield* groupSums(drawn, rows, size, rng.split(2)))
    const [a, b] = sums.map((own, side) => total(own).map((sum) => sum / samples[side].rows)) as [Float64Array, Float64Array]
    const value = distance(a, b)
    return { value: Math.max(0, 1 - value), p: size === 0 ? null : yield* permutationP(sums, rng.split(3)), parts: parts(value) }
  },
})

/** Mean squared distance of pairs of rows of both tables. */
function meanDistance(samples: readonly [MixedRows, MixedRows], rng: Rng): number {
  const [a, b] = samples
  const all = a.rows + b.rows
  const place = (at: number) => (at < a.rows ? ([a, at] as const) : ([b, at - a.rows] as const))
  let sum = 0
  for (let pair = 0; pair < pairs; pair++) {
    const [first, second] = [place(rng.integer(all)), place(rng.integer(all))]
    sum += squaredDistance(...first, ...second, Number.POSITIVE_INFINITY)
  }
  return sum / pairs
}

/** Sums of features over random groups of `size` rows, group by group, and over the rows that are left in a last one. */
function* groupSums(drawn: RandomFeatures, rows: MixedRows, size: number, rng: Rng): Work<Float64Array> {
  const sums = new Float64Array((groups + 1) * features)
  const angles = new Float64Array(features)
  for (const [i, row] of drawPositions(rows.rows, rows.rows, rng).entries()) {
    const group = size === 0 ? groups : Math.min(groups, Math.floor(i / size))
    addFeatures(drawn, rows, row, sums, group * features, angles)
    if (i % stretch === 0) yield
  }
  return sums
}

function total(sums: Float64Array): Float64Array {
  const result = new Float64Array(features)
  for (let i = 0; i < sums.length; i++) result[i % features] += sums[i]
  return result
}

function distance(a: Float64Array, b: Float64Array): number {
  let squares = 0
  for (let f = 0; f < features; f++) squares += (a[f] - b[f]) ** 2
  return Math.sqrt(squares)
}

/** The share of assignments of groups to two sides, the true one included, that part them as far as the true one does. */
function* permutationP(sums: readonly Float64Array[], rng: Rng): Work<number> {
  const all = 2 * groups
  const products = productsOf(sums.map((own) => own.subarray(0, groups * features)))
  const sides = Int8Array.from({ length: all }, (_, i) => (i < groups ? 1 : -1))
  const parted = () => {
    let sum = 0
    for (let i = 0; i < all; i++) {
      for (let j = 0; j < i; j++) sum += sides[i] * sides[j] * products[i * all + j]
    }
    return sum
  }
  const own = parted()
  let asFar = 1
  for (let run = 0; run < permutations; run++) {
    shuffle(sides, rng)
    if (parted() >= own) asFar++
    if (run % stretch === 0) yield
  }
  return asFar / (permutations + 1)
}

/** Inner products of all groups of both tables: how far two sides are apart follows from them. */
function productsOf(sums: readonly Float64Array[]): Float64Array {
  const all = 2 * groups
  const vectors = sums.flatMap((own) =>
    Array.from({ length: groups }, (_, group) => own.subarray(group * features, (group + 1) * features)),
  )
  const products = new Float64Array(all * all)
  for (let i = 0; i < all; i++) {
    for (let j = 0; j < i; j++) {
      products[i * all + j] = product(vectors[i], vectors[j])
    }
  }
  return products
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}

/** Codes of a column share a weight from here on: a table of weights for any number of levels would be larger than the data. */
const mostCodes = 1024

/** Cosines whose inner products are, on average, a Gaussian kernel of the squared distance, as in `embed`. */
interface RandomFeatures {
  readonly count: number
  /** One weight per number column and feature. */
  readonly numberWeights: Float64Array
  /** One weight per code column, code and feature; "missing" is code 0. */
  readonly codeWeights: readonly Float64Array[]
  readonly phases: Float64Array
}

/**
 * Random features of the kernel exp(-d² / (2 bandwidth²)).
 * @see Rahimi and Recht, 2007, Random Features for Large-Scale Kernel Machines
 */
function drawFeatures(samples: readonly MixedRows[], count: number, bandwidth: number, rng: Rng): RandomFeatures {
  const { numberColumns, codeColumns } = samples[0]
  const turns = rng.split(2)
  const normals = (length: number, scale: number, own: Rng) => Float64Array.from({ length }, () => own.normal() * scale)
  return {
    count,
    numberWeights: normals(numberColumns * count, 1 / bandwidth, rng.split(0)),
    codeWeights: Array.from({ length: codeColumns }, (_, c) => {
      const codes = 1 + Math.max(...samples.map((sample) => greatestCode(sample, c)))
      // Corners that are 1 apart are 1/√2 away from the origin.
      return normals(codes * count, Math.SQRT1_2 / bandwidth, rng.split(1, c))
    }),
    phases: Float64Array.from({ length: count }, () => 2 * Math.PI * turns.uniform()),
  }
}

function slot(code: number): number {
  return code < 0 ? 0 : 1 + (code % mostCodes)
}

function greatestCode({ codes, codeColumns }: MixedRows, c: number): number {
  let greatest = 0
  for (let at = c; at < codes.length; at += codeColumns) greatest = Math.max(greatest, slot(codes[at]))
  return greatest
}

/** Adds the features of one row to sums, which start at `at`. */
function addFeatures(
  { count, numberWeights, codeWeights, phases }: RandomFeatures,
  rows: MixedRows,
  row: number,
  sums: Float64Array,
  at: number,
  angles: Float64Array,
): void {
  angles.set(phases)
  for (let c = 0; c < rows.numberColumns; c++) {
    const value = rows.numbers[row * rows.numberColumns + c]
    const from = c * count
    for (let f = 0; f < count; f++) angles[f] += value * numberWeights[from + f]
  }
  for (let c = 0; c < rows.codeColumns; c++) {
    const weights = codeWeights[c]
    const from = slot(rows.codes[row * rows.codeColumns + c]) * count
    for (let f = 0; f < count; f++) angles[f] += weights[from + f]
  }
  const scale = Math.sqrt(2 / count)
  for (let f = 0; f < count; f++) sums[at + f] += scale * Math.cos(angles[f])
}
