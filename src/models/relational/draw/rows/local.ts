import { concatTables, type Table } from '../../../../table/table.js'
import type { TableState } from '../../state.js'

/** Rows in which a value had to be put in place of a drawn one. */
export interface Forced {
  /** Lest two rows of one owner have one key. */
  readonly keys: number
  /** Lest a rule be broken. */
  readonly rules: number
}

/** Rows of a table in a block, as drawn. */
export interface Local {
  readonly name: string
  readonly rows: number
  /** Columns as they will be written, without those made anew. */
  readonly columns: Table
  readonly virtuals: ReadonlyMap<string, ArrayLike<number>>
  /** What other tables see. */
  readonly codes: ReadonlyMap<string, Uint16Array>
  /** The table of the owner's rows, and the row there of each of these; -1 for strays. */
  readonly owner: Local | null
  readonly ownerRow: Int32Array
  readonly position: Int32Array
  /** By relation to second parents and lookups, the row of the whole run; -1 for none. Of late ones once they can be found. */
  readonly links: Map<number, Int32Array>
  /** By relation, classes of second parents; those of missing references are one more than there are. */
  readonly classes: ReadonlyMap<number, Int32Array>
  /** By relation, how many rows back an earlier row is. */
  readonly ages: ReadonlyMap<number, Int32Array>
  readonly forced: Forced
}

/** Generations as one table. */
export function joinGenerations(state: TableState, parts: readonly Local[]): Local {
  const [first] = parts as [Local]
  if (parts.length === 1) return first
  const starts: number[] = []
  let rows = 0
  for (const part of parts) {
    starts.push(rows)
    rows += part.rows
  }
  const chained = (valuesOf: (part: Local, i: number) => ArrayLike<number>): Int32Array => {
    const all = new Int32Array(rows)
    parts.forEach((part, i) => {
      all.set(valuesOf(part, i), starts[i])
    })
    return all
  }
  const byKey = <K>(maps: (part: Local) => ReadonlyMap<K, ArrayLike<number>>): Map<K, Int32Array> =>
    new Map([...maps(first).keys()].map((key) => [key, chained((part) => maps(part).get(key) as ArrayLike<number>)]))
  const codes = new Map(state.seen.map(({ name }) => [name, Uint16Array.from(chained((part) => part.codes.get(name) as Uint16Array))]))
  const virtuals = new Map(
    [...first.virtuals.keys()].map((name) => [
      name,
      Float64Array.from(parts.flatMap((part) => Array.from(part.virtuals.get(name) as ArrayLike<number>))),
    ]),
  )
  const local: Local = {
    name: state.name,
    rows,
    columns: concatTables(parts.map(({ columns }) => columns)),
    virtuals,
    codes,
    owner: null,
    ownerRow: chained((part, i) => part.ownerRow.map((row) => (row < 0 ? -1 : row + starts[i - 1]))),
    position: chained((part) => part.position),
    links: byKey((part) => part.links),
    classes: byKey((part) => part.classes),
    ages: byKey((part) => part.ages),
    forced: { keys: sumOf(parts, ({ forced }) => forced.keys), rules: sumOf(parts, ({ forced }) => forced.rules) },
  }
  // The owner is the table itself.
  return Object.assign(local, { owner: local })
}

function sumOf<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0)
}
