import type { Column } from '../../../table/column.js'
import { calendarParts, loadForRows, ruleParts, tieParts } from '../../loaded-parts.js'
import { assembleTable } from './assemble.js'
import { FamilyRows } from './family.js'
import type { Forced } from './rows/local.js'
import { type DatabaseRun, type FamilyRange, stateOf } from './run.js'

/** A block's rows of each table, as they travel between threads. */
export interface FamilyTables {
  readonly block: number
  readonly tables: readonly { readonly name: string; readonly rows: number; readonly columns: readonly Column[]; readonly forced: Forced }[]
}

/** Loads the models that draw tables without an owner, and what computes formulas and heeds rules in any table. */
export async function loadRoots({ roots }: Pick<DatabaseRun, 'roots'>): Promise<void> {
  await Promise.all([ruleParts.load(), tieParts.load(), calendarParts.load()])
  for (const { model } of roots.values()) await loadForRows(model)
}

/** All rows of a block: the task that a pool knows as `family-block`. */
export async function familyBlockTask(run: DatabaseRun, block: FamilyRange): Promise<FamilyTables> {
  await loadRoots(run)
  const family = new FamilyRows(run, block)
  const tables = family.tables
    .filter((name) => !stateOf(run, name).lookup)
    .map((name) => {
      const { rows, columns } = assembleTable(run, family, name)
      return { name, rows, columns, forced: family.rows(name).forced }
    })
  return { block: block.index, tables }
}
