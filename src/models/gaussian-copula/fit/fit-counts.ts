import type { LevelMargin } from '../../../encode/level-margin.js'
import { countedMargin, type Margin } from '../../../encode/margin.js'
import {
  type CellCoding,
  type CodedStatistics,
  type CodedTable,
  learnedValues,
  mostLevels,
  mostValues,
  type Statistics,
  type ValueCounts,
  type WholeScore,
} from '../../../encode/statistics.js'
import { atOnce } from '../../../learn/turn.js'
import { isNumberKind } from '../../../table/column.js'
import { type ColumnSchema, levelsOf, type Schema } from '../../../table/schema.js'
import { findMissingness, type Gap } from '../draw/gaps.js'
import type { CopulaOptions } from '../options.js'
import type { CopulaState, LatentLayout } from '../state.js'
import { correlationsOf, type Latent, type Products } from './correlation.js'
import { checkedLayout, gapSteps, isNominal, nearestTo, type Report } from './fit.js'
import type { LatentScores } from './latent-scores.js'
import { NominalColumn } from './nominal-column.js'
import { orderNominals, weigher } from './order-nominal.js'
import { compositeFactors, reliabilityOf, roundHalfEven } from './reliability.js'
import { levelScores, parts, type ShownColumn, scoreSteps, showNumbers } from './scores.js'

/** Cells of a table of two nominal columns at most. */
const mostCells = 1 << 22

/** A column or a gap: how its cells are coded, and the score of each code. */
interface Shown extends ShownColumn {
  readonly coding: CellCoding
  /** Code where its variable is not seen: none of its own. */
  readonly hidden: number
}

/**
 * The copula that `fitCopula` has of rows, from sums of products of scores, which any engine makes in one scan.
 */
export async function fitCopulaByCounts(
  statistics: Statistics,
  schema: Schema,
  options: CopulaOptions,
  report: Report,
): Promise<CopulaState> {
  const counted: ValueCounts[] = []
  for (const [i, column] of schema.columns.entries()) {
    report((0.3 * i) / schema.columns.length, `counting ${column.name}`)
    counted.push(await learnedValues(statistics, column, isNumberKind(column.kind) ? mostValues : mostLevels))
  }
  const margins = schema.columns.map((column, i) => countedMargin(counted[i], column, options.knots))
  const gaps = await gapsOf(statistics, schema, counted)
  const layout = checkedLayout(margins, gaps)
  const shown = [
    ...schema.columns.map((column, i) => showColumn(margins[i], column, counted[i])),
    ...gaps.map((gap) => showGap(gap, gaps, schema)),
  ]
  report(0.4, 'coding the table')
  const coded = await statistics.code(shown.map(({ coding }) => coding))
  try {
    report(0.6, 'putting levels in order')
    const reliabilities = await orderByCounts(coded, shown, margins, schema, layout, options.targetWeight)
    report(0.8, 'correlating')
    const used = [...layout.ofColumn, ...layout.ofGap].flatMap((variable, i) => (variable < 0 ? [] : [i]))
    const latents = used.map((i): Latent => ({ steps: shown[i].steps, reliability: reliabilities[i] }))
    const products = await productsByCounts(coded, shown, gaps, used, statistics.rows)
    report(0.9, 'finding the nearest correlation matrix')
    return { margins, gaps, correlations: await nearestTo(atOnce(correlationsOf(latents, products)), layout.size, options) }
  } finally {
    await coded.close()
  }
}

/** The gaps, from which columns are missing together. */
async function gapsOf(statistics: Statistics, { columns }: Schema, counted: readonly ValueCounts[]): Promise<Gap[]> {
  const open = columns.filter((_, i) => counted[i].missing > 0).map(({ name }) => name)
  if (open.length === 0) return []
  const patterns = await statistics.gaps(open)
  const cells = columns.map(({ name }) => Int32Array.from(patterns, ({ missing }) => (missing.includes(name) ? -1 : 0)))
  return findMissingness(
    cells,
    Float64Array.from(patterns, ({ rows }) => rows),
  ).gaps
}

