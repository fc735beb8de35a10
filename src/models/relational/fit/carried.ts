import { rowsCarriedOver } from '../../../relations/carried/copies.js'
import { decimalsIn, totalledRows } from '../../../relations/carried/totals.js'
import type { Database } from '../../../relations/database.js'
import type { DrawPlan } from '../../../relations/plan.js'
import { type CopiedColumn, type DatabaseSchema, relationName, type TotalColumn } from '../../../relations/schema.js'
import { type CodeColumn, isNumberKind, type NumberColumn } from '../../../table/column.js'
import { type ColumnSchema, newColumn } from '../../../table/schema.js'
import { isMadeAnew } from '../../shell/layout.js'
import type { CopyState, TotalState } from '../state.js'
import { exceptionName } from '../views.js'

/** What the rows of a table have from those that they refer to, and from their children. */
export interface Carried {
  readonly copies: readonly CopyState[]
  readonly totals: readonly TotalState[]
  /** Of what holds in some rows only, whether it does in each of the table, as columns beside its own. */
  readonly holds: readonly { readonly column: CodeColumn; readonly schema: ColumnSchema }[]
}

const yesNo = ['0', '1']

/** What can be kept of the schema's copies and totals. */
export function carriedIn(database: Database, schema: DatabaseSchema, plan: DrawPlan): ReadonlyMap<string, Carried> {
  const relation = (name: string): number => plan.relations.findIndex((other) => relationName(other) === name)
  const isLookup = (name: string): boolean => schema.tables[name]?.role === 'lookup'
  const copies = withoutCircles(schema.copies ?? [], plan).filter(({ child }) => !isLookup(child))
  const totals = (schema.totals ?? []).filter(({ of }) => plan.relations[relation(of)]?.part === 'owner')
  return new Map(
    plan.tables.map((name): [string, Carried] => {
      const own = copies.filter(({ child }) => child === name)
      const sums = totals.filter(({ parent }) => parent === name)
      const holds = [
        ...own.filter(isPartly).map((copy) => heldColumn(copy.column, rowsCarriedOver(database, schema, copy).held)),
        ...sums.filter(isPartly).map((total) => heldColumn(total.column, totalledRows(database, schema, total).held)),
      ]
      return [
        name,
        {
          copies: own.map((copy) => ({ column: copy.column, path: copy.via.map(relation), from: copy.from, partly: isPartly(copy) })),
          totals: sums.map((total) => ({
            ...{ column: total.column, relation: relation(total.of), what: total.what, columns: total.columns },
            ...{ partly: isPartly(total), childless: total.childless },
            decimals: decimalsIn(database[name].column(total.column) as NumberColumn),
          })),
          holds,
        },
      ]
    }),
  )
}

function isPartly({ share }: CopiedColumn | TotalColumn): boolean {
  return share < 1
}

function heldColumn(column: string, held: Uint8Array): Carried['holds'][number] {
  const name = exceptionName(column)
  return {
    column: { name, kind: 'categorical', levels: yesNo, values: Int32Array.from(held) },
    schema: newColumn({ name, kind: 'categorical', levels: yesNo, nullable: false }),
  }
}

/** Copies that come back to where they began are left out; within one table they go up its tree, or to earlier rows, and so come to an end. */
function withoutCircles(copies: readonly CopiedColumn[], { relations }: DrawPlan): CopiedColumn[] {
  const kept: CopiedColumn[] = []
  const sourceOf = ({ via, from }: CopiedColumn): readonly [string, string] => {
    const last = relations.find((relation) => relationName(relation) === via.at(-1)) as DrawPlan['relations'][number]
    return [last.parent, from]
  }
  for (const copy of copies) {
    const start = relations.find((relation) => relationName(relation) === copy.via[0])
    const [table, column] = sourceOf(copy)
    if (table === copy.child && column === copy.column) {
      if (start?.part === 'self' || start?.part === 'earlier') kept.push(copy)
      continue
    }
    let at: CopiedColumn | undefined = copy
    for (let steps = 0; at && steps <= copies.length; steps++) {
      const [nextTable, nextColumn]: readonly [string, string] = sourceOf(at)
      at =
        nextTable === copy.child && nextColumn === copy.column
          ? copy
          : kept.find((other) => other.child === nextTable && other.column === nextColumn)
      if (at === copy) break
    }
    if (at !== copy) kept.push(copy)
  }
  return kept
}

/**
 * The schema in which a copy of something that is made anew is made anew likewise: levels of its own would be real values, and so would texts that stay
 * since many rows share them, all of them of one parent.
 */
export function withCopiedKinds(schema: DatabaseSchema): DatabaseSchema {
  const tables = { ...schema.tables }
  // Copies of copies: each round goes one step further.
  for (let round = 0; round < 3; round++) {
    for (const { child, column, via, from } of schema.copies ?? []) {
      const last = schema.relations.find((relation) => relationName(relation) === via.at(-1))
      const source = tables[last?.parent ?? '']?.columns.find(({ name }) => name === from)
      const table = tables[child]
      const own = table?.columns.find(({ name }) => name === column)
      if (!source || !table || !own || !isMadeAnew(source) || isNumberKind(own.kind)) continue
      const { name, role, nullable, missing, sensitive, storage } = own
      const made = { ...source, name, role, nullable, missing, sensitive, storage } as ColumnSchema
      tables[child] = { ...table, columns: table.columns.map((other) => (other === own ? made : other)) }
    }
  }
  return { ...schema, tables }
}
