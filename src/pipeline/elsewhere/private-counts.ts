import { type ColumnCells, cellCount, valueCells } from '../../dp/domain/cells.js'
import type { CountedRows, CountedTable, LinesWanted } from '../../dp/domain/coded-rows.js'
import { lastBefore } from '../../dp/domain/lattice.js'
import type { PublicColumn } from '../../dp/domain/public-domain.js'
import type { CodedTable, ShortenedProducts } from '../../encode/statistics.js'
import type { PublicCoding } from '../../sql/public-codes.js'
import type { PublicCounts, RowBefore } from '../../sql/public-counts.js'
import type { LineRows, UnitRows } from '../../sql/public-rows.js'
import type { SqlSource } from '../../sql/source.js'
import { type ColumnSchema, type Schema, schemaColumn } from '../../table/schema.js'

/** The table of an engine as a gate stands before it: cells by the public schema, and nothing but counts of them. */
export function countedTable(source: SqlSource, schema: Schema, rows?: UnitRows | LineRows): CountedTable {
  return {
    code: (domain, cells, once = false) => {
      const groups = cells.map((own) => Int32Array.from({ length: cellCount(own) }, (_, cell) => cell))
      return new CountedCells(domain, cells, groups, (codings, before) => source.publicCounts(codings, { schema, rows, once, before }))
    },
    inLine: (wanted) => countedTable(source, schema, lineRows(wanted)),
  }
}

function lineRows({ key, clock: { name, lattice }, most, schema }: LinesWanted): LineRows {
  const { grid, points } = lattice
  if (grid?.scale !== 1) throw new RangeError('rows are put in line by whole numbers')
  const wait = schemaColumn(schema, name)
  const last = schema.columns.at(-1) as ColumnSchema
  const columns = schema.columns.slice(0, -1).map((column) => column.name)
  return { key, clock: name, columns, grid: { origin: grid.origin, step: grid.step, points }, most, wait, last }
}

type Count = (codings: readonly PublicCoding[], before: RowBefore | undefined) => Promise<PublicCounts>

/** Codes that stand in place of those of other rows, by code. */
interface Recoded {
  readonly from: CountedCells
  readonly of: readonly Int32Array[]
}

class CountedCells implements CountedRows {
  readonly #domain: readonly PublicColumn[]
  readonly #cells: readonly ColumnCells[]
  /** By column, the code of each cell. */
  readonly #groups: readonly Int32Array[]
  readonly #count: Count
  readonly #before: RowBefore | undefined
  readonly #recoded: Recoded | undefined
  readonly #known = new Map<string, CodedTable>()
  readonly #products = new Map<ShortenedProducts, Float64Array>()
  #counting: Promise<PublicCounts> | undefined

  constructor(
    domain: readonly PublicColumn[],
    cells: readonly ColumnCells[],
    groups: readonly Int32Array[],
    count: Count,
    { before, recoded }: { readonly before?: RowBefore; readonly recoded?: Recoded } = {},
  ) {
    this.#domain = domain
    this.#cells = cells
    this.#groups = groups
    this.#count = count
    this.#before = before
    this.#recoded = recoded
  }

  async bring(scopes: readonly (readonly number[])[]): Promise<void> {
    const counting = await this.#counts()
    for (const scope of scopes) {
      const key = scope.join()
      if (!this.#known.has(key)) this.#known.set(key, await counting.table(scope))
    }
  }

  counts(scope: readonly number[], sizes: ArrayLike<number>): Float64Array {
    const found = this.#known.get(scope.join())
    if (!found) throw new RangeError('these counts were not brought')
    const dense = new Float64Array(scope.reduce((cells, variable) => cells * sizes[variable], 1))
    for (let row = 0; row < found.counts.length; row++) {
      let cell = 0
      for (let i = 0; i < scope.length; i++) cell = cell * sizes[scope[i]] + found.codes[i][row]
      dense[cell] = found.counts[row]
    }
    return dense
  }

  async bringProducts(wanted: ShortenedProducts): Promise<void> {
    if (!this.#products.has(wanted)) this.#products.set(wanted, await (await this.#counts()).products(wanted))
  }

  products(wanted: ShortenedProducts): Float64Array {
    const found = this.#products.get(wanted)
    if (!found) throw new RangeError('these products were not brought')
    return found
  }

  #counts(): Promise<PublicCounts> {
    this.#counting ??= this.#counted()
    return this.#counting
  }

  async #counted(): Promise<PublicCounts> {
    const recoded = this.#recoded
    const other = recoded ? recoded.from.#counting : undefined
    if (recoded && other) {
      // What the engine wrote for those codes is gone then; whoever asks for them has them written again.
      recoded.from.#counting = undefined
      return await (await other).recode(recoded.of)
    }
    return await this.#count(
      this.#domain.map((column, i) => codingOf(column, this.#cells[i], this.#groups[i])),
      this.#before,
    )
  }

  recode(of: readonly Int32Array[]): CountedRows {
    const groups = this.#groups.map((own, i) => own.map((code) => of[i][code]))
    return new CountedCells(this.#domain, this.#cells, groups, this.#count, { recoded: { from: this, of } })
  }

  withRowBefore(places: Int32Array, none: readonly number[]): CountedRows {
    return new CountedCells(this.#domain, this.#cells, this.#groups, this.#count, { before: { places, none } })
  }
}

function codingOf({ name, lattice }: PublicColumn, cells: ColumnCells, groups: Int32Array): PublicCoding {
  const gap = cells.missing ? groups[valueCells(cells)] : -1
  const codes = groups.subarray(0, valueCells(cells))
  if (cells.kind === 'level' || !lattice) return { column: name, gap, codes }
  return { column: name, gap, codes, upTo: Float64Array.from(cells.starts.subarray(1), (start) => lastBefore(lattice, start)) }
}
