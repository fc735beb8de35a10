import { batch, computed, signal } from '@preact/signals'
import type { Schema } from '../index.js'
import { DeskClient, DeskError } from './client.js'
import {
  type AttackView,
  type DatabaseEdits,
  type DatabasePreview,
  type DrawAsk,
  type DrawnDatabase,
  type DrawnPage,
  type Edits,
  type FitAsk,
  type ModelChoice,
  type ModelView,
  noDatabaseEdits,
  noEdits,
  type Picked,
  type TableView,
} from './protocol.js'
import { sourceOf } from './source.js'

/** What is being done. */
export interface Doing {
  readonly step: Place
  readonly title: string
  readonly share: number
  readonly what: string
  readonly started: number
  cancel(): void
}

/** Where something happens, and where its errors are shown. */
export type Place = 'start' | 'table' | 'model' | 'rows' | 'judge' | 'attack' | 'files' | 'compare' | 'database'
export type PageView = 'start' | 'steps' | 'compare' | 'database'
export const stepNames = ['table', 'model', 'rows', 'judge'] as const
export type PageStep = (typeof stepNames)[number]

export const desk = new DeskClient(sourceOf(document))

export const view = signal<PageView>('start')
export const step = signal<PageStep>('table')
export const doing = signal<Doing | null>(null)
export const failure = signal<{ readonly place: Place; readonly message: string } | null>(null)
/** Read out to those who listen to the page. */
export const spoken = signal('')

export const file = signal<Picked | null>(null)
export const table = signal<TableView | null>(null)
export const model = signal<ModelView | null>(null)
export const edits = signal<Edits>(noEdits)
const history = signal<readonly Edits[]>([])
export const canUndo = computed(() => history.value.length > 0)
export const before = signal<{ readonly file: Picked; readonly edits: Edits } | null>(null)

export const choices = signal<readonly ModelChoice[]>([])
export const fitAsk = signal<FitAsk>({ model: 'sequential-trees', options: {}, seed: 1, audit: true, privacy: null })
export const fitted = signal<FitAsk | null>(null)
/** Whether differential privacy was asked for, and the name of the form by which it is promised. */
export const wantsBudget = signal(false)
export const formName = signal('')
/** Fits with differential privacy, none of which can be made again. */
export const privateFits = signal(0)
export const drawAsk = signal<DrawAsk>({ rows: 0, seed: 1, where: '', shares: {} })
export const drawn = signal<(DrawnPage & { readonly ask: DrawAsk }) | null>(null)
/** Rows that are shown, if need be before all of them are drawn. */
export const showing = signal<DrawAsk | null>(null)
export const report = signal<string | null>(null)
export const attacked = signal<AttackView | null>(null)
export const compared = signal<string | null>(null)
/** The file that was handed to the browser's downloads last. */
export const handed = signal<{ readonly name: string; readonly url: string } | null>(null)

const databaseFiles = signal<readonly Picked[]>([])
export const database = signal<DatabasePreview | null>(null)
export const databaseEdits = signal<DatabaseEdits>(noDatabaseEdits)
export const drawnDatabase = signal<DrawnDatabase | null>(null)
export const databaseReport = signal<string | null>(null)

/** Runs work of the desk in view of everybody: with its progress, a way to stop it, and its error where it arose. */
export async function run<T>(
  place: Place,
  title: string,
  work: (options: { signal: AbortSignal; progress: (share: number, what: string) => void }) => Promise<T>,
): Promise<T | null> {
  if (doing.value) return null
  const controller = new AbortController()
  const started = performance.now()
  const show = (share: number, what: string): void => {
    doing.value = { step: place, title, share, what, started, cancel: () => controller.abort() }
  }
  failure.value = null
  show(0, title)
  spoken.value = title
  try {
    const outcome = await work({ signal: controller.signal, progress: show })
    spoken.value = `${title}: done`
    return outcome
  } catch (error) {
    const cancelled = error instanceof DeskError && error.cancelled
    if (!cancelled) failure.value = { place, message: error instanceof Error ? error.message : String(error) }
    spoken.value = cancelled ? `${title}: cancelled` : ''
    return null
  } finally {
    doing.value = null
  }
}

/** What follows from the table is gone with it. */
function forgetModel(): void {
  batch(() => {
    model.value = null
    fitted.value = null
    forgetRows()
  })
}

function forgetRows(): void {
  drawn.value = null
  showing.value = null
  forgetFindings()
}

function forgetFindings(): void {
  report.value = null
  attacked.value = null
}

export async function openFile(picked: Picked, given: Edits = noEdits): Promise<void> {
  const opened = await run(view.value === 'start' ? 'start' : 'table', `Reading ${picked.name}`, (options) =>
    desk.call('open', [picked, given], options),
  )
  if (!opened) return
  batch(() => {
    forgetModel()
    file.value = picked
    edits.value = given
    history.value = []
    before.value = null
    view.value = 'steps'
    // Nobody has counted the rows of a description.
    drawAsk.value = { rows: opened.rows || 1000, seed: 1, where: '', shares: {} }
    if (opened.of === 'model') {
      table.value = null
      model.value = opened
      step.value = 'model'
    } else {
      table.value = opened
      step.value = 'table'
      fitAsk.value = { ...fitAsk.value, privacy: null }
      wantsBudget.value = false
    }
  })
}

export function forgetDatabaseRows(): void {
  drawnDatabase.value = null
  databaseReport.value = null
}