function showColumn(margin: Margin, schema: ColumnSchema, counted: ValueCounts): Shown {
  if (margin.kind === 'level') {
    const levels = levelsOf(schema)
    const coding = { column: schema.name, levels, codes: Uint16Array.from(levels.keys()), missing: levels.length }
    return { coding, scoreOf: levelScores(margin), steps: scoreSteps(margin), hidden: levels.length }
  }
  const shown = showNumbers(margin, schema, counted.values as Float64Array)
  return { ...shown, hidden: shown.steps.length }
}

function showGap(gap: Gap, gaps: readonly Gap[], { columns }: Schema): Shown {
  const nameOf = (own: Gap): string => columns[own.columns[0]]?.name
  const steps = gapSteps(gap)
  const coding = { gap: nameOf(gap), within: gap.entailedBy.map((other) => nameOf(gaps[other])) }
  return { coding, scoreOf: Float64Array.from(steps, ({ value }) => value), steps, hidden: 2 }
}

/** The scores of a variable times a factor in whole numbers, 0 where it isn't seen. */
function wholeScore(variable: number, { scoreOf, hidden }: Shown, factor: number): WholeScore[number] {
  const values = new Int32Array(Math.max(scoreOf.length, hidden + 1))
  scoreOf.forEach((score, code) => {
    values[code] = roundHalfEven(score * factor)
  })
  return { variable, values }
}

/** Puts the levels of nominal columns in order, as `orderNominal` does; returns the reliability of every variable. */
async function orderByCounts(
  coded: CodedStatistics,
  shown: Shown[],
  margins: Margin[],
  schema: Schema,
  layout: LatentLayout,
  targetWeight: number,
): Promise<Float64Array> {
  const reliabilities = new Float64Array(shown.length).fill(1)
  const positions = schema.columns.flatMap((column, i) => (isNominal(column, margins[i]) ? [i] : []))
  if (positions.length === 0) return reliabilities
  const nothing = { codes: new Int32Array(), scores: new Float64Array() }
  const latent = shown.map(({ scoreOf }, i): LatentScores => ({ ...nothing, scoreOf, ...(positions.includes(i) ? { scores: null } : {}) }))
  const columns: CountedNominal[] = []
  const others = [...shown.keys()].filter((j) => !positions.includes(j))
  const scores = others.map((j): WholeScore => [wholeScore(j, shown[j], parts)])
  const sums = await coded.sums(
    scores,
    scores.map((_, j) => [j, null] as const),
    positions,
  )
  for (const [at, i] of positions.entries()) {
    const own = new Map(others.map((j, k) => [j, new Map([...sums[at]].map(([level, row]) => [level, Number(row[k]) / parts]))]))
    columns.push(new CountedNominal((margins[i] as LevelMargin).counts, { sums: own, meetings: await meetingsOf(coded, positions, i) }))
  }
  const roles = schema.columns.map(({ role }) => role)
  const varies = shown.map((_, i) => (layout.ofColumn[i] ?? 0) >= 0)
  const loadings = atOnce(orderNominals(columns, positions, latent, margins, weigher(latent, roles, varies, targetWeight)))
  for (const i of positions) {
    shown[i] = { ...shown[i], scoreOf: latent[i].scoreOf, steps: scoreSteps(margins[i]) }
  }
  for (const [k, i] of positions.entries()) {
    reliabilities[i] = await reliabilityByCounts(coded, shown, i, columns[k], loadings[k])
  }
  return reliabilities
}

/** How often the levels of a nominal column meet those of each other one. */
async function meetingsOf(coded: CodedStatistics, positions: readonly number[], own: number): Promise<Map<number, CodedTable>> {
  const nominal = positions.filter((j) => j !== own)
  const tables = await coded.tables(
    nominal.map((j) => [own, j]),
    mostCells,
  )
  return new Map(nominal.map((j, k) => [j, tables[k]]))
}

/** What is known of a nominal column. */
interface NominalCounts {
  /** Of variables whose scores stay as they are: the sum by level. */
  readonly sums: ReadonlyMap<number, ReadonlyMap<number, number>>
  /** Of others: how often their levels meet this column's. */
  readonly meetings: ReadonlyMap<number, CodedTable>
}

