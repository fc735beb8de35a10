import type { compileFormula } from '../constraints/formula.js'
import type { Schema } from '../table/schema.js'
import { loadModel } from './loaded.js'
import type { completeRows } from './made-anew/complete-rows.js'
import type { acceptorOf, Demands } from './rules/acceptance.js'
import { isMadeAnew } from './shell/layout.js'
import type { FittedModel } from './synthesizer.js'

/** What holds rows to rules, and computes formulas. */
interface RuleParts {
  readonly acceptorOf: typeof acceptorOf
  readonly compileFormula: typeof compileFormula
}

/** What makes keys and texts anew. */
interface AnewParts {
  readonly completeRows: typeof completeRows
}

// Many models have neither, and a page that fits one doesn't wait for them.
let rules: RuleParts | undefined
let anew: AnewParts | undefined

/** Makes them known to `loadedRules` and `loadedAnew`. */
export function keepParts(parts: RuleParts & AnewParts): void {
  rules = parts
  anew = parts
}

export async function loadRules(): Promise<void> {
  if (rules) return
  const [{ acceptorOf }, { compileFormula }] = await Promise.all([import('./rules/acceptance.js'), import('../constraints/formula.js')])
  rules = { acceptorOf, compileFormula }
}

async function loadAnew(): Promise<void> {
  anew ??= await import('./made-anew/complete-rows.js')
}

/** What `loadRules` has loaded before. */
export function loadedRules(): RuleParts {
  if (rules) return rules
  throw new RangeError('rules are used before they are loaded')
}

export function loadedAnew(): AnewParts {
  if (anew) return anew
  throw new RangeError('keys and texts are made before what makes them is loaded')
}

/** Loads all that drawing, filling or scoring rows of the model takes. */
export async function loadForRows({ model, schema }: FittedModel): Promise<void> {
  const needsRules = (schema.rules?.length ?? 0) > 0 || schema.relations?.some(({ kind }) => kind === 'formula')
  await Promise.all([loadModel(model), needsRules ? loadRules() : undefined, hasAnew(schema) ? loadAnew() : undefined])
}

/** Whether a column is made anew. */
export function hasAnew({ columns }: Schema): boolean {
  return columns.some(isMadeAnew)
}

/** Whether any row might be refused. */
export function demandsAnything({ model, where, unless, rules = [], own = [] }: Demands): boolean {
  return where !== undefined || unless !== undefined || rules.length > 0 || own.length > 0 || (model.schema.rules?.length ?? 0) > 0
}
