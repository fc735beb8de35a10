import { publicForm, stringifyModel } from '../../index.js'
import { need, state } from './state.js'

export async function modelFile(): Promise<Blob> {
  return new Blob([stringifyModel(need(state.model, 'model'))], { type: 'application/json' })
}

/** What the columns are, to be edited and read again; or the form for it that holds nothing of the rows. */
export async function schemaFile(_: unknown, isPublic: boolean): Promise<Blob> {
  const schema = need(state.schema ?? state.model?.schema ?? null, 'schema')
  const written = isPublic ? publicForm(schema) : schema
  return new Blob([`${JSON.stringify(written, null, 2)}\n`], { type: 'application/json' })
}
