import { signal } from '@preact/signals'
import { drawn, edits, file, fitted, privateFits } from './state.js'

/** What depends on the same settings: rows and what was found of them, a model, a schema; or settings that are given. */
export type Settings = 'rows' | 'model' | 'schema' | { readonly of: string; readonly settings: unknown }

/** Settings with which something was saved, by what it is and its stem, in turn. */
const saved = signal<Readonly<Record<string, readonly string[]>>>({})
/** Names of files from which settings were loaded. */
const loaded = signal<Readonly<Record<string, string>>>({})
const numbers = new WeakMap<Blob, number>()
let files = 0

/** A name for what is to be saved or was: the same settings have the same name, and others a number, so that no file is taken for another one. */
export function nameFor(settings: Settings, stem: string, ending: string): string {
  const [group, key] = [groupOf(settings, stem), keyOf(settings)]
  const own = loaded.value[`${group}\n${key}`]
  if (own !== undefined) return own
  const before = saved.value[group] ?? []
  const place = before.includes(key) ? before.indexOf(key) : before.length
  const [first = '', ...others] = ending.split('.')
  return [`${stem}${first}${place === 0 ? '' : `-${place + 1}`}`, ...others].join('.')
}

/** Remembers that something was saved with these settings. */
export function keepName(settings: Settings, stem: string): void {
  const [group, key] = [groupOf(settings, stem), keyOf(settings)]
  const before = saved.value[group] ?? []
  if (!before.includes(key)) saved.value = { ...saved.value, [group]: [...before, key] }
}

/** What is set now came from this file, and needs no other. */
export function keepLoaded(settings: Settings, stem: string, name: string): void {
  loaded.value = { ...loaded.value, [`${groupOf(settings, stem)}\n${keyOf(settings)}`]: name }
}

function groupOf(settings: Settings, stem: string): string {
  return `${typeof settings === 'string' ? settings : settings.of} of ${stem}`
}

/** Rows don't depend on what is sensitive; each private fit is another one. */
function keyOf(settings: Settings): string {
  if (typeof settings !== 'string') return JSON.stringify(settings.settings)
  const learned = [fitted.value, fitted.value?.privacy ? privateFits.value : 0]
  const of = { rows: [{ ...edits.value, sensitive: [] }, learned, drawn.value?.ask], model: [edits.value, learned], schema: [edits.value] }
  return JSON.stringify([numberOf(file.value?.blob), ...of[settings]])
}

/** Which of the files that were opened it is. */
function numberOf(blob: Blob | undefined): number {
  if (!blob) return 0
  const number = numbers.get(blob) ?? ++files
  numbers.set(blob, number)
  return number
}
