import { columnOf } from '../../encode/column-of.js'
import { normalScale } from '../../encode/normal-scale.js'
import { numberQuantiles } from '../../encode/quantile.js'
import type { SimulatedColumn } from '../../learn/pcc/query/simulate.js'
import type { Rng } from '../../random/rng.js'
import { upperBound } from '../../stats/order/sorted.js'
import type { LevelCoding, NumberCoding, SurrogateCoding } from '../../surrogate/coding.js'
import type { Column } from '../../table/column.js'
import type { ColumnSchema } from '../../table/schema.js'
import type { ColumnRegion } from './regions.js'

/** The column whose outcomes and scores were drawn. */
export function decodeColumn(
  schema: ColumnSchema,
  coding: SurrogateCoding,
  drawn: SimulatedColumn,
  region: ColumnRegion | null,
  rng: Rng,
): Column {
  return columnOf(schema, coding.kind === 'level' ? levelsDrawn(coding, drawn, region, rng) : numbersDrawn(coding, drawn, region))
}

function levelsDrawn(
  { outcomes, outcomeOf, shareOf, missing }: LevelCoding,
  { codes }: SimulatedColumn,
  region: ColumnRegion | null,
  rng: Rng,
): Int32Array {
  const members = Array.from({ length: outcomes }, (): number[] => [])
  for (const level of region?.levels ?? outcomeOf.keys()) {
    if (shareOf[level] > 0) members[outcomeOf[level]]?.push(level)
  }
  const ends = members.map((levels) => runningSums(levels, shareOf))
  return codes.map((outcome) => {
    if (outcome === missing) return -1
    const levels = members[outcome]
    if (levels.length === 1) return levels[0]
    const sums = ends[outcome]
    const place = upperBound(sums, rng.uniform() * sums[sums.length - 1])
    return levels[Math.min(place, levels.length - 1)]
  })
}

function runningSums(levels: readonly number[], shareOf: Float64Array): Float64Array {
  let sum = 0
  return Float64Array.from(levels, (level) => {
    sum += shareOf[level]
    return sum
  })
}

function numbersDrawn(
  { spikes, missing, rest, margin }: NumberCoding,
  { codes, values }: SimulatedColumn,
  region: ColumnRegion | null,
): Float64Array {
  const numbers = new Float64Array(codes.length)
  if (margin) numberQuantiles(margin, normalScale)(values, numbers)
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]
    if (code === missing) numbers[i] = Number.NaN
    else if (code !== rest) numbers[i] = spikes[code]
    else if (region && region.points.length > 0) numbers[i] = nearestOf(region.points, numbers[i])
  }
  return numbers
}

/** The point that a number stands for: it went to the scale of scores and back, which may have cost its last digits. */
function nearestOf(points: readonly number[], value: number): number {
  return points.reduce((best, point) => (Math.abs(point - value) < Math.abs(best - value) ? point : best))
}
