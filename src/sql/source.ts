import { somePositions } from '../encode/statistics.js'
import { InputError, joinProblems, SchemaError } from '../errors.js'
import type { Rng } from '../random/rng.js'
import type { RawColumn, RawTable } from '../table/raw.js'
import { type Schema, schemaColumn } from '../table/schema.js'
import type { Table } from '../table/table.js'
import { Asking, type AskOptions } from './asking.js'
import { type CellType, cellType, rawOf } from './cell-types.js'
import type { SourceColumn } from './columns.js'
import type { Engine, EngineColumn } from './engine.js'
import { type PublicCoding, presenceTest } from './public-codes.js'
import { type PublicCounts, publicCounts, type RowBefore } from './public-counts.js'
import { type LineRows, lineColumns, rowsInLine, rowsOfUnits, type UnitRows } from './public-rows.js'
import { restLevel, SqlStatistics } from './statistics.js'

/** Positions of rows that one query names at most; more rows are drawn by the engine. */
const mostPositions = 1 << 16
/** A table of more columns than this has cells that no query can list. */
const mostColumns = 5000

/** What is counted by public codings. */
interface PublicCountsOptions {
  readonly schema: Schema
  /** Which rows; all of them where absent. */
  readonly rows?: UnitRows | LineRows | undefined
  /** True: few counts will be asked for. */
  readonly once: boolean
  /** Of rows in line: the row before each is counted with it. */
  readonly before?: RowBefore | undefined
}

/** A table behind an engine. */
export class SqlSource {
  readonly #asking: Asking
  readonly #from: string
  /** What to call it in messages: a file, a table. */
  readonly name: string
  readonly rows: number
  readonly #columns: ReadonlyMap<string, CellType>
  readonly #types: readonly EngineColumn[]

  private constructor(asking: Asking, from: string, name: string, rows: number, columns: readonly EngineColumn[]) {
    this.#asking = asking
    this.#from = from
    this.name = name
    this.rows = rows
    this.#types = columns
    this.#columns = new Map(columns.flatMap((column) => (cellType(column) ? [[column.name, cellType(column) as CellType]] : [])))
  }

  /** The table that stands after FROM as `from`; asks for its columns, and counts its rows. */
  static async open(engine: Engine, from: string, name: string, options: AskOptions = {}): Promise<SqlSource> {
    const asking = new Asking(engine, options)
    const table = `${from} as rowsmith_source`
    const columns = await columnsOf(asking, table, name)
    if (columns.length === 0) throw new InputError(name, 'has no columns; give a table with at least one')
    if (columns.length > mostColumns)
      throw new InputError(
        name,
        `has ${columns.length} columns, too many to be asked for (at most ${mostColumns}); name those that count: --query 'select a, b from ...'`,
      )
    const twice = columns.find(({ name: own }, i) => columns.findIndex((other) => other.name === own) !== i)
    if (twice) throw new InputError(name, `has two columns named ${twice.name}; name one otherwise in the query: select a as b`)
    const [counts] = await asking.ask(`select count(*) as n from ${table}`, 1)
    return new SqlSource(asking, table, name, Number(asking.wholes(counts as unknown[])[0] ?? 0n), columns)
  }

  /** Whether the engine tells how the rows are written by looking at them, as that of CSV files does. */
  get sniffs(): boolean {
    return this.#asking.engine.sniffs ?? false
  }

  has(column: string): boolean {
    return this.#types.some(({ name }) => name === column)
  }

  get engine(): string {
    return this.#asking.engine.name
  }

