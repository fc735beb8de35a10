import { type CodedTable, factorParts, type ShortenedProducts } from '../encode/statistics.js'
import type { Asking } from './asking.js'
import { boundsCase, narrowest, scoreCase } from './codes.js'
import type { SourceColumn } from './columns.js'
import type { SqlDialect } from './dialects.js'
import { type PublicCoding, publicCode } from './public-codes.js'

/** Counts of cells by public codings. What goes wrong is said without a word about the rows. */
export interface PublicCounts {
  /** How many rows have each combination of these columns' codes. Rows with a cell that has no code are left out. */
  table(scope: readonly number[]): Promise<CodedTable>
  /** Sums of products of scores of the same rows: of the first and itself, the second and the first, the second and itself, and so on. */
  products(wanted: ShortenedProducts): Promise<Float64Array>
  /** The same rows with other codes in place of each column's own, by code. Where a table was written it is gone then. */
  recode(of: readonly Int32Array[]): Promise<PublicCounts>
}

/** Sums that one query asks for at most. */
const sumsPerQuery = 300

/** What a row of a sequence is counted with: the group of its place, and the codes of the row before or, in a first one, a code beyond. */
export interface RowBefore {
  /** The first place of each group. */
  readonly places: Int32Array
  /** By column, the code of a row before that there isn't. */
  readonly none: readonly number[]
}

type Coded = PublicCoding & { readonly source: SourceColumn }

let tables = 0

/** The cells as codes: in a table of the session's own, where the engine may write one and many counts will be asked for, else spelled out. */
export async function publicCounts(
  given: Asking,
  from: string,
  columns: readonly Coded[],
  once: boolean,
  before?: RowBefore,
): Promise<PublicCounts> {
  const asking = given.silently()
  const { dialect, engine } = asking
  const own = columns.map(({ gap, codes }) => codes.reduce((most, code) => Math.max(most, code), gap))
  const most = before ? [before.places.length - 1, ...before.none, ...own] : own
  if (once || !engine.writes || !dialect.write) return new Counts(asking, spelledOut(from, columns, before, dialect), most)
  if (before || !dialect.joins) return await written(asking, `select * from ${spelledOut(from, columns, before, dialect)}`, most)
  const { query, maps } = await codedByMaps(asking, from, columns)
  const counts = await written(asking, query, most)
  for (const map of maps) for (const sql of dialect.write.drop(map)) await asking.tell(sql)
  // Were these rows left out before, the engine would turn the joins round, and look up every row in a table of all rows.
  const gone = columns.flatMap(({ gap }, i) => (gap < 0 ? [`c${i} < 0`] : []))
  if (gone.length > 0) await asking.tell(`delete from ${counts.coded} where ${gone.join(' or ')}`)
  return counts
}

/** The codes c0, c1, ... of the rows that have a cell of every column, as what stands after FROM. */
function spelledOut(from: string, columns: readonly Coded[], before: RowBefore | undefined, dialect: SqlDialect): string {
  const codes = columns.map((coding, i) => `${codeOf(coding, coding.source.cell, dialect)} as own${i}`)
  const present = columns.flatMap(({ gap }, i) => (gap < 0 ? [`own${i} >= 0`] : []))
  const kept = present.length === 0 ? '' : ` where ${present.join(' and ')}`
  const variables = before ? [placeGroup(before), ...before.none.map(codeBefore)] : []
  const all = [...variables, ...codes.map((_, i) => `own${i}`)].map((code, i) => `${code} as c${i}`)
  const line = before ? 'rowsmith_key, rowsmith_place, ' : ''
  return `(select ${all.join(', ')} from (select ${line}${codes.join(', ')} from ${from}${dialect.fence}) as cells${kept}) as coded`
}

/**
 * The same, with codes below 0 for cells that have none. Each value is coded once, and found again by a join: what would be spelled out is gone
 * through for every row, and twice.
 */
async function codedByMaps(
  asking: Asking,
  from: string,
  columns: readonly Coded[],
): Promise<{ readonly query: string; readonly maps: readonly string[] }> {
  const { dialect } = asking
  const { create } = dialect.write as NonNullable<SqlDialect['write']>
  const [list, joins, maps]: [string[], string[], string[]] = [[], [], []]
  for (const [i, coding] of columns.entries()) {
    const { cell } = coding.source
    const isMapped = hasFewValues(coding.source)
    let code = isMapped ? '' : codeOf(coding, cell, dialect)
    if (isMapped) {
      const map = `rowsmith_values_${++tables}`
      const values = `(select ${cell} as rowsmith_v from ${from} group by ${cell}) as rowsmith_values`
      await asking.tell(create(map, `select rowsmith_v, ${codeOf(coding, 'rowsmith_v', dialect)} as rowsmith_c from ${values}`))
      maps.push(map)
      joins.push(` left join ${map} on ${cell} is not distinct from ${map}.rowsmith_v`)
      code = `${map}.rowsmith_c`
    }
    list.push(`${code} as c${i}`)
  }
  return { query: `select ${list.join(', ')} from ${from}${joins.join('')}`, maps }
}

