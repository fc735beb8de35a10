import type { MixedRows } from '../../../learn/neighbours/box-tree.js'
import { boundedDistance, nearestSeveral } from '../../../learn/neighbours/neighbours.js'
import type { Work } from '../../../learn/turn.js'
import { createRng } from '../../../random/rng.js'
import { sameShareAbove } from '../../../stats/tests/homogeneity.js'
import type { Table } from '../../../table/table.js'
import type { MetricContext, MetricDetail } from '../../metric.js'
import { drawPositions, rowKeys } from '../../tables/align.js'
import { defineMetric } from '../define-metric.js'
import { cutToOneSize, referenceOf } from '../results.js'
import { embed } from './embedding.js'

/** The nearest of so small a part of a table says how far apart rows are around a row; so many copies of a row are told from it. */
const around = 16
/** A near copy is nearer than this part of the way to that one; tests look at further parts. */
const isNear = 1 / 4
const parts = [isNear, 1 / 8, 1 / 16] as const
/** So many times as many as in the real rows are no matter of how columns go together, which moves rows nearer too. */
const leastRatio = 2
/** Rows that the score is of; tests look at all. */
const scoredRows = 1000
/** Radii around a row within which rows are counted, over how far apart real rows usually are. */
const radii = [1, 1 / 2, 1 / 4, 1 / 8, 1 / 16] as const
/** Rows within a radius, without which there is no crowd. */
const leastCrowd = 16
/** Rows around which crowds are looked for. */
const mostCentres = 600
/** A crowd stands apart: within so many times its radius are at most twice as many rows. */
const apart = 4
const stream = 0x6e63
/** Rows after which others have their turn. */
const stretch = 50

/**
 * 1 - |share of synthetic rows that are near copies of another - the same of as many real rows|: rows that lie four times nearer to another
 * of their table than to the nearest of a sixteenth of it, in ranks of numbers (see `embed`). Equal rows count as one; `repeats` is about them. Both
 * shares are of rows among their own, so that whatever else is wrong with a table hardly counts. Details, each with a probability:
 * - near copies: groups of rows that are nearest to each other, of which each holds one pair that is so mutually, in either table;
 * - the row with the greatest crowd around it that stands apart, beyond the real rows around the same place.
 */
export const nearCopies = defineMetric({
  name: 'near-copies',
  title: 'Nearly repeated rows',
  standardName: 'Near-duplicate rate',
  plain:
    'Are rows nearly repeated within the table as often as real ones are? 1 means as often; a table that was filled up with copies of its rows, changed a little, is below.',
  level: 'joint',
  implies: 'the distance of a row to its nearest one, over that to its next ones, has one distribution under Q and P',
  missing: 'As far from any value as two levels are from each other.',
  mostRows: 5000,
  mostDraws: 6,
  floor: 'worst',
  *steps(input, context) {
    const tables = [referenceOf(input), input.synthetic] as const
    const few = cutToOneSize(tables, context, scoredRows) as [Table, Table]
    const [real, synthetic] = yield* sidesOf(few, context)
    if (Math.min(real.rows, synthetic.rows) <= around) return { value: null, reason: `Needs more than ${around} different rows.` }
    const value = 1 - Math.abs(nearShare(synthetic) - nearShare(real))
    if (context.unjudged) return { value }
    const [all, made] = tables[0] === few[0] ? [real, synthetic] : yield* sidesOf(tables, context)
    return { value, details: [copiesOf(all, made), yield* crowdOf(all, made)] }
  },
})

/** The different rows of a table. */
interface Side {
  readonly rows: number
  readonly places: MixedRows
  /** Of each row the distance to the nearest other one of a sixteenth of the rows. */
  readonly usual: Float64Array
  /** Of each row the nearest other one, and over `usual` how far it is off; -1 and 1 where that is not less than the greatest of `parts`. */
  readonly nearest: Int32Array
  readonly ratio: Float64Array
}

function* sidesOf(tables: readonly [Table, Table], context: MetricContext): Work<[Side, Side]> {
  const different = tables.map((table) => differentRows(table, context)) as [Table, Table]
  yield
  const [real, synthetic] = embed(...different, context, 'among all rows')
  yield
  return [yield* sideOf(real), yield* sideOf(synthetic)]
}

function* sideOf(places: MixedRows): Work<Side> {
  const { rows, numberColumns, codeColumns } = places
  const some = Math.ceil(rows / around)
  const part = {
    ...{ ...places, rows: some },
    ...{ numbers: places.numbers.subarray(0, some * numberColumns), codes: places.codes.subarray(0, some * codeColumns) },
  }
  const itself = Int32Array.from({ length: rows }, (_, row) => (row < some ? row : -1))
  const usual = nearestSeveral(places, part, 1, itself).distances
  yield
  const within = usual.map((distance) => parts[0] * distance)
  const { positions, distances } = nearestSeveral(
    places,
    places,
    1,
    Int32Array.from({ length: rows }, (_, row) => row),
    within,
  )
  yield
  const nearest = positions.map((other, row) => (distances[row] < within[row] ? other : -1))
  return { rows, places, usual, nearest, ratio: distances.map((distance, row) => (nearest[row] < 0 ? 1 : distance / usual[row])) }
}

