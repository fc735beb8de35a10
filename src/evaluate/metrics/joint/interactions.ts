import type { Design } from '../../../learn/linear/design.js'
import { gram, independentOf } from '../../../learn/linear/gram.js'
import type { Rng } from '../../../random/rng.js'
import type { RankCodes } from '../../../stats/association/coded.js'
import { concatTables, type Table } from '../../../table/table.js'
import type { MetricContext } from '../../metric.js'
import { drawPositions } from '../../tables/align.js'
import { coarse } from '../../tables/features.js'

/** Parts into which a column is cut by itself, and in pairs. */
const alone = 5
const inPairs = 2
/** Cells of fewer rows of both tables have no coefficient: they would be estimated from nothing. */
const fewestRows = 20
const mostCoefficients = 400

/**
 * The rows of two tables under a log-linear model: a coefficient for every part of a column, and for every combination of parts of two
 * columns, pairs in random order up to 400 coefficients. Coefficients that follow from others are left out, so that their number is
 * the rank. No intercept among them.
 */
export function interactionDesign(tables: readonly Table[], context: MetricContext, rng: Rng): Design {
  const joined = concatTables(tables)
  const cut = (parts: number) =>
    context.columns.map(({ name }) => withoutReference(coarse(joined.column(name), joined.column(name), parts, context)))
  const builder = new TermBuilder(joined.rows)
  for (const coded of cut(alone)) builder.add(coded)
  const rough = cut(inPairs)
  const pairs = rough.flatMap((first, i) => rough.slice(i + 1).map((second) => [first, second] as const))
  for (const at of drawPositions(pairs.length, pairs.length, rng)) {
    if (builder.width >= mostCoefficients) break
    builder.add(product(...pairs[at]))
  }
  return ofFullRank({ rows: joined.rows, width: builder.width, numbers: [], levels: builder.terms })
}

/** Codes of which the most frequent is -1: the others are compared with it. */
function withoutReference({ codes, count }: RankCodes): RankCodes {
  const counts = new Float64Array(count)
  for (let row = 0; row < codes.length; row++) counts[codes[row]] += 1
  const reference = counts.indexOf(counts.reduce((most, own) => Math.max(most, own), 0))
  return { codes: codes.map((code) => (code === reference ? -1 : code)), count }
}

function product(first: RankCodes, second: RankCodes): RankCodes {
  const codes = new Int32Array(first.codes.length).fill(-1)
  for (let row = 0; row < codes.length; row++) {
    const [a, b] = [first.codes[row], second.codes[row]]
    if (a >= 0 && b >= 0) codes[row] = a * second.count + b
  }
  return { codes, count: first.count * second.count }
}

class TermBuilder {
  width = 0
  readonly terms: Int32Array[] = []
  readonly #rows: number

  constructor(rows: number) {
    this.#rows = rows
  }

  /** A coefficient for each code but -1 that enough rows have, and enough rows don't. */
  add({ codes, count }: RankCodes): void {
    const counts = new Int32Array(count)
    for (let row = 0; row < codes.length; row++) {
      const code = codes[row]
      if (code >= 0) counts[code] += 1
    }
    const before = this.width
    const place = Int32Array.from(counts, (own) => (own >= fewestRows && this.#rows - own >= fewestRows ? this.width++ : -1))
    if (this.width > before) this.terms.push(codes.map((code) => (code < 0 ? -1 : place[code])))
  }
}

function ofFullRank(design: Design): Design {
  const size = design.width + 1
  // The intercept comes first, so that it is what others follow from.
  const kept = independentOf(interceptFirst(gram(design, new Float64Array(design.rows).fill(1)), size), size)
  let width = 0
  const place = Int32Array.from({ length: design.width }, (_, i) => (kept[i + 1] === 1 ? width++ : -1))
  return { ...design, width, levels: design.levels.map((codes) => codes.map((code) => (code < 0 ? -1 : place[code]))) }
}

function interceptFirst(matrix: Float64Array, size: number): Float64Array {
  const from = (i: number) => (i + size - 1) % size
  return matrix.map((_, at) => matrix[from(Math.floor(at / size)) * size + from(at % size)])
}
