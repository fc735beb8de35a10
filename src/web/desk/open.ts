import {
  decode,
  describedModel,
  type FittedModel,
  formatOfPath,
  InputError,
  inferSchema,
  parseModel,
  parseSchema,
  type RawTable,
  rawFromBytes,
  type Schema,
} from '../../index.js'
import { withoutColumns } from '../../table/omit.js'
import type { Edits, ModelView, Picked, TableView } from '../protocol.js'
import { editedSchema, withGaps } from './edit.js'
import { modelView } from './model-view.js'
import { refuseTooLarge } from './room.js'
import { need, state } from './state.js'
import { tableView } from './table-view.js'
import type { Job } from './tasks.js'

/** Reads a table of any format that the command line reads, a model that was saved, or a description. */
export async function open({ progress, signal, memory }: Job, file: Picked, edits: Edits): Promise<TableView | ModelView> {
  const { name, blob } = file
  if (blob.size === 0) throw new InputError(name, 'is empty (0 bytes); give a table with a header and rows')
  progress(0, `reading ${name}`)
  const head = await blob.slice(0, 200).text()
  if (/^\s*\{\s*"format"\s*:\s*"rowsmith-model"/.test(head)) return openModel(name, parseModel(await blob.text(), name))
  const described = head.trimStart().startsWith('{') && blob.size < mostStated ? descriptionIn(await blob.text()) : null
  if (described !== null) return openModel(name, describedModel(parseSchema(described, name), { where: name }))
  await refuseTooLarge(file, memory)
  const { raw, facts } = await readPicked(file, (share) => {
    signal.throwIfAborted()
    progress(0.8 * share, `reading ${name}`)
  })
  if (raw.columns.length === 0) throw new InputError(name, 'has no columns; give a table with a header and at least one column')
  if (raw.rows === 0) throw new InputError(name, 'has a header but no rows, so there is nothing to learn; give a table with rows')
  Object.assign(state, { bytes: blob, source: { name, raw, facts }, model: null, fitted: null, drawn: null })
  progress(0.85, 'looking at the columns')
  return settle(edits)
}

/** Bytes that no schema has. */
const mostStated = 10_000_000

/** What a schema states, from which alone rows can be drawn; null where the file is none. */
function descriptionIn(text: string): unknown {
  try {
    const { columns } = JSON.parse(text) as { readonly columns?: unknown }
    const isStated =
      Array.isArray(columns) && columns.length > 0 && columns.every((column) => typeof column?.name === 'string' && 'kind' in column)
    return isStated ? JSON.parse(text) : null
  } catch {
    return null
  }
}

function openModel(name: string, model: FittedModel): ModelView {
  Object.assign(state, {
    bytes: null,
    source: null,
    raw: null,
    table: null,
    schema: null,
    inference: null,
    model,
    fitted: null,
    drawn: null,
  })
  return modelView(model, name, [])
}

/** What is in a file that somebody picked; its name tells the format as on the command line. */
export function readPicked(
  { name, blob }: Picked,
  tell: (share: number) => void = () => {},
): Promise<{ readonly raw: RawTable; readonly facts: Awaited<ReturnType<typeof rawFromBytes>>['facts'] }> {
  const format = formatOfPath(name)
  return rawFromBytes(piecesOf(blob, tell), { where: name, ...(format ? { format } : {}) })
}

async function* piecesOf(blob: Blob, tell: (share: number) => void): AsyncGenerator<Uint8Array> {
  const reader = blob.stream().getReader()
  let read = 0
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    yield next.value
    read += next.value.length
    tell(read / blob.size)
  }
}

/** The table under these corrections. */
export async function retype({ progress }: Job, edits: Edits): Promise<TableView> {
  progress(0, 'looking at the columns')
  return settle(edits)
}

/** The corrections that name none of the columns that are left out. */
function without(edits: Edits): Edits {
  const { omitted, kinds, targets, key, order } = edits
  const isKept = (name: string): boolean => !omitted.includes(name)
  return {
    ...edits,
    kinds: Object.fromEntries(Object.entries(kinds).filter(([name]) => isKept(name))),
    targets: targets.filter(isKept),
    key: key !== null && isKept(key) ? key : null,
    order: order !== null && isKept(order) ? order : null,
  }
}

/** Without the rules about columns that are left out. */
async function rulesThatHold(edits: Edits, schema: Schema): Promise<Edits> {
  const { ruleProblem } = await import('./rules.js')
  return { ...edits, rules: edits.rules.filter((rule) => ruleProblem(rule, schema) === '') }
}

/** The table with these columns marked as sensitive; no model depends on that, so that what was fitted stays. */
export async function mark(_: Job, { schema: given, sensitive, omitted }: Edits): Promise<TableView> {
  const { name, raw: whole, facts } = need(state.source, 'table')
  const marked = new Set(given ? given.columns.filter((column) => column.sensitive).map((column) => column.name) : sensitive)
  const flagged = (schema: Schema): Schema => ({
    ...schema,
    columns: schema.columns.map((column) => ({ ...column, sensitive: marked.has(column.name) })),
  })
  const schema = flagged(need(state.schema, 'schema'))
  const { model } = state
  // A private model's schema is the public one, which says nothing of this table.
  if (model && !model.privacy) state.model = { ...model, schema: flagged(model.schema) }
  state.schema = schema
  return tableView(name, facts, need(state.table, 'table'), schema, need(state.inference, 'inference'), omittedIn(whole, omitted))
}

/** What is left out, and where it stood. */
function omittedIn({ columns }: RawTable, omitted: readonly string[]): TableView['omitted'] {
  return columns.flatMap(({ name }, i) => {
    if (!omitted.includes(name)) return []
    const next = columns.slice(i + 1).find((other) => !omitted.includes(other.name))
    return [{ name, before: next?.name ?? null }]
  })
}

async function settle(given: Edits): Promise<TableView> {
  const { name, raw: whole, facts } = need(state.source, 'table')
  const raw = withoutColumns(whole, given.omitted)
  if (raw.columns.length === 0) throw new InputError(name, 'has no column left; take one back')
  const edits = without(given)
  const seen = withGaps(raw, edits.missing)
  const { kinds, targets, key, order } = edits
  const inference = inferSchema(seen, {
    ...(facts.dialect ? { dialect: facts.dialect } : {}),
    overrides: kinds,
    roles: { ...(targets.length > 0 ? { target: targets } : {}), ...(key ? { key } : {}), ...(order ? { order } : {}) },
  })
  const ruled = edits.omitted.length > 0 && edits.rules.length > 0 ? await rulesThatHold(edits, inference.schema) : edits
  const schema = edits.schema ? parseSchema(edits.schema, 'schema') : editedSchema(inference.schema, raw, ruled)
  const table = decode(raw, schema)
  Object.assign(state, { raw, omitted: edits.omitted, schema, inference, table, model: null, fitted: null, drawn: null })
  return tableView(name, facts, table, schema, inference, omittedIn(whole, edits.omitted))
}
