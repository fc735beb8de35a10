import { mix } from '../../random/permutation.js'
import type { CodeColumn } from '../../table/column.js'
import { createFormFinder } from '../../table/grammar/match.js'
import {
  type ColumnSchema,
  createLengthFinder,
  type FormSchema,
  type LengthClass,
  type Schema,
  standsInGroups,
} from '../../table/schema.js'
import { pickWeighted, runningWeights } from './draws.js'

/** The one level that stands for "there is a value here" where nothing else of it is learned. */
const present = 'present'

/** Whether the values of a column follow those of another one, so that no row chooses them: the first row of a group does for all. */
function isLinked({ name }: ColumnSchema, schema: Schema): boolean {
  return schema.links?.some(({ from, to }) => to === name && !standsInGroups(from, schema)) ?? false
}

/** The values of a column made anew that stay as they are. */
export function keptLevels(column: ColumnSchema, schema: Schema): readonly string[] {
  return column.kind === 'text' && !isLinked(column, schema) ? column.levels : []
}

/** The classes of lengths of a text that is written in words. */
export function lengthsOf(column: ColumnSchema): readonly LengthClass[] | undefined {
  return column.kind === 'text' && (column.policy === 'words' || column.policy === 'markov') ? column.lengths : undefined
}

/** How the values that don't stay are written, or how long they are, where a model chooses; most keys and linked values choose by themselves. */
export function formsToLearn(column: ColumnSchema, schema: Schema): readonly FormSchema[] {
  if (lengthsOf(column) && !isLinked(column, schema))
    return lengthsOf(column)?.map(({ letters, rows }) => ({ pattern: `${letters[0]} to ${letters[2]} letters`, rows })) ?? []
  const isChosen = (column.kind === 'text' && column.policy === 'mask') || (column.kind === 'id' && column.choosesForm === true)
  return isChosen && !isLinked(column, schema) ? (column.forms ?? []) : []
}

/** What a model learns of a column made anew: the values that stay, then one level for each form of the others, or for all of them. */
export function levelsToLearn(column: ColumnSchema, schema: Schema): readonly string[] {
  const kept = keptLevels(column, schema)
  const forms = formsToLearn(column, schema)
  const names = new Set(kept)
  const free = (name: string): string => (names.has(name) ? free(`${name} `) : name)
  return [...kept, ...(forms.length > 1 ? forms.map(({ pattern }) => free(pattern)) : [free(present)])]
}

/** The column as codes into `levelsToLearn`. A text that no form has counts as one of them, chosen by their shares. */
export function learnedCodes(column: CodeColumn, own: ColumnSchema, schema: Schema): CodeColumn {
  const levels = levelsToLearn(own, schema)
  const kept = new Map(keptLevels(own, schema).map((level, code) => [level, code]))
  const forms = formsToLearn(own, schema)
  const lengths = lengthsOf(own)
  const find = lengths ? createLengthFinder(lengths) : createFormFinder(forms)
  const upTo = runningWeights(forms.map(({ rows }) => rows))
  const formOf = (text: string): number => {
    if (forms.length < 2) return 0
    const found = find(text)
    return found >= 0 ? found : pickWeighted(upTo, { below: (n) => hashed(text) % n })
  }
  const codes = Int32Array.from(column.levels, (text) => kept.get(text) ?? kept.size + formOf(text))
  return { name: column.name, kind: 'categorical', levels, values: column.values.map((code) => (code < 0 ? -1 : codes[code])) }
}

/** A number that the text names. */
function hashed(text: string): number {
  let hash = 0
  for (let i = 0; i < text.length; i++) hash = mix(hash, text.charCodeAt(i), i)
  return hash
}
