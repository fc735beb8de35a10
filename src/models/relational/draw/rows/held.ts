import { compileRule } from '../../../../constraints/rules/broken.js'
import { ConstraintError } from '../../../../errors.js'
import type { Rng } from '../../../../random/rng.js'
import { type Column, isNumberColumn } from '../../../../table/column.js'
import { concatTables, Table } from '../../../../table/table.js'
import { type DatabaseRule, gatheredCells, type RelatedColumn } from '../../rules/wide.js'
import type { RowDrawer } from './row-drawer.js'

/** How often rows are drawn again before one is put right by force. */
export const mostRounds = 300

/** Rows that keep the rules, and in how many of them a value had to be put in place of a drawn one. */
interface HeldRows {
  readonly columns: Table
  readonly forced: number
}

/** The rules about the rows of a table in the making. */
export class HeldRules {
  readonly #rules: readonly (DatabaseRule & { readonly breaks: (table: Table) => Uint8Array })[]
  readonly #seen: ReadonlyMap<string, Column>

  /** `cellsOf`: what the rows see of others. */
  constructor(rules: readonly DatabaseRule[], cellsOf: (seen: RelatedColumn) => Column) {
    this.#rules = rules.map((rule) => ({ ...rule, breaks: compileRule(rule.rule, rule.schema) }))
    const others = rules.flatMap(({ uses }) => uses.filter(({ way }) => way.path.length > 0))
    this.#seen = new Map(others.map((seen) => [seen.name, cellsOf(seen)]))
  }

  /** How many rules each row breaks; where `places` are given, rows are draws of the rows in these. */
  broken(table: Table, places?: Int32Array): Uint8Array {
    const broken = new Uint8Array(table.rows)
    for (const rule of this.#rules) {
      rule.breaks(this.#wide(rule, table, places)).forEach((own, row) => {
        broken[row] += own
      })
    }
    return broken
  }

  #wide({ uses }: DatabaseRule, table: Table, places?: Int32Array): Table {
    const seenAs = (name: string): Column | undefined => {
      const seen = this.#seen.get(name)
      return seen && places ? gatheredCells(seen, places, name) : seen
    }
    return new Table(
      uses.map(({ name, column }) => seenAs(name) ?? { ...table.column(column), name }),
      table.rows,
    )
  }

  /**
   * The rows with those that break a rule put right: a number of their own takes the place of one of those that the rule names, or the next one to it. Throws a
   * ConstraintError where that doesn't help.
   */
  force(table: Table): HeldRows {
    const broken = this.broken(table).reduce((sum, own) => sum + Math.min(1, own), 0)
    let forced = table
    for (const { uses } of this.#rules) {
      const own = uses.filter(({ way, column }) => way.path.length === 0 && isNumberColumn(table.column(column)))
      for (const { column } of own) {
        for (const use of uses) {
          for (const step of [0, 1, -1]) {
            const theirs = this.#seen.get(use.name) ?? forced.column(use.column)
            if (isNumberColumn(theirs)) forced = this.#mended(forced, column, (row) => theirs.values[row] + step)
          }
        }
      }
    }
    const left = this.broken(forced).reduce((sum, own) => sum + Math.min(1, own), 0)
    if (left === 0) return { columns: forced, forced: broken }
    const named = this.#rules.filter((rule) => rule.breaks(this.#wide(rule, forced)).includes(1)).map(({ rule }) => `  ${rule.text}`)
    throw new ConstraintError(
      'rules',
      `${left} of ${table.rows} rows break these however often they are drawn; loosen them:\n${named.join('\n')}`,
    )
  }

  /** The table with another value of a column in the rows that break fewer rules by it. */
  #mended(table: Table, name: string, cellOf: (row: number) => number): Table {
    const before = this.broken(table)
    const known = table.column(name)
    const put = (isPut: (row: number) => boolean): Table =>
      new Table(
        table.columns.map((column) =>
          column.name === name
            ? ({ ...column, values: Float64Array.from(known.values, (value, row) => (isPut(row) ? cellOf(row) : value)) } as Column)
            : column,
        ),
        table.rows,
      )
    const isOpen = (row: number): boolean => before[row] > 0 && !Number.isNaN(cellOf(row))
    const after = this.broken(put(isOpen))
    return put((row) => isOpen(row) && after[row] < before[row])
  }
}

/**
 * Rows that keep the rules, settled: those of an owner are drawn again from the first one on that breaks one, which is to draw each until it keeps them
 * given the siblings before.
 */
export function holdRows(
  drawer: RowDrawer,
  settle: (columns: Table, round: readonly number[]) => Table,
  held: HeldRules,
  position: Int32Array,
  rng: Rng,
): HeldRows {
  let table = settle(drawer.drawn.columns, [])
  for (let round = 1; round <= mostRounds; round++) {
    const rows = fromBroken(held.broken(table), position)
    if (rows.length === 0) return { columns: table, forced: 0 }
    drawer.redraw(rows, rng.split(round))
    table = withRows(table, rows, settle(drawer.drawn.columns.take(rows), [round]))
  }
  return held.force(table)
}

/** The rows that break a rule and those of the same owner behind them. */
function fromBroken(broken: Uint8Array, position: Int32Array): Int32Array {
  let isOpen = false
  return Int32Array.from(broken.keys()).filter((row) => {
    if (position[row] === 0) isOpen = false
    isOpen ||= broken[row] > 0
    return isOpen
  })
}

function withRows(table: Table, rows: Int32Array, others: Table): Table {
  const places = Int32Array.from({ length: table.rows }, (_, row) => row)
  rows.forEach((row, i) => {
    places[row] = table.rows + i
  })
  return concatTables([table, others]).take(places)
}