class CountedNominal extends NominalColumn {
  readonly #counted: NominalCounts

  constructor(counts: Uint32Array, counted: NominalCounts) {
    super(new Int32Array(), counts, 0)
    this.#counted = counted
  }

  protected override addSums({ scoreOf }: LatentScores, j: number, sums: Float64Array, size: number): void {
    const add = (level: number, score: number): void => {
      const index = (this.groupOf[level] ?? -1) * size + j
      if (index >= 0) sums[index] += score
    }
    for (const [level, score] of this.#counted.sums.get(j) ?? []) add(level, score)
    const { codes, counts } = this.#counted.meetings.get(j) ?? { codes: [], counts: new Float64Array() }
    const [own, other] = codes as readonly [Uint16Array, Uint16Array]
    counts.forEach((count, cell) => {
      add(own[cell], count * (scoreOf[other[cell]] ?? 0))
    })
  }
}

async function reliabilityByCounts(
  coded: CodedStatistics,
  shown: readonly Shown[],
  own: number,
  column: CountedNominal,
  loadings: Float64Array,
): Promise<number> {
  const factors = compositeFactors(loadings)
  const score = [...shown.keys()].flatMap((j): WholeScore => (factors[j] === 0 ? [] : [wholeScore(j, shown[j], factors[j])]))
  if (score.length === 0) return 1
  const [found] = await coded.sums(
    [score],
    [
      [0, null],
      [0, 0],
    ],
    [own],
  )
  const sums = new Float64Array(column.rows.length)
  const squares = new Float64Array(column.rows.length)
  for (const [level, [sum, square]] of found) {
    const group = column.groupOf[level]
    if (group === undefined) continue
    sums[group] += Number(sum)
    squares[group] += Number(square)
  }
  return reliabilityOf(column.rows, { sums, squares })
}

/** The sums behind the correlations of the variables in use. */
async function productsByCounts(
  coded: CodedStatistics,
  shown: readonly Shown[],
  gaps: readonly Gap[],
  used: readonly number[],
  rows: number,
): Promise<Products> {
  const firstGap = shown.length - gaps.length
  // What is seen of a column where its gap is closed, and of a gap where it isn't entailed.
  const masks: WholeScore[] = []
  const known = new Map<string, number>()
  const maskOf = used.map((i) => {
    const gap = i >= firstGap ? i - firstGap : gaps.findIndex(({ columns }) => columns.includes(i))
    if (gap < 0 || (i >= firstGap && gaps[gap].entailedBy.length === 0)) return -1
    const values = i >= firstGap ? [1, 1, 0] : [1, 0, 0]
    const key = `${gap} ${values}`
    const mask = known.get(key) ?? masks.push([{ variable: firstGap + gap, values: Int32Array.from(values) }]) - 1
    known.set(key, mask)
    return mask
  })
  const size = used.length
  const scores = [...used.map((i): WholeScore => [wholeScore(i, shown[i], parts)]), ...masks]
  const pairs: [number, number][] = []
  for (let i = 0; i < scores.length; i++) for (let j = 0; j <= i; j++) if (i >= size || j < i) pairs.push([i, j])
  const sums = (await coded.sums(scores, pairs))[0]?.get(0) ?? []
  const scale = (i: number): number => (i < size ? parts : 1)
  const found = new Map(pairs.map(([i, j], k) => [i * scores.length + j, Number(sums[k] ?? 0n) / scale(i) / scale(j)]))
  const sumOf = (i: number, j: number): number => found.get(Math.max(i, j) * scores.length + Math.min(i, j)) as number
  return {
    productOf: sumOf,
    overlapOf(i, j) {
      const [own, other] = [maskOf[i], maskOf[j]]
      if (own < 0 && other < 0) return { rows, a: 0, b: 0 }
      const [a, b] = [size + (own < 0 ? other : own), size + (other < 0 ? own : other)]
      return { rows: sumOf(a, b), a: sumOf(i, b), b: sumOf(j, a) }
    },
  }
}