/** Different values up to which a table of them is small. */
const mostMapped = 1 << 20

/** As far as the schema says: texts are levels, or else missing. */
function hasFewValues({ schema, type }: SourceColumn): boolean {
  if (type.class === 'text') return true
  return schema.kind === 'integer' && type.class === 'whole' && (schema.max as number) - (schema.min as number) < mostMapped
}

function codeOf(coding: Coded, cell: string, dialect: SqlDialect): string {
  return publicCode(coding, coding.source.schema, coding.source.type, cell, dialect)
}

/** A table of the session's own of the codes of a query; `most` has the greatest of each. */
async function written(asking: Asking, query: string, most: readonly number[]): Promise<Counts> {
  const { create } = asking.dialect.write as NonNullable<SqlDialect['write']>
  const name = `rowsmith_cells_${++tables}`
  const narrow = most.map((code, i) => `cast(c${i} as ${narrowest(code)}) as c${i}`)
  await asking.tell(create(name, `select ${narrow.join(', ')} from (${query}) as cells`))
  return new Counts(asking, name, most, name)
}

class Counts implements PublicCounts {
  readonly coded: string
  readonly #asking: Asking
  readonly #most: readonly number[]
  readonly #table: string | undefined

  /** `coded` stands after FROM; `table` is its name where it is the session's own. */
  constructor(asking: Asking, coded: string, most: readonly number[], table?: string) {
    this.#asking = asking
    this.coded = coded
    this.#most = most
    this.#table = table
  }

  async table(scope: readonly number[]): Promise<CodedTable> {
    const asking = this.#asking
    const own = scope.map((i) => `c${i}`).join(', ')
    const answer = await asking.ask(`select ${own}, count(*) as n from ${this.coded} group by ${own}`, scope.length + 1)
    return {
      codes: scope.map((_, k) => Uint16Array.from(asking.counts(answer[k] as unknown[]))),
      counts: asking.counts(answer[scope.length] as unknown[]),
    }
  }

  async products(wanted: ShortenedProducts): Promise<Float64Array> {
    const asking = this.#asking
    const rows = shortenedRows(wanted, this.coded, asking.dialect)
    const pairs = wanted.scores.flatMap((_, i) => Array.from({ length: i + 1 }, (__, j) => `sum(x${i} * x${j})`))
    const sums: number[] = []
    for (let start = 0; start < pairs.length; start += sumsPerQuery) {
      const part = pairs.slice(start, start + sumsPerQuery)
      const terms = part.map((sum, k) => `coalesce(${sum}, 0) as s${k}`)
      const answer = await asking.ask(`select ${terms.join(', ')} from ${rows}`, part.length)
      for (const cells of answer) sums.push(...asking.counts(cells))
    }
    return Float64Array.from(sums)
  }

  async recode(of: readonly Int32Array[]): Promise<PublicCounts> {
    const asking = this.#asking
    const { lookup = scoreCase, fence, write } = asking.dialect
    const most = of.map((codes, i) => codes.subarray(0, this.#most[i] + 1).reduce((greatest, code) => Math.max(greatest, code), 0))
    const list = of.map((codes, i) => `${lookup(`c${i}`, codes)} as c${i}`)
    const recoded = `select ${list.join(', ')} from ${this.coded}`
    if (this.#table === undefined || !write) return new Counts(asking, `(${recoded}${fence}) as recoded`, most)
    const next = await written(asking, recoded, most)
    for (const sql of write.drop(this.#table)) await asking.tell(sql)
    return next
  }
}

function placeGroup({ places }: RowBefore): string {
  const ends = Array.from(places.subarray(1), (place) => String(place - 1))
  return boundsCase('rowsmith_place', [...ends, ''], [...places.keys()])
}

function codeBefore(none: number, column: number): string {
  return `coalesce(lag(own${column}) over (partition by rowsmith_key order by rowsmith_place), ${none})`
}

/** Rows of scores x0, x1, ... that have been shortened: step by step, so that each is spelled out once. */
function shortenedRows(
  { scores, squares, factors }: ShortenedProducts,
  coded: string,
  { lookup = scoreCase, types, fence }: SqlDialect,
): string {
  const all = [...scores.keys()]
  const within = (columns: readonly string[], from: string, name: string): string =>
    `(select ${columns.join(', ')} from ${from}${fence}) as ${name}`
  const own = all.map((i) => `x${i}`)
  const scored = within(
    scores.map(({ variable, values }, i) => `${lookup(`c${variable}`, values)} as x${i}`),
    coded,
    'scored',
  )
  const square = `${all.map((i) => `cast(x${i} as ${types.bigint}) * x${i}`).join(' + ')} as square`
  const factor = `${boundsCase('square', Array.from(squares, String), factors)} as factor`
  const cut = all.map((i) => {
    const part = `cast(x${i} as ${types.double}) * factor / ${factorParts}`
    return `cast(case when factor = ${factorParts} then x${i} when x${i} < 0 then -floor(-(${part})) else floor(${part}) end as int) as x${i}`
  })
  const measured = within([...own, square], scored, 'measured')
  return within(cut, within([...own, factor], measured, 'factored'), 'shortened')
}