/** In random order, so that the first of them are a fair draw. */
function differentRows(table: Table, { coding, memo }: MetricContext): Table {
  return memo('different rows', [table], () => {
    const known = new Set<number>()
    const positions: number[] = []
    rowKeys(table).forEach((key, row) => {
      if (known.has(key)) return
      known.add(key)
      positions.push(row)
    })
    const order = drawPositions(positions.length, positions.length, createRng(0, stream)).map((at) => positions[at])
    return coding.take(table, () => order, order.length)
  })
}

function nearShare({ rows, ratio }: Side, part: number = isNear): number {
  return ratio.reduce((count, own) => count + Number(own < part), 0) / rows
}

/** Groups of near copies: the pairs that are nearest to each other, of which every group has one. */
function groupsOf({ rows, nearest, ratio }: Side, part: number): number {
  let count = 0
  for (let row = 0; row < rows; row++) {
    const other = nearest[row]
    if (other > row && nearest[other] === row && ratio[row] < part && ratio[other] < part) count++
  }
  return count
}

function copiesOf(real: Side, synthetic: Side): MetricDetail {
  const found = parts.map((part) => {
    const [own, other] = [groupsOf(real, part), groupsOf(synthetic, part)]
    if (other * real.rows < leastRatio * own * synthetic.rows) return { part, p: 1 }
    return { part, p: Math.min(1, parts.length * sameShareAbove(own, real.rows, other, synthetic.rows)) }
  })
  const { part, p } = found.reduce((least, own) => (own.p < least.p ? own : least))
  const [own, other] = [nearShare(real, part), nearShare(synthetic, part)]
  return {
    ...{ columns: [], part: 'rows that nearly repeat another', value: 1 - Math.max(0, other - own), real: own, synthetic: other, p },
    words: `${percent(other)} of the rows nearly repeat another one, of as many real rows ${percent(own)}: rows were copied and changed a little`,
  }
}

/** The synthetic row with the most improbable crowd around it, of a draw of rows: of a crowd one is enough. */
function* crowdOf(real: Side, synthetic: Side): Work<MetricDetail> {
  const usual = real.usual.slice().sort()[real.rows >> 1]
  let found = { count: 0, others: 0, p: 1 }
  for (const radius of radii.map((part) => part * usual)) {
    const [centre, count] = yield* greatestCrowd(synthetic, radius)
    const others = centre ? countAround(centre, real.places, radius).within : 0
    if (!centre || count / synthetic.rows <= others / real.rows) continue
    const p = Math.min(1, radii.length * mostCentres * sameShareAbove(others, real.rows, count, synthetic.rows))
    if (p < found.p) found = { count, others, p }
  }
  const { count, others, p } = found
  return {
    ...{ columns: [], part: 'the row that is nearly repeated most', p },
    ...{ value: 1 - count / synthetic.rows + others / real.rows, real: others / real.rows, synthetic: count / synthetic.rows },
    words: `one row comes ${count + 1} times with small changes, in as many real rows ${others === 0 ? 'never' : `${others} times`}`,
  }
}

/** The row around which most others are that stand apart, and how many; none where no crowd is great enough. */
function* greatestCrowd({ places, usual }: Side, radius: number): Work<[MixedRows | null, number]> {
  let found: [MixedRows | null, number] = [null, leastCrowd]
  for (let row = 0; row < Math.min(mostCentres, places.rows); row++) {
    if (row % stretch === 0) yield
    if (usual[row] >= radius) continue
    const centre = rowOf(places, row)
    const { within, beyond } = countAround(centre, places, radius)
    if (within - 1 > found[1] && beyond <= 2 * within) found = [centre, within - 1]
  }
  return found
}

/** Rows within a radius, and within the one at which a crowd must have ended. */
interface Crowd {
  readonly within: number
  readonly beyond: number
}

function countAround({ numbers, codes }: MixedRows, base: MixedRows, radius: number): Crowd {
  let [within, beyond] = [0, 0]
  for (let row = 0; row < base.rows; row++) {
    const distance = boundedDistance(numbers, codes, base, row, apart * radius)
    if (distance < apart * radius) beyond++
    if (distance < radius) within++
  }
  return { within, beyond }
}

function rowOf(places: MixedRows, row: number): MixedRows {
  const { numberColumns, numbers, codeColumns, codes } = places
  return {
    ...places,
    rows: 1,
    numbers: numbers.subarray(row * numberColumns, (row + 1) * numberColumns),
    codes: codes.subarray(row * codeColumns, (row + 1) * codeColumns),
  }
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}
