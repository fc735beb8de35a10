import { createRng } from '../../../../random/rng.js'
import { cellAt } from '../../../../relations/carried/agreement.js'
import { concatTables, type Table } from '../../../../table/table.js'
import { drawnRows, type RowLaw } from '../../../shell/sample.js'
import type { TableState } from '../../state.js'
import type { DatabaseRun, FamilyRange } from '../run.js'
import type { OwnedRows } from './owned-rows.js'

/** Rows without an owner. */
export function unownedRows(rows: number): OwnedRows {
  const none = new Int32Array(rows)
  return { owner: null, ownerRow: none.map(() => -1), position: none, size: none.map(() => 1) }
}

/** Rows of a table without an owner; of one block, and as far as it goes, different where all real ones are. */
export function rootRows(run: DatabaseRun, block: FamilyRange, { name, distinct }: TableState): Table {
  const root = run.roots.get(name) as RowLaw
  const rng = createRng(
    run.seed,
    run.model.tables.findIndex((state) => state.name === name),
  )
  const { index, count } = block
  const drawn = drawnRows({ ...root, seed: rng.integer(2 ** 32) }, index, count)
  const isAlone = run.blocks.every((block) => block.index === index || block.table !== name)
  if (distinct.length === 0 || !isAlone) return drawn
  return differentRows(drawn, distinct, (round) => drawnRows({ ...root, seed: rng.split(round).integer(2 ** 32) }, index, count))
}

/** How often rows are drawn again that repeat another one. */
const mostRounds = 50

/** The rows, of which those that repeat a value of one before in these columns give way to others that don't, if there are such. */
function differentRows(rows: Table, distinct: readonly string[], drawAgain: (round: number) => Table): Table {
  const taken = distinct.map(() => new Set<string | number>())
  const isNew = (table: Table, row: number): boolean => {
    const cells = distinct.map((name) => cellAt(table.column(name), row))
    if (cells.some((cell, i) => cell !== null && taken[i]?.has(cell))) return false
    cells.forEach((cell, i) => {
      if (cell !== null) taken[i]?.add(cell)
    })
    return true
  }
  const places = Int32Array.from({ length: rows.rows }, (_, row) => row)
  let open = places.filter((row) => !isNew(rows, row))
  let all = rows
  for (let round = 1; round <= mostRounds && open.length > 0; round++) {
    const others = drawAgain(round)
    for (let row = 0; row < others.rows && open.length > 0; row++) {
      if (!isNew(others, row)) continue
      places[open[0]] = all.rows + row
      open = open.subarray(1)
    }
    all = concatTables([all, others])
  }
  return all.take(places)
}
