import { mostValues, type Statistics, type Value, type ValueCounts } from '../encode/statistics.js'
import { FitError } from '../errors.js'
import type { Rng } from '../random/rng.js'
import { isMissing, isNumberColumn, isNumberKind } from '../table/column.js'
import { levelsOf } from '../table/schema.js'
import { Table } from '../table/table.js'
import type { Asking } from './asking.js'
import { rawOf } from './cell-types.js'
import { codedBySql } from './coded.js'
import { type CountedColumn, checkMissing, decodeCells, emptyTest, literalOf, type SourceColumn, valueCounts } from './columns.js'
import { countStretches } from './stretches.js'

/** The rows of a source, and its columns as a schema names them. */
export interface Counting {
  readonly asking: Asking
  /** What stands after FROM. */
  readonly from: string
  readonly rows: number
  readonly columns: ReadonlyMap<string, SourceColumn>
  /** Rows by chance; see `Statistics`. */
  readonly sampled: (names: readonly string[], rows: number, rng: Rng) => Promise<readonly (readonly unknown[])[]>
}

/** The statistics of a table behind an engine. */
export class SqlStatistics implements Statistics {
  readonly #of: Counting
  readonly #counted = new Map<string, Promise<CountedColumn | null>>()
  readonly #values = new Map<string, Promise<ValueCounts | null>>()

  constructor(of: Counting) {
    this.#of = of
  }

  get rows(): number {
    return this.#of.rows
  }

  values(name: string, most: number): Promise<ValueCounts | null> {
    const key = `${most} ${name}`
    const known = this.#values.get(key) ?? this.#valuesOf(name, most)
    this.#values.set(key, known)
    return known
  }

