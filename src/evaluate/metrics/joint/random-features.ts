import type { MixedRows } from '../../../learn/neighbours/neighbours.js'
import type { Rng } from '../../../random/rng.js'

/** Codes of a column share a weight from here on: a table of weights for any number of levels would be larger than the data. */
const mostCodes = 1024

/** Cosines whose inner products are, on average, a Gaussian kernel of the squared distance, as in `embed`. */
export interface RandomFeatures {
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
export function drawFeatures(samples: readonly MixedRows[], count: number, bandwidth: number, rng: Rng): RandomFeatures {
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
export function addFeatures(
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
