import type { CellCoding, CodedStatistics, CodedTable } from '../encode/statistics.js'
import { FitError } from '../errors.js'
import { upperBound } from '../stats/order/sorted.js'
import { isMissing, isNumberColumn } from '../table/column.js'
import { boundsCase, narrowest, valuesCase } from './codes.js'
import { type CountedColumn, emptyTest, numberLiteral, type SourceColumn } from './columns.js'
import { boundLiteral } from './public-codes.js'
import { type Counting, missingLiterals } from './statistics.js'
import { sumsOver } from './sums.js'

type CountedOf = (name: string) => Promise<CountedColumn | null>
type TextOf = (name: string) => Promise<string>
/** Codes of values, not of whether there is one. */
type ValueCoding = Exclude<CellCoding, { gap: string }>

let tables = 0

/** The cells as codes: in a table of the session's own where the engine may write one, else spelled out in every query. */
export async function codedBySql(
  of: Counting,
  codings: readonly CellCoding[],
  countedOf: CountedOf,
  missingTest: TextOf,
  levelOf: (name: string) => string,
): Promise<CodedStatistics> {
  const { asking, from, rows } = of
  const { dialect } = asking
  const write = asking.engine.writes ? dialect.write : null
  const codes = (coding: CellCoding, cell?: string): Promise<string> => codeOf(of, coding, countedOf, missingTest, levelOf, cell)
  if (!write || codings.length === 0) {
    const expressions: string[] = []
    for (const coding of codings) expressions.push(await codes(coding))
    const within = (used: readonly number[]): string =>
      `(select ${used.map((i) => `${expressions[i]} as c${i}`).join(', ') || '1 as c'} from ${from}${dialect.fence}) as coded`
    return counting(of, within, async () => {}, rows)
  }
  const number = ++tables
  const name = `rowsmith_coded_${number}`
  const columns: string[] = []
  const joins: string[] = []
  const maps: string[] = []
  for (const [i, coding] of codings.entries()) {
    let code: string
    const cell = 'gap' in coding ? undefined : joinedCell(of, coding)
    if (cell === undefined || 'gap' in coding) code = await codes(coding)
    else {
      // Each value is coded once, and found again by a join, where a case would be gone through for every row.
      const map = `rowsmith_map_${number}_${i}`
      const listed = await listedTexts(of, coding, countedOf)
      const values = `(select ${cell} as rowsmith_v from ${from} group by ${cell}) as rowsmith_values`
      const query = listed
        ? `select * from (values ${listed.map(([text, own]) => `(${text}, ${own})`).join(', ')}) as listed(rowsmith_v, rowsmith_c)`
        : `select rowsmith_v, ${await codes(coding, 'rowsmith_v')} as rowsmith_c from ${values}`
      await asking.tell(write.create(map, query))
      maps.push(map)
      joins.push(` left join ${map} on ${cell} is not distinct from ${map}.rowsmith_v`)
      code = listed ? `coalesce(${map}.rowsmith_c, ${coding.missing})` : `${map}.rowsmith_c`
    }
    const greatest = 'gap' in coding ? 2 : coding.codes.reduce((most, own) => Math.max(most, own), coding.missing)
    columns.push(`cast(${code} as ${narrowest(greatest)}) as c${i}`)
  }
  await asking.tell(write.create(name, `select ${columns.join(', ')} from ${from}${joins.join('')}`))
  for (const map of maps) for (const sql of write.drop(map)) await asking.tell(sql)
  const drop = async (): Promise<void> => {
    for (const sql of write.drop(name)) await asking.tell(sql).catch(() => {})
  }
  return counting(of, () => name, drop, rows)
}

/** Codes of a column up to which a case is as fast as a join. */
const fewCodes = 8

/** The cell that a code is found by in a join; undefined where a case is to be spelled out. */
function joinedCell({ asking, columns }: Counting, coding: ValueCoding): string | undefined {
  const { cell, rest } = columns.get(coding.column) as SourceColumn
  return asking.dialect.joins && rest === undefined && coding.codes.length > fewCodes ? cell : undefined
}

