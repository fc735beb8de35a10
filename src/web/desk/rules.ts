import { findRules, parseRules, RowsmithError, refusePrivate } from '../../index.js'
import type { TaskResult } from '../protocol.js'
import { need, state } from './state.js'
import type { Job } from './tasks.js'

/** What `rowsmith rules` finds in the table. */
export async function foundRules(): Promise<TaskResult<'foundRules'>> {
  const table = need(state.table, 'table')
  const schema = need(state.schema, 'schema')
  refusePrivate(schema)
  // Those on levels every model keeps anyway.
  const found = findRules({ table, schema }).filter(({ kind, exceptions }) => kind !== 'levels' || exceptions.length > 0)
  return found.map(({ rule, support, exceptions, chance }) => ({
    rule,
    evidence: `holds in ${(support - exceptions.length).toLocaleString('en')} of ${support.toLocaleString('en')} rows, and by chance in ${Number((100 * chance).toPrecision(3))} %`,
  }))
}

export async function checkRule(_: Job, rule: string): Promise<string> {
  try {
    parseRules([{ text: rule, path: 'rule' }], need(state.schema, 'schema'))
    return ''
  } catch (error) {
    if (error instanceof RowsmithError) return error.message
    throw error
  }
}
