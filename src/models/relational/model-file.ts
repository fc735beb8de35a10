import { z } from 'zod'
import { ModelFileError } from '../../errors.js'
import { parseDatabaseSchema } from '../../relations/schema.js'
import { check, checkState } from '../shapes/check.js'
import { matchShape, planShape, tableShape } from '../shapes/relational.js'
import { modelOf, parseState, stringifyState } from '../shell/model-file.js'
import { upToDate } from '../shell/model-format.js'
import type { RelationalModel, TableState } from './state.js'
import { firstFar } from './views.js'

const envelope = z.object({
  format: z.literal('rowsmith-database-model', { error: 'is not a model of a database' }),
  version: z.literal(1),
  model: z.literal('relational'),
  options: z.unknown(),
  schema: z.unknown(),
  plan: z.object({ tables: z.array(z.string()), relations: z.array(z.unknown()), notes: z.array(z.string()) }),
  tables: z.array(z.looseObject({ name: z.string(), rows: z.number() })),
  matches: z.array(z.unknown()),
  provenance: z.object({ seed: z.number(), rowsmith: z.string() }),
})

/** The model of a database as text. */
export function stringifyDatabaseModel(model: RelationalModel): string {
  const lines = Object.entries(model).map(([key, value]) => `  ${JSON.stringify(key)}: ${stringifyState(value)}`)
  return `{\n${lines.join(',\n')}\n}\n`
}

/** The model that `stringifyDatabaseModel` wrote; throws a ModelFileError that says what is wrong with it. */
export function parseDatabaseModel(text: string, where = 'model'): RelationalModel {
  const parsed = envelope.safeParse(upToDate(parseState(text, where), 'rowsmith-database-model', where))
  if (!parsed.success) throw new ModelFileError(where, parsed.error.issues.map((issue) => issue.message).join('; '))
  const model = { ...parsed.data, schema: parseDatabaseSchema(parsed.data.schema, `${where}: schema`) } as unknown as RelationalModel
  check(planShape(model.schema), model.plan, where, 'plan')
  const { schema, plan } = model
  // Earlier builds knew no diamonds.
  const matches = model.matches.map((match) => match && { ...match, diamond: match.diamond ?? null })
  const names = model.tables.map(({ name }) => name)
  if (names.join() !== plan.tables.join())
    throw new ModelFileError(where, 'does not hold the tables of its plan, in their order; fit it again')
  check(z.array(matchShape(plan.relations.length)).length(plan.relations.length), matches, where, 'matches')
  const tables = model.tables.map((table) => {
    const shell = modelOf(table.shell, `${where}: ${table.name}`)
    // Rows that are drawn from their owners, or written as they are, have no model of single rows.
    if (shell.state !== null) checkState(shell, `${where}: ${table.name}`)
    const whole = upToDateTable({ ...table, shell })
    check(tableShape(schema, plan.relations, table.name), whole, where, table.name)
    return whole
  })
  return { ...model, tables, matches }
}

/** A table as earlier builds wrote it: with copies among its steps alone, and without columns that are all different. */
function upToDateTable(table: TableState): TableState {
  if (table.copies !== undefined) return { ...table, distinct: table.distinct ?? [] }
  const copies = table.steps.flatMap(({ name, rule }) => {
    if (rule?.kind !== 'copy') return []
    const path = table.views[rule.view - firstFar].map(({ relation }) => relation)
    return [{ column: name, path, from: rule.column, partly: false }]
  })
  return { ...table, copies, totals: [], distinct: [] }
}

/** Whether a text is the model of a database, without reading all of it. */
export function isDatabaseModel(text: string): boolean {
  return /^\s*\{\s*"format":\s*"rowsmith-database-model"/.test(text)
}
