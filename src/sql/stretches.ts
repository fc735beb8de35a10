import { FitError } from '../errors.js'
import { createRng } from '../random/rng.js'
import { sorted } from '../stats/order/sorted.js'
import type { ColumnSchema } from '../table/schema.js'
import { rawOf } from './cell-types.js'
import { boundsCase } from './codes.js'
import { type CountedColumn, decodeCells, emptyTest, numberLiteral, type SourceColumn } from './columns.js'
import type { Counting } from './statistics.js'

/** Rows that tell where to cut, and into how many stretches. */
const sampleRows = 200_000
const mostStretches = 2000
/** A value that so many rows of the sample share has a count of its own. */
const atomRows = 3
const mostAtoms = 1000

/**
 * Numbers that are too many to be told apart, by stretches: cut at quantiles of a sample, closer in the tails, and around values that come back in
 * it. All counts are exact, and so are the least and the greatest value; only where the cuts are is by chance.
 */
export async function countStretches(of: Counting, { schema, type, cell }: SourceColumn): Promise<CountedColumn> {
  const { asking, from } = of
  const empty = emptyTest(cell, type, asking.dialect)
  const present = `(select ${cell} as v from ${from}) as t where not ${emptyTest('v', type, asking.dialect)}`
  const range = await asking.ask(`select min(v) as least, max(v) as greatest from ${present}`, 2)
  const [least, greatest] = range.map((cells) => asking.numbers(cells)[0]) as [number, number]
  const [drawn] = await of.sampled([schema.name], sampleRows, createRng(1, -5))
  const raw = rawOf(schema.name, type, drawn as unknown[])
  const values = sorted(Float64Array.from({ length: raw.length }, (_, row) => raw.numbers?.[row] ?? Number.NaN).filter(Number.isFinite))
  if (values.length === 0) throw new FitError(schema.name, 'holds no number that could be told apart; declare it an id or a text')
  const { edges, single } = edgesOf(values, least, greatest, (value) => justBelow(value, type.class === 'whole' ? 1 : stepOf(schema)))
  const bounds = edges.map((edge) => numberLiteral(edge, type, asking.dialect))
  const code = boundsCase(cell, bounds, [...edges.keys()])
  const sql = `select k, count(*) as n from (select case when ${empty} then ${edges.length} else ${code} end as k from ${from}) as t group by k`
  const [codes, own] = await asking.ask(sql, 2)
  const counts = asking.counts(own as unknown[])
  asking.checkRows(counts, of.rows)
  const found = asking.counts(codes as unknown[])
  const order = [...found.keys()].sort((a, b) => found[a] - found[b])
  const kept = order.map((i) => found[i])
  const ends = kept.map((k) => edges[k] ?? null)
  return {
    cells: decodeCells(rawOf(schema.name, type, ends), { ...schema, nullable: true }),
    literals: ends.map((end) => (end === null ? '' : numberLiteral(end, type, asking.dialect))),
    counts: Float64Array.from(order, (i) => counts[i]),
    spread: Uint8Array.from(kept, (k) => (k < edges.length && !single.has(edges[k]) ? 1 : 0)),
  }
}

/** Ascending ends of stretches, the last value of each; those in `single` are ends of stretches of one value. */
function edgesOf(
  values: Float64Array,
  least: number,
  greatest: number,
  before: (value: number) => number,
): { readonly edges: number[]; readonly single: ReadonlySet<number> } {
  const single = new Set<number>([least])
  const edges = new Set<number>([least, greatest])
  const repeated: (readonly [value: number, rows: number])[] = []
  for (let i = 0; i < values.length; ) {
    let end = i
    while (values[end] === values[i]) end++
    if (end - i >= atomRows) repeated.push([values[i], end - i])
    i = end
  }
  repeated.sort((a, b) => b[1] - a[1] || a[0] - b[0])
  let last = 0
  for (let k = 1; k <= mostStretches; k++) {
    // As the points of a margin lie: evenly in the roots of both tails.
    const u = k / mostStretches
    const share = u < 0.5 ? 2 * u * u : 1 - 2 * (1 - u) * (1 - u)
    const place = Math.min(values.length - 1, Math.floor(share * values.length))
    if (place >= last) edges.add(values[place])
    last = place
  }
  const all = new Set(edges)
  for (const [value] of repeated.slice(0, mostAtoms)) {
    all.add(value)
    if (before(value) >= least) all.add(before(value))
    single.add(value)
  }
  return { edges: [...sorted(Float64Array.from(all))].filter((edge) => edge >= least && edge <= greatest), single }
}

/** How far apart two values are at least; 0 where nobody knows. */
function stepOf(schema: ColumnSchema): number {
  return schema.kind === 'numeric' && schema.decimals !== null ? 1 / Number(`1e${schema.decimals}`) : 0
}

/** The value before: a step below, or a few doubles, so that there is one half-way between the two. */
function justBelow(value: number, step: number): number {
  if (step > 0) return Math.round((value - step) / step) * step
  const bits = new DataView(new ArrayBuffer(8))
  bits.setFloat64(0, value)
  if (value === 0) return -Number.MIN_VALUE
  const own = bits.getBigUint64(0)
  bits.setBigUint64(0, value > 0 ? own - 4n : own + 4n)
  return bits.getFloat64(0)
}