/** What gives a cell its code; `instead` stands for the cell. */
async function codeOf(
  { asking, columns }: Counting,
  coding: CellCoding,
  countedOf: CountedOf,
  missingTest: TextOf,
  levelOf: (name: string) => string,
  instead?: string,
): Promise<string> {
  if ('gap' in coding) {
    const within = await Promise.all(coding.within.map(missingTest))
    const entailed = within.length === 0 ? '' : `when ${within.join(' or ')} then 2 `
    return `case ${entailed}when ${await missingTest(coding.gap)} then 1 else 0 end`
  }
  const { schema, type, cell: own, rest } = columns.get(coding.column) as SourceColumn
  const cell = instead ?? own
  if (rest !== undefined && 'levels' in coding) {
    return valuesCase(levelOf(coding.column), coding.levels.map(asking.dialect.text), coding.codes, coding.missing)
  }
  const counted = await countedOf(coding.column)
  if (!counted) throw new FitError(coding.column, 'has too many different levels to be counted; declare it an id or a text')
  if ('levels' in coding) return listedCase(cell, listedLevels(counted, coding), coding.missing)
  if (coding.upTo.length === 0) return String(coding.missing)
  if (type.class === 'text') return listedCase(cell, listedNumbers(counted, coding), coding.missing)
  const bounds = isTold(counted, coding.upTo)
    ? rawBounds(counted, coding.upTo).map((bound) => numberLiteral(bound, type, asking.dialect))
    : Array.from(coding.upTo, (bound) => boundLiteral(bound, schema, type, asking.dialect))
  const code = boundsCase(cell, bounds, coding.codes)
  const tokens = missingLiterals(counted)
  const empty = emptyTest(cell, type, asking.dialect)
  const test = tokens.length === 0 ? empty : `${empty} or ${cell} in (${tokens.join(', ')})`
  return counted.counts.some((_, i) => isMissing(counted.cells, i)) ? `case when ${test} then ${coding.missing} else ${code} end` : code
}

/** Texts that each have their code: an engine takes many of them better as rows than as branches. Null where cells are no texts, or can't be listed. */
async function listedTexts({ columns }: Counting, coding: ValueCoding, countedOf: CountedOf): Promise<readonly Listed[] | null> {
  const { type, rest } = columns.get(coding.column) as SourceColumn
  const counted = type.class === 'text' && rest === undefined ? await countedOf(coding.column) : null
  if (!counted) return null
  return 'levels' in coding ? listedLevels(counted, coding) : coding.upTo.length > 0 ? listedNumbers(counted, coding) : null
}

/** A value as it stands in SQL, and its code. */
type Listed = readonly [string, number]

function listedCase(cell: string, listed: readonly Listed[], missing: number): string {
  return valuesCase(
    cell,
    listed.map(([literal]) => literal),
    listed.map(([, code]) => code),
    missing,
  )
}

function listedLevels({ cells, literals }: CountedColumn, coding: Extract<CellCoding, { levels: readonly string[] }>): Listed[] {
  const places = new Map(coding.levels.map((level, place) => [level, place]))
  const levels = isNumberColumn(cells) ? [] : cells.levels
  return literals.flatMap((literal, i) =>
    isMissing(cells, i) ? [] : [[literal, coding.codes[places.get(levels[cells.values[i]]) as number]] as const],
  )
}

/** Numbers that are texts: each text has its code. */
function listedNumbers({ cells, literals }: CountedColumn, coding: Extract<CellCoding, { upTo: Float64Array }>): Listed[] {
  const last = coding.upTo.length - 1
  return literals.flatMap((literal, i) =>
    isMissing(cells, i) ? [] : [[literal, coding.codes[Math.min(last, lower(coding.upTo, cells.values[i]))]] as const],
  )
}

function lower(bounds: Float64Array, value: number): number {
  let place = upperBound(bounds, value)
  while (place > 0 && bounds[place - 1] >= value) place--
  return place
}

/** Whether the counted values tell where the bounds are: not stretches that end elsewhere. */
function isTold({ cells, spread }: CountedColumn, upTo: Float64Array): boolean {
  if (!spread) return true
  const known = new Set(cells.values)
  return upTo.every((bound) => known.has(bound))
}

