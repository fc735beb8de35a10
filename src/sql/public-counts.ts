import { type CodedTable, factorParts, type ShortenedProducts } from '../encode/statistics.js'
import type { Asking } from './asking.js'
import { boundsCase, scoreCase } from './codes.js'
import type { SourceColumn } from './columns.js'
import type { Dialect } from './dialects.js'
import { type PublicCoding, publicCode } from './public-codes.js'

/** Counts of cells by public codings. What goes wrong is said without a word about the rows. */
export interface PublicCounts {
  /** How many rows have each combination of these columns' codes. Rows with a cell that has no code are left out. */
  table(scope: readonly number[]): Promise<CodedTable>
  /** Sums of products of scores of the same rows: of the first and itself, the second and the first, the second and itself, and so on. */
  products(wanted: ShortenedProducts): Promise<Float64Array>
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

let tables = 0

/** The cells as codes: in a table of the session's own, where the engine may write one and many counts will be asked for, else spelled out. */
export async function publicCounts(
  given: Asking,
  from: string,
  columns: readonly (PublicCoding & { readonly source: SourceColumn })[],
  once: boolean,
  before?: RowBefore,
): Promise<PublicCounts> {
  const asking = given.silently()
  const { dialect, engine } = asking
  const codes = columns.map((coding, i) => {
    const { schema, type, cell } = coding.source
    return `${publicCode(coding, schema, type, cell, dialect)} as own${i}`
  })
  const present = columns.flatMap(({ gap }, i) => (gap < 0 ? [`own${i} >= 0`] : []))
  const kept = present.length === 0 ? '' : ` where ${present.join(' and ')}`
  const variables = before ? [placeGroup(before), ...before.none.map(codeBefore)] : []
  const all = [...variables, ...codes.map((_, i) => `own${i}`)].map((code, i) => `${code} as c${i}`)
  const list = all.map((_, i) => `c${i}`)
  const line = before ? 'rowsmith_key, rowsmith_place, ' : ''
  const within = `(select ${all.join(', ')} from (select ${line}${codes.join(', ')} from ${from}${dialect.fence}) as cells${kept}) as coded`
  const write = engine.writes && !once ? dialect.write : null
  const name = write ? `rowsmith_cells_${++tables}` : within
  const narrow = list.map((code) => `cast(${code} as int) as ${code}`)
  if (write) await asking.tell(write.create(name, `select ${narrow.join(', ')} from ${within}`))
  return {
    async table(scope) {
      const own = scope.map((i) => `c${i}`).join(', ')
      const answer = await asking.ask(`select ${own}, count(*) as n from ${name} group by ${own}`, scope.length + 1)
      return {
        codes: scope.map((_, k) => Uint16Array.from(asking.counts(answer[k] as unknown[]))),
        counts: asking.counts(answer[scope.length] as unknown[]),
      }
    },
    async products(wanted) {
      const rows = shortenedRows(wanted, name, dialect)
      const pairs = wanted.scores.flatMap((_, i) => Array.from({ length: i + 1 }, (__, j) => `sum(x${i} * x${j})`))
      const sums: number[] = []
      for (let start = 0; start < pairs.length; start += sumsPerQuery) {
        const part = pairs.slice(start, start + sumsPerQuery)
        const terms = part.map((sum, k) => `coalesce(${sum}, 0) as s${k}`)
        const answer = await asking.ask(`select ${terms.join(', ')} from ${rows}`, part.length)
        for (const cells of answer) sums.push(...asking.counts(cells))
      }
      return Float64Array.from(sums)
    },
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
  { lookup = scoreCase, types, fence }: Dialect,
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
