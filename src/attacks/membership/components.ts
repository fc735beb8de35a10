import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { isNumberColumn } from '../../table/column.js'
import type { Table } from '../../table/table.js'
import type { Candidates } from './score.js'

/** Directions of the greatest variance that densities are estimated in: in more, every row stands alone. */
const mostDirections = 8
/** The commonest levels of a column that get a coordinate. */
const mostLevels = 12

/** Rows as points, row-major. */
export interface Points {
  readonly rows: number
  readonly width: number
  readonly values: Float64Array
}

/** Candidates, synthetic and reference rows along the first principal components of the reference rows, which have variance 1. */
export function components(given: Candidates): { readonly candidates: Points; readonly synthetic: Points; readonly reference: Points } {
  return given.shared('components', () => {
    const { candidates, synthetic, reference } = given
    const coordinates = coordinatesOf(given)
    const spread = [candidates, synthetic, reference].map((table) => laidOut(table, coordinates)) as [Points, Points, Points]
    const { centre, directions } = principal(spread[2])
    const [a, b, c] = spread.map((points) => projected(points, centre, directions)) as [Points, Points, Points]
    return { candidates: a, synthetic: b, reference: c }
  })
}

type Coordinate = (table: Table, into: Float64Array, from: number, width: number) => void

/** A number is a coordinate in units of the middle 98 % of real numbers, gaps in its mean; a common level is 0 or 1. */
function coordinatesOf({ attacked, reference }: Candidates): Coordinate[] {
  return reference.columns.flatMap((column): Coordinate[] => {
    const { name } = column
    if (isNumberColumn(column)) {
      return [
        (table, into, from, width) => {
          const { numbers } = attacked.mixed(table, [name])
          const present = numbers.filter((value) => !Number.isNaN(value))
          const mean = present.reduce((sum, value) => sum + value / present.length, 0)
          for (let row = 0, at = from; row < table.rows; row++, at += width) {
            const value = numbers[row]
            into[at] = Number.isNaN(value) ? mean : Math.max(-3, Math.min(3, value))
          }
        },
      ]
    }
    const counts = new Map<number, number>()
    for (const code of column.values) counts.set(code, (counts.get(code) ?? 0) + 1)
    const common = [...counts.keys()].sort((a, b) => (counts.get(b) as number) - (counts.get(a) as number) || a - b).slice(0, mostLevels)
    return common.map(
      (level): Coordinate =>
        (table, into, from, width) => {
          const { values } = table.column(name)
          for (let row = 0, at = from; row < table.rows; row++, at += width) into[at] = values[row] === level ? 1 : 0
        },
    )
  })
}

function laidOut(table: Table, coordinates: readonly Coordinate[]): Points {
  const width = coordinates.length
  const values = new Float64Array(table.rows * width)
  coordinates.forEach((fill, at) => {
    fill(table, values, at, width)
  })
  return { rows: table.rows, width, values }
}

function principal({ rows, width, values }: Points): { readonly centre: Float64Array; readonly directions: readonly Float64Array[] } {
  const centre = new Float64Array(width)
  for (let row = 0, at = 0; row < rows; row++) for (let c = 0; c < width; c++, at++) centre[c] += values[at] / rows
  const covariance = Matrix.zeros(width, width)
  for (let a = 0; a < width; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = 0
      for (let row = 0; row < rows; row++) sum += (values[row * width + a] - centre[a]) * (values[row * width + b] - centre[b])
      covariance.set(a, b, sum / Math.max(1, rows))
      covariance.set(b, a, sum / Math.max(1, rows))
    }
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covariance, { assumeSymmetric: true })
  const order = [...realEigenvalues.keys()].sort((a, b) => realEigenvalues[b] - realEigenvalues[a])
  const kept = order.filter((i) => realEigenvalues[i] > 1e-9).slice(0, mostDirections)
  const directions = kept.map((i) =>
    Float64Array.from({ length: width }, (_, c) => eigenvectorMatrix.get(c, i) / Math.sqrt(realEigenvalues[i])),
  )
  return { centre, directions }
}

function projected({ rows, width, values }: Points, centre: Float64Array, directions: readonly Float64Array[]): Points {
  const along = new Float64Array(rows * directions.length)
  for (let row = 0, to = 0; row < rows; row++) {
    for (const direction of directions) {
      let sum = 0
      for (let c = 0, at = row * width; c < width; c++, at++) sum += (values[at] - centre[c]) * direction[c]
      along[to++] = sum
    }
  }
  return { rows, width: directions.length, values: along }
}
