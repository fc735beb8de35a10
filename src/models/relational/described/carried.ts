import type { DrawPlan } from '../../../relations/plan.js'
import { type DatabaseSchema, relationName } from '../../../relations/schema.js'
import { schemaColumn } from '../../../table/schema.js'
import { columnDecimals } from '../../relations/active.js'
import type { CopyState, TotalState } from '../state.js'

/** What the rows of a table have from those that they refer to, and from their children. */
export interface Carried {
  readonly copies: readonly CopyState[]
  readonly totals: readonly TotalState[]
  /** The columns of both. */
  readonly names: readonly string[]
}

/** By table, the copies and totals that a schema states. */
export function carriedStates(schema: DatabaseSchema, plan: DrawPlan, problems: string[]): Map<string, Carried> {
  const numberOf = (name: string): number => schema.relations.findIndex((relation) => relationName(relation) === name)
  const checkStated = (table: string, name: string, share: number): void => {
    const where = `${table}.${name}: follows from another table`
    const { law, shares, expression, missingRate = 0 } = schemaColumn(schema.tables[table], name)
    if (law !== undefined || shares !== undefined || expression !== undefined || missingRate > 0)
      problems.push(`${where}; leave out its law, shares, expression and missingRate, or that`)
    if (share < 1)
      problems.push(
        `${where} in a share of ${share} of its rows; of rows that are drawn by a description it follows in all, so make the share 1`,
      )
  }
  const carriedOf = (name: string): Carried => {
    const copies = (schema.copies ?? []).flatMap(({ child, column, via, from, share }): CopyState[] => {
      if (child !== name) return []
      checkStated(name, column, share)
      return [{ column, path: via.map(numberOf), from, partly: false }]
    })
    const totals = (schema.totals ?? []).flatMap(({ parent, column, of, what, columns, share }): TotalState[] => {
      if (parent !== name) return []
      checkStated(name, column, share)
      const relation = numberOf(of)
      if (plan.relations[relation]?.part !== 'owner')
        problems.push(`${name}.${column}: adds up rows that ${name} doesn't own; say "owner": true and "children" of ${of}`)
      const decimals = columnDecimals(schemaColumn(schema.tables[name], column)) ?? 2
      return [{ column, relation, what, columns, partly: false, childless: true, decimals }]
    })
    const names = [...copies, ...totals].map(({ column }) => column)
    for (const { between } of schema.tables[name]?.correlations ?? [])
      for (const column of between)
        if (names.includes(column))
          problems.push(
            `${name}.${column}: follows from another table, which decides what it correlates with; leave the correlation of ${between.join(' and ')} out`,
          )
    return { copies, totals, names }
  }
  return new Map(Object.keys(schema.tables).map((name) => [name, carriedOf(name)]))
}