  async #valuesOf(name: string, most: number): Promise<ValueCounts | null> {
    const { schema, rest } = this.#column(name)
    if (rest !== undefined) return await this.#restCounts(name)
    const counted = await this.#countedOf(name)
    if (!counted) return null
    const found = valueCounts(counted)
    checkMissing(schema, found.missing)
    return isNumberKind(schema.kind) || found.values.length <= most ? found : null
  }

  /** Of a column made anew: the values that stay, and all others as one level. */
  async #restCounts(name: string): Promise<ValueCounts> {
    const { asking, from } = this.#of
    const column = this.#column(name)
    const level = restLevel(column, asking)
    const answer = await asking.ask(`select v, count(*) as n from (select ${level} as v from ${from}) as t group by v`, 2)
    const counts = asking.counts(answer[1] as unknown[])
    asking.checkRows(counts, this.rows)
    const cells = { name, kind: 'categorical', levels: levelsOf(column.schema), values: new Int32Array(counts.length) } as const
    const codes = new Map(cells.levels.map((own, code) => [own, code]))
    ;(answer[0] as unknown[]).forEach((value, i) => {
      cells.values[i] = value === null ? -1 : (codes.get(String(value)) ?? -1)
    })
    return valueCounts({ literals: [], cells, counts })
  }

  #column(name: string): SourceColumn {
    return this.#of.columns.get(name) as SourceColumn
  }

  /** Every value as the engine has it; null where they are levels, and too many. */
  #countedOf(name: string): Promise<CountedColumn | null> {
    const known = this.#counted.get(name) ?? this.#count(name)
    this.#counted.set(name, known)
    return known
  }

  async #count(name: string): Promise<CountedColumn | null> {
    const { asking, from } = this.#of
    const { schema, type, cell } = this.#column(name)
    const sql = `select v, count(*) as n from (select ${cell} as v from ${from}) as t group by v limit ${mostValues + 1}`
    const [values, own] = await asking.ask(sql, 2)
    if ((own as unknown[]).length > mostValues) {
      if (!isNumberKind(schema.kind)) return null
      if (type.class === 'text') throw new FitError(name, textsAsNumbers)
      return await countStretches(this.#of, this.#column(name))
    }
    const counts = asking.counts(own as unknown[])
    asking.checkRows(counts, this.rows)
    const raw = rawOf(name, type, values as unknown[])
    const cells = decodeCells(raw, { ...schema, nullable: true })
    const literals = Array.from({ length: raw.length }, (_, row) => literalOf(type, raw, row, asking.dialect))
    return { literals, cells, counts }
  }

  async pairs(a: string, b: string, most: number): Promise<readonly (readonly [Value, Value])[] | null> {
    const { asking, from } = this.#of
    const [first, second] = [this.#column(a), this.#column(b)]
    const source = `(select ${first.cell} as a, ${second.cell} as b from ${from}) as t`
    const answer = await asking.ask(`select a, b from ${source} group by a, b limit ${most + 1}`, 2)
    if ((answer[0] as unknown[]).length > most) return null
    const values = [first, second].map(({ schema, type }, i) => {
      const cells = decodeCells(rawOf(schema.name, type, answer[i] as unknown[]), { ...schema, nullable: true })
      return Array.from({ length: cells.values.length }, (_, row): Value => {
        if (isMissing(cells, row)) return null
        const value = cells.values[row]
        return isNumberColumn(cells) ? value + 0 : cells.levels[value]
      })
    })
    const pairs = new Map<string, readonly [Value, Value]>()
    values[0]?.forEach((value, i) => {
      const pair = [value, values[1]?.[i]] as const
      pairs.set(JSON.stringify(pair), pair)
    })
    return [...pairs.values()]
  }

  async gaps(names: readonly string[]): Promise<readonly { readonly missing: readonly string[]; readonly rows: number }[]> {
    if (names.length === 0) return [{ missing: [], rows: this.rows }]
    const { asking, from } = this.#of
    const tests: string[] = []
    for (const name of names) tests.push(`case when ${await this.#missingTest(name)} then 1 else 0 end as m${tests.length}`)
    const list = names.map((_, i) => `m${i}`).join(', ')
    const sql = `select ${list}, count(*) as n from (select ${tests.join(', ')} from ${from}) as t group by ${list}`
    const answer = await asking.ask(sql, names.length + 1)
    const counts = asking.counts(answer[names.length] as unknown[])
    asking.checkRows(counts, this.rows)
    const marks = names.map((_, i) => asking.counts(answer[i] as unknown[]))
    const patterns = Array.from(counts, (rows, k) => ({ missing: names.filter((_, i) => marks[i][k] === 1), rows }))
    const keyOf = ({ missing }: { missing: readonly string[] }): string => JSON.stringify(missing)
    return patterns.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  }

  /** A test for cells that the schema calls missing. */
  async #missingTest(name: string): Promise<string> {
    const { asking } = this.#of
    const column = this.#column(name)
    const { type, cell, rest } = column
    if (rest !== undefined) return `${restLevel(column, asking)} is null`
    const counted = await this.#countedOf(name)
    const empty = emptyTest(cell, type, asking.dialect)
    if (!counted) return missingText(column, asking)
    const tokens = missingLiterals(counted)
    return tokens.length === 0 ? empty : `(${empty} or ${cell} in (${tokens.join(', ')}))`
  }

  async code(codings: Parameters<Statistics['code']>[0]) {
    return await codedBySql(
      this.#of,
      codings,
      (name) => this.#countedOf(name),
      (name) => this.#missingTest(name),
      (name) => restLevel(this.#column(name), this.#of.asking),
    )
  }

  async sample(rows: number, rng: Rng): Promise<Table> {
    const names = [...this.#of.columns.keys()]
    return this.read(await this.#of.sampled(names, rows, rng))
  }

  /** The rows of an answer, which has the cells of the columns in their order. */
  read(cells: readonly (readonly unknown[])[]): Table {
    const names = [...this.#of.columns.keys()]
    const columns = names.map((name, i) => {
      const { schema, type, rest } = this.#column(name)
      if (rest === undefined) return decodeCells(rawOf(name, type, cells[i] as unknown[]), schema)
      const levels = levelsOf(schema)
      const codes = Int32Array.from(cells[i] as unknown[], (cell) => (cell === null ? -1 : levels.indexOf(String(cell))))
      return { name, kind: 'categorical' as const, levels, values: codes }
    })
    return new Table(columns)
  }
}

const textsAsNumbers =
  'holds numbers or times as texts, too many to be told apart; cast them in the query, as in: select cast("column" as double) ...'

/** The literals of values that the schema calls missing, besides nulls. */
export function missingLiterals({ cells, literals }: CountedColumn): string[] {
  return literals.filter((literal, i) => isMissing(cells, i) && literal !== '')
}

/** A test for a text that is missing: null, empty, or one of the schema's words for it. */
function missingText({ schema, cell, type }: SourceColumn, { dialect }: Asking): string {
  const empty = emptyTest(cell, type, dialect)
  if (type.class !== 'text') return empty
  const words = schema.missing.map(dialect.text)
  return `(${empty} or trim(${cell}) = ''${words.length > 0 ? ` or ${cell} in (${words.join(', ')})` : ''})`
}

/** A column made anew as the levels of its schema: those that stay, and one for the rest. */
export function restLevel(column: SourceColumn, asking: Asking): string {
  const { schema, cell, type, rest } = column
  const { dialect } = asking
  const kept = levelsOf(schema).filter((level) => level !== rest)
  const text = type.class === 'text' ? cell : `cast(${cell} as ${dialect.types.text})`
  const stays = kept.length === 0 ? '' : ` when ${text} in (${kept.map(dialect.text).join(', ')}) then ${text}`
  return `case when ${missingText(column, asking)} then null${stays} else ${dialect.text(rest as string)} end`
}
