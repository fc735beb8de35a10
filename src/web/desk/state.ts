import type { Audit, FileFacts, FittedModel, Inference, RawTable, Schema, Table } from '../../index.js'
import type { DrawAsk, FitAsk } from '../protocol.js'

/** The one table, and what was made of it. */
interface State {
  /** The file as it was picked: a handle, not its bytes. */
  bytes: Blob | null
  source: { readonly name: string; readonly raw: RawTable; readonly facts: FileFacts } | null
  /** What was read, without the columns that are left out. */
  raw: RawTable | null
  omitted: readonly string[]
  table: Table | null
  schema: Schema | null
  inference: Inference | null
  model: FittedModel | null
  fitted: (FitAsk & { readonly settled: Readonly<Record<string, unknown>>; readonly found?: Audit }) | null
  drawn: DrawAsk | null
  /** The first rows of those, and what was said of how wishes are met. */
  delivered: { readonly first: Table | null; readonly said: readonly string[] } | null
}

export const state: State = {
  bytes: null,
  source: null,
  raw: null,
  omitted: [],
  table: null,
  schema: null,
  inference: null,
  model: null,
  fitted: null,
  drawn: null,
  delivered: null,
}

export function need<T>(value: T | null, what: string): T {
  if (value === null) throw new Error(`there is no ${what} yet`)
  return value
}