  /** The same table, asked for somebody who may give up: what the engine is at is interrupted then. */
  during(options: Pick<AskOptions, 'signal' | 'onQuery'>): SqlSource {
    return new SqlSource(this.#asking.during(options), this.#from, this.name, this.rows, this.#types)
  }

  async close(): Promise<void> {
    await this.#asking.engine.close()
  }

  /** Rows as they are, to tell what the columns are from: all of them, in order where they have one, where they are no more than asked for. */
  async someRows(rows: number, rng: Rng): Promise<RawTable> {
    const strange = this.#types.filter((column) => !cellType(column))
    if (strange.length > 0) throw this.#strangers(strange)
    const names = this.#types.map(({ name }) => name)
    const cells = await this.#sampled(names, rows, rng)
    const columns = names.map((name, i) => rawOf(name, this.#columns.get(name) as CellType, cells[i] as unknown[]))
    return { rows: columns[0]?.length ?? 0, columns }
  }

  #strangers(columns: readonly EngineColumn[]): SchemaError {
    const list = columns.map(({ name, type }) => `${name} (${type})`).join(', ')
    return new SchemaError(
      columns[0]?.name,
      `has a type that no kind of column is: ${list}; cast it or leave it out in a query, as in --query 'select cast(a as varchar) as a, b from ...'`,
    )
  }

  /** Statistics of the columns that the schema names. `rest` has the level that stands for every value of a column made anew that doesn't stay. */
  statistics(schema: Schema, rest: ReadonlyMap<string, string> = new Map()): SqlStatistics {
    const columns = this.#known(schema, rest)
    return new SqlStatistics({
      ...{ asking: this.#asking, from: this.#from, rows: this.rows, columns },
      sampled: (names, rows, rng) => this.#sampled(names, rows, rng, columns),
    })
  }

  /** The columns of the schema as they are here; throws a SchemaError for those that are not, or are of a type that no kind is. */
  #known(schema: Schema, rest: ReadonlyMap<string, string> = new Map()): ReadonlyMap<string, SourceColumn> {
    const problems: string[] = []
    const columns = new Map<string, SourceColumn>()
    for (const column of schema.columns) {
      const type = this.#columns.get(column.name)
      const known = this.#types.find(({ name }) => name === column.name)
      if (type) columns.set(column.name, { schema: column, type, cell: this.#cell(column.name, type), rest: rest.get(column.name) })
      else if (known) throw this.#strangers([known])
      else problems.push(`${column.name}: is in the schema but not in the data; take it out of the schema or add it`)
    }
    if (problems.length > 0) throw new SchemaError('data', joinProblems(problems))
    return columns
  }

  /** Counts of cells by public codings of columns, asked for without a word on what goes wrong; see `publicCounts`. */
  async publicCounts(codings: readonly PublicCoding[], { schema, rows, once, before }: PublicCountsOptions): Promise<PublicCounts> {
    const coded = (columns: ReadonlyMap<string, SourceColumn>) =>
      codings.map((coding) => ({ ...coding, source: columns.get(coding.column) as SourceColumn }))
    if (rows === undefined) {
      const columns = this.#known({ ...schema, columns: codings.map(({ column }) => schemaColumn(schema, column)) })
      return await publicCounts(this.#asking, this.#from, coded(columns), once)
    }
    const { dialect } = this.#asking
    const columns = this.#known(schema)
    if ('unit' in rows) return await publicCounts(this.#asking, rowsOfUnits(this.#from, rows, columns, dialect), coded(columns), once)
    const needed = rows.columns.map((name) => columns.get(name) as SourceColumn).filter((column) => !column.schema.nullable)
    const tests = needed.map((column) => presenceTest(column, dialect))
    const inLine = new Map([...columns, ...lineColumns(rows).map((column) => [column.schema.name, column] as const)])
    return await publicCounts(this.#asking, rowsInLine(this.#from, rows, columns, tests, dialect), coded(inLine), once, before)
  }

  /** All rows of as many keys, drawn by chance, as have about so many rows in all. */
  async sequences(schema: Schema, key: string, rows: number, seed: number): Promise<Table> {
    const { dialect } = this.#asking
    const statistics = this.statistics(schema)
    const text = `cast(${dialect.quote(key)} as ${dialect.types.text})`
    const [found] = await this.#asking.ask(`select count(distinct ${dialect.quote(key)}) as n from ${this.#from}`, 1)
    const keys = Number(this.#asking.wholes(found as unknown[])[0] ?? 0n)
    const wanted = Math.max(1, Math.floor((keys * rows) / Math.max(1, this.rows)))
    const drawn = `select rowsmith_key from (select ${text} as rowsmith_key from ${this.#from} group by ${text}) as rowsmith_keys where rowsmith_key is not null order by ${dialect.shuffled('rowsmith_key', seed)}, rowsmith_key limit ${wanted}`
    const from = `(select * from ${this.#from} where ${text} in (select rowsmith_key from (${drawn}) as rowsmith_drawn)) as rowsmith_source`
    const part = new SqlSource(this.#asking, from, this.name, 0, this.#types)
    const columns = schema.columns.map(({ name }) => part.#cell(name, part.#columns.get(name) as CellType))
    const cells = await this.#asking.ask(`select ${columns.map((cell, i) => `${cell} as v${i}`).join(', ')} from ${from}`, columns.length)
    return statistics.read(cells)
  }

  /** The different values of a column with their rows; null where there are more than `most`. */
  async distinct(name: string, most: number): Promise<{ readonly values: RawColumn; readonly rows: Float64Array } | null> {
    const type = this.#columns.get(name) as CellType
    const source = `(select ${this.#cell(name, type)} as v from ${this.#from}) as t`
    const [values, counts] = await this.#asking.ask(`select v, count(*) as n from ${source} group by v order by v limit ${most + 1}`, 2)
    if ((counts as unknown[]).length > most) return null
    return { values: rawOf(name, type, values as unknown[]), rows: this.#asking.counts(counts as unknown[]) }
  }

  #cell(name: string, type: CellType): string {
    const { dialect } = this.#asking
    return type.expression(dialect.quote(name), dialect)
  }

  /** The cells of some rows, column by column. */
  async #sampled(
    names: readonly string[],
    rows: number,
    rng: Rng,
    columns?: ReadonlyMap<string, SourceColumn>,
  ): Promise<readonly (readonly unknown[])[]> {
    const { dialect } = this.#asking
    if (names.length === 0 || this.rows === 0) return names.map(() => [])
    const cells = names.map((name, i) => {
      const known = columns?.get(name)
      return `${known ? (known.rest === undefined ? known.cell : restLevel(known, this.#asking)) : this.#cell(name, this.#columns.get(name) as CellType)} as v${i}`
    })
    const list = names.map((_, i) => `v${i}`).join(', ')
    const plain = `select ${cells.join(', ')} from ${this.#from}`
    if (this.rows <= rows) return await this.#asking.ask(plain, names.length)
    if (dialect.rowNumber === null) {
      const seed = rng.integer(2 ** 31)
      return await this.#asking.ask(`${plain} order by ${dialect.random(seed)} limit ${rows}`, names.length)
    }
    const numbered = `(select ${cells.join(', ')}, ${dialect.rowNumber} as rowsmith_row from ${this.#from}) as numbered`
    if (rows > mostPositions) {
      const seed = rng.integer(2 ** 31)
      return await this.#asking.ask(
        `select ${list} from ${numbered} order by ${dialect.random(seed)}, rowsmith_row limit ${rows}`,
        names.length,
      )
    }
    const positions = somePositions(this.rows, rows, rng) as Uint32Array
    const wanted = `(${positions.join(', ')})`
    return await this.#asking.ask(`select ${list} from ${numbered} where rowsmith_row in ${wanted} order by rowsmith_row`, names.length)
  }
}

async function columnsOf(asking: Asking, from: string, name: string): Promise<readonly EngineColumn[]> {
  const { engine, dialect } = asking
  if (engine.columns) {
    try {
      return await engine.columns(from)
    } catch (error) {
      throw error instanceof InputError
        ? error
        : new InputError(name, `can't be read by ${engine.name} (${firstLine(error)})`, { cause: error })
    }
  }
  if (!dialect.describe) throw new InputError(engine.name, 'does not say what columns there are; give the engine a function "columns"')
  const described = await engine.run(dialect.describe(from)).catch((error) => {
    throw new InputError(name, `can't be read by ${engine.name} (${firstLine(error)})`, { cause: error })
  })
  const [names = [], types = []] = described
  return names.map((own, i) => ({ name: String(own), type: String(types[i]) }))
}

/** What an engine says of a failure. */
export function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]?.slice(0, 300) ?? ''
}
