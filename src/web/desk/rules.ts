import { findRules, parseRules, RowsmithError, refusePrivate, type Schema } from '../../index.js'
import type { TaskResult } from '../protocol.js'
import { need, state } from './state.js'
import type { Job } from './tasks.js'

/** What `rowsmith rules` finds in the table. */
export async function foundRules(): Promise<TaskResult<'foundRules'>> {
  const table = need(state.table, 'table')
  const schema = need(state.schema, 'schema')
  // Marks are for attacks; whoever sits before the page sees the rows anyway, and ticks each rule.
  if (schema.rowBound !== undefined) refusePrivate(schema)
  // Those on levels every model keeps anyway.
  const found = findRules({ table, schema }).filter(({ kind, exceptions }) => kind !== 'levels' || exceptions.length > 0)
  return found.map(({ rule, support, exceptions, chance }) => ({
    rule,
    evidence: `holds in ${(support - exceptions.length).toLocaleString('en')} of ${support.toLocaleString('en')} rows, and by chance in ${Number((100 * chance).toPrecision(3))} %`,
  }))
}

export async function checkRule(_: Job, rule: string): Promise<string> {
  return ruleProblem(rule, need(state.schema, 'schema'))
}

/** Says what is wrong with a rule about these columns, '' for nothing. */
export function ruleProblem(rule: string, schema: Schema): string {
  try {
    parseRules([{ text: rule, path: 'rule' }], schema)
    return ''
  } catch (error) {
    if (error instanceof RowsmithError) return error.message
    throw error
  }
}
