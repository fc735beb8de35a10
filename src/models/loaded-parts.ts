import type { compileFormula } from '../constraints/formula.js'
import type { Schema } from '../table/schema.js'
import { Later } from './later.js'
import { loadModel } from './loaded.js'
import type { completeRows } from './made-anew/complete-rows.js'
import { needsFakes } from './made-anew/needs-fakes.js'
import type { homeReader, saysWhere } from './made-anew/places.js'
import type { sexReader } from './made-anew/sex.js'
import type { acceptorOf, Demands } from './rules/acceptance.js'
import type { acceptedUnits, drawnOfParts, mixedUnits } from './rules/accepted-units.js'
import { isMadeAnew } from './shell/layout.js'
import type { FittedModel } from './synthesizer.js'

/** What holds rows to rules, and computes formulas. */
interface RuleParts {
  readonly acceptorOf: typeof acceptorOf
  readonly acceptedUnits: typeof acceptedUnits
  readonly mixedUnits: typeof mixedUnits
  readonly drawnOfParts: typeof drawnOfParts
  readonly compileFormula: typeof compileFormula
}

interface NameParts {
  readonly sexReader: typeof sexReader
  readonly homeReader: typeof homeReader
  readonly saysWhere: typeof saysWhere
}

// Many models have neither, and a page that fits one doesn't wait for them.
export const ruleParts = new Later(async (): Promise<RuleParts> => {
  const [{ acceptorOf }, { acceptedUnits, drawnOfParts, mixedUnits }, { compileFormula }] = await Promise.all([
    import('./rules/acceptance.js'),
    import('./rules/accepted-units.js'),
    import('../constraints/formula.js'),
  ])
  return { acceptorOf, acceptedUnits, drawnOfParts, mixedUnits, compileFormula }
})

/** What makes keys and texts anew. */
export const anewParts = new Later((): Promise<{ readonly completeRows: typeof completeRows }> => import('./made-anew/complete-rows.js'))

/** What writes sentences word after word. */
export const sentenceParts = new Later(() => import('./made-anew/markov.js'))

/** What rows say of the people and places that are named in them. */
export const nameParts = new Later(async (): Promise<NameParts> => {
  const [{ sexReader }, { homeReader, saysWhere }] = await Promise.all([import('./made-anew/sex.js'), import('./made-anew/places.js')])
  return { sexReader, homeReader, saysWhere }
})

/** What learns and puts right columns that hang together. */
export const tieParts = new Later(() => import('./ties.js'))

/** What keeps times to open hours and weekdays. */
export const calendarParts = new Later(() => import('./calendar-weights.js'))

/** Whether any column is of times. */
export function hasTimes({ columns }: Schema): boolean {
  return columns.some(({ kind }) => kind === 'datetime')
}

/** Whether any of the columns hang together. */
export function isTied({ columns, dependencies, relations = [], moments = [] }: Schema, derivations: readonly unknown[] = []): boolean {
  const counts = [dependencies, relations, moments, derivations].some(({ length }) => length > 0)
  return counts || columns.some((column) => ('beside' in column && column.beside) || ('scaleBy' in column && column.scaleBy !== undefined))
}

/** Loads all that drawing rows of the model takes; for `questions` also what scores and fills rows, and sets conditions. */
export async function loadForRows({ model, schema, derivations, state }: FittedModel, use: 'rows' | 'questions' = 'rows'): Promise<void> {
  const needsRules = (schema.rules?.length ?? 0) > 0 || schema.relations?.some(({ kind }) => kind === 'formula')
  await Promise.all([
    loadModel(model).then((synthesizer) => synthesizer.load?.(state, use)),
    needsRules ? ruleParts.load() : undefined,
    hasAnew(schema) ? anewParts.load() : undefined,
    needsFakes(schema) ? nameParts.load() : undefined,
    writesSentences(schema) ? sentenceParts.load() : undefined,
    isTied(schema, derivations) ? tieParts.load() : undefined,
    hasTimes(schema) ? calendarParts.load() : undefined,
  ])
}

/** Whether a column is made anew. */
export function hasAnew({ columns }: Schema): boolean {
  return columns.some(isMadeAnew)
}

function writesSentences({ columns }: Schema): boolean {
  return columns.some((column) => column.kind === 'text' && column.policy === 'markov')
}

/** Whether any row might be refused. */
export function demandsAnything({ model, where, unless, rules = [], own = [] }: Demands): boolean {
  return where !== undefined || unless !== undefined || rules.length > 0 || own.length > 0 || (model.schema.rules?.length ?? 0) > 0
}