/** What somebody dropped or chose: one table, or a database of several files or in an SQLite file. */
export async function openFiles(files: Iterable<File> | null | undefined): Promise<void> {
  const picked = [...(files ?? [])].map((one): Picked => ({ name: one.name, blob: one }))
  const [first] = picked
  if (!first) return
  if (picked.length === 1 && !/\.(sqlite3?|db)$/i.test(first.name)) return openFile(first)
  const opened = await run(view.value === 'database' ? 'database' : 'start', `Reading ${first.name}`, (options) =>
    desk.call('openDatabase', [picked, noDatabaseEdits], options),
  )
  if (!opened) return
  batch(() => {
    databaseFiles.value = picked
    databaseEdits.value = noDatabaseEdits
    forgetDatabaseRows()
    database.value = opened
    view.value = 'database'
  })
}

/** Corrects how the tables of the database refer to each other. */
export async function editDatabase(change: Partial<DatabaseEdits>): Promise<void> {
  const next = { ...databaseEdits.value, ...change }
  const typed = await run('database', 'Looking at the tables again', (options) => desk.call('retypeDatabase', [next], options))
  if (!typed) return
  batch(() => {
    databaseEdits.value = next
    database.value = typed
    forgetDatabaseRows()
  })
}

export function forgetHanded(): void {
  if (handed.value) URL.revokeObjectURL(handed.value.url)
  handed.value = null
}

/** Back to the beginning; what was open can be brought back. */
export function startOver(): void {
  batch(() => {
    forgetHanded()
    before.value = file.value && { file: file.value, edits: edits.value }
    forgetModel()
    view.value = 'start'
    table.value = null
    file.value = null
    failure.value = null
    compared.value = null
    database.value = null
    forgetDatabaseRows()
  })
}

/** Applies corrections of the schema, as one step that can be undone. */
export async function edit(change: Partial<Edits>): Promise<void> {
  const old = edits.value
  if (await retyped({ ...old, ...change })) history.value = [...history.value, old]
}

/** Marks columns as sensitive, or takes the mark off. */
export async function markSensitive(names: readonly string[], isSensitive: boolean): Promise<void> {
  const { schema, sensitive } = edits.value
  const others = sensitive.filter((name) => !names.includes(name))
  const marked = schema && {
    ...schema,
    columns: schema.columns.map((column) => (names.includes(column.name) ? { ...column, sensitive: isSensitive } : column)),
  }
  await edit({ schema: marked, sensitive: isSensitive ? [...others, ...names] : others })
}

/** Whether these differ in what is sensitive alone. */
function areAlikeButForMarks(one: Edits, other: Edits): boolean {
  const unmarked = ({ schema, ...edits }: Edits): string =>
    JSON.stringify({
      ...edits,
      sensitive: [],
      schema: schema && { ...schema, columns: schema.columns.map((own) => ({ ...own, sensitive: false })) },
    })
  return unmarked(one) === unmarked(other)
}

/** Leaves a column out of all that follows, or takes it back. */
export async function omit(name: string, isOut: boolean): Promise<void> {
  const { omitted } = edits.value
  await edit({ schema: null, omitted: isOut ? [...omitted, name] : omitted.filter((other) => other !== name) })
}

/** A schema from a file: columns that it doesn't name are left out. */
export async function useSchema(schema: Schema): Promise<void> {
  const named = new Set((Array.isArray(schema?.columns) ? schema.columns : []).map(({ name }) => name))
  const shown = table.value
  const all = [...(shown?.columns ?? []).filter(({ schema }) => !('beside' in schema && schema.beside)), ...(shown?.omitted ?? [])]
  await edit({ schema, omitted: named.size === 0 ? [] : all.map(({ name }) => name).filter((name) => !named.has(name)) })
}

export async function undo(): Promise<void> {
  const old = history.value.at(-1)
  if (old && (await retyped(old))) history.value = history.value.slice(0, -1)
}

async function retyped(next: Edits): Promise<boolean> {
  const isMark = areAlikeButForMarks(edits.value, next)
  const typed = await run('table', 'Looking at the columns again', (options) => desk.call(isMark ? 'mark' : 'retype', [next], options))
  if (!typed) return false
  batch(() => {
    edits.value = next
    table.value = typed
    if (isMark) forgetFindings()
    else forgetModel()
  })
  return true
}

export async function loadChoices(): Promise<void> {
  if (choices.value.length === 0) choices.value = await desk.call('models', [])
}

/** Learns the table and draws as many rows as are asked for, by what is set at the time. */
export async function makeRows(): Promise<void> {
  step.value = 'model'
  if (await learn()) await drawRows()
}

/** Whether it came to an end. */
export async function learn(): Promise<boolean> {
  const ask = fitAsk.value
  const learned = await run('model', 'Learning the table', (options) => desk.call('fit', [ask], options))
  if (!learned) return false
  batch(() => {
    forgetRows()
    model.value = learned
    fitted.value = ask
    if (ask.privacy) privateFits.value++
    if (table.value && drawAsk.value.rows === 0) drawAsk.value = { ...drawAsk.value, rows: table.value.rows }
    step.value = 'rows'
  })
  return true
}

export async function drawRows(): Promise<void> {
  const ask = drawAsk.value
  drawn.value = null
  const drawing = run('rows', 'Drawing rows', (options) => desk.call('draw', [ask], options))
  showing.value = ask
  const made = await drawing
  if (!made) {
    showing.value = null
    return
  }
  batch(() => {
    drawn.value = { ...made, ask }
    attacked.value = null
    report.value = null
  })
}

/** The desk had to be ended: a new one gets what the old one had, but for what can be made again at a click. */
desk.onRestart = async () => {
  if (database.value) {
    forgetDatabaseRows()
    await desk.refill('openDatabase', [databaseFiles.value, databaseEdits.value])
    return
  }
  if (!file.value) return
  await desk.refill('open', [file.value, edits.value])
  if (table.value) forgetModel()
  else forgetRows()
}
