import { type Column, isMissing } from '../../table/column.js'
import type { Table } from '../../table/table.js'
import { conform } from '../../table/typing/conform.js'
import { loadedModel } from '../loaded.js'
import { activeRelations } from '../relations/active.js'
import { brokenRows } from '../relations/encode.js'
import type { Derivation, FittedModel, Synthesizer } from '../synthesizer.js'
import { deriveColumn } from './derive.js'
import { modelledSchema, modelledTable } from './layout.js'

/**
 * Log density of each row of a table that conforms to the model's schema, in nats: of all columns that it learned. -Infinity for a row that
 * it never makes, such as one with a cell that isn't what follows from another one. Pure.
 */
export function blockLogDensity(model: FittedModel, table: Table): Float64Array {
  const synthesizer = loadedModel(model.model) as Synthesizer & Required<Pick<Synthesizer, 'logDensity'>>
  const modelled = modelledSchema(model.schema, model.derivations, synthesizer.unit)
  const rows = conform(modelledTable(table, modelled, model.schema), modelled, { unseen: 'add' })
  const logs = modelled.columns.length > 0 ? synthesizer.logDensity(model.state, modelled, rows).slice() : new Float64Array(table.rows)
  for (const derivation of model.derivations) {
    const wrong = contradictions(table, derivation)
    for (let row = 0; row < logs.length; row++) if (wrong[row]) logs[row] = Number.NEGATIVE_INFINITY
  }
  for (const relation of activeRelations(model.schema))
    for (const row of brokenRows(relation, table, model.schema)) logs[row] = Number.NEGATIVE_INFINITY
  return logs
}

/** 1 where a cell isn't what follows from the one that it depends on. */
function contradictions(table: Table, derivation: Derivation): Uint8Array {
  const to: Column = table.column(derivation.to)
  const follows = deriveColumn(table.column(derivation.from), to, derivation)
  return Uint8Array.from(to.values, (value, row) => {
    if (isMissing(to, row) || isMissing(follows, row)) return isMissing(to, row) === isMissing(follows, row) ? 0 : 1
    return value === follows.values[row] ? 0 : 1
  })
}