/** The greatest value as the engine has it of those that the schema reads as at most each bound; ascending, wherever there is none. */
function rawBounds({ cells, literals }: CountedColumn, upTo: Float64Array): number[] {
  const bounds = new Array<number>(upTo.length).fill(Number.NEGATIVE_INFINITY)
  literals.forEach((literal, i) => {
    if (isMissing(cells, i)) return
    const place = Math.min(upTo.length - 1, lower(upTo, cells.values[i]))
    const raw = Number(/^cast\('(.*)' as/.exec(literal)?.[1] ?? literal)
    if (raw > bounds[place]) bounds[place] = raw
  })
  for (let place = 1; place < bounds.length; place++) bounds[place] = Math.max(bounds[place], bounds[place - 1])
  return bounds
}

/** Tables that one query of grouping sets asks for at most, and cells that it may have in all. */
const [setsPerQuery, mostSetCells] = [32, 1 << 16]

function counting(of: Counting, within: (used: readonly number[]) => string, drop: () => Promise<void>, rows: number): CodedStatistics {
  const { asking } = of
  const tableOf = async (scope: readonly number[], most: number): Promise<CodedTable> => {
    const list = scope.map((i) => `c${i}`).join(', ')
    const answer = await asking.ask(
      `select ${list}, count(*) as n from ${within(scope)} group by ${list} limit ${most + 1}`,
      scope.length + 1,
    )
    const counts = asking.counts(answer[scope.length] as unknown[])
    if (counts.length > most)
      throw new FitError('counts', `more than ${most} combinations of cells are too many; choose fewer parents, bins or levels`)
    asking.checkRows(counts, rows)
    return inOrder(
      scope.map((_, k) => Uint16Array.from(asking.counts(answer[k] as unknown[]))),
      counts,
    )
  }
  const oneByOne = async (scopes: readonly (readonly number[])[], most: number): Promise<CodedTable[]> => {
    const found: CodedTable[] = []
    for (const scope of scopes) found.push(await tableOf(scope, most))
    return found
  }
  /** Several tables by one query; null where they have too many cells, or not each its own columns. No code is null, so that the columns of a cell tell its table. */
  const tablesOf = async (scopes: readonly (readonly number[])[], most: number): Promise<CodedTable[] | null> => {
    const used = [...new Set(scopes.flat())].sort((a, b) => a - b)
    const keyOf = (columns: readonly number[]): string => [...columns].sort((a, b) => a - b).join()
    const cells = new Map(scopes.map((scope) => [keyOf(scope), [] as number[]]))
    if (cells.size < scopes.length || cells.has('')) return null
    const list = used.map((i) => `c${i}`).join(', ')
    const sets = scopes.map((scope) => `(${scope.map((i) => `c${i}`).join(', ')})`).join(', ')
    const limit = Math.min(most, mostSetCells)
    const sql = `select ${list}, count(*) as n from ${within(used)} group by grouping sets (${sets}) limit ${limit + 1}`
    const answer = await asking.ask(sql, used.length + 1)
    const counts = asking.counts(answer[used.length] as unknown[])
    if (counts.length > limit) return null
    for (const at of counts.keys()) cells.get(used.filter((_, i) => (answer[i] as unknown[])[at] !== null).join())?.push(at)
    return scopes.map((scope) => {
      const own = cells.get(keyOf(scope)) as number[]
      const ownCounts = Float64Array.from(own, (at) => counts[at])
      asking.checkRows(ownCounts, rows)
      const codes = scope.map((variable) => {
        const column = answer[used.indexOf(variable)] as unknown[]
        return Uint16Array.from(asking.counts(own.map((at) => column[at])))
      })
      return inOrder(codes, ownCounts)
    })
  }
  return {
    async tables(scopes, most) {
      const found: CodedTable[] = []
      const size = asking.dialect.groupingSets ? setsPerQuery : 1
      for (let start = 0; start < scopes.length; start += size) {
        const part = scopes.slice(start, start + size)
        found.push(...((part.length > 1 && (await tablesOf(part, most))) || (await oneByOne(part, most))))
      }
      return found
    },
    sums: (scores, pairs, by) => sumsOver({ asking, within, rows }, scores, pairs, by),
    close: drop,
  }
}

/** The cells in the order of their codes. */
function inOrder(codes: readonly Uint16Array[], counts: Float64Array): CodedTable {
  const order = Uint32Array.from(counts.keys())
  order.sort((a, b) => {
    for (const own of codes) if (own[a] !== own[b]) return own[a] - own[b]
    return 0
  })
  return {
    codes: codes.map((own) => Uint16Array.from(order, (cell) => own[cell])),
    counts: Float64Array.from(order, (cell) => counts[cell]),
  }
}
