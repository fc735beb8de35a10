import type { z } from 'zod'
import { joinProblems, OptionError } from '../errors.js'
import { createRng } from '../random/rng.js'
import { conform } from '../table/conform.js'
import type { Schema } from '../table/schema.js'
import type { Table } from '../table/table.js'
import { version } from '../version.js'
import { learnDerivations } from './derive.js'
import { defaultModel, findModel } from './index.js'
import { modelledSchema, modelledTable, observedSchema } from './layout.js'
import type { FitContext, FittedModel, Source, Synthesizer } from './synthesizer.js'

export interface FitOptions extends Omit<FitContext, 'rng'> {
  /** Name of a model; see `models`. */
  readonly model?: string
  /** The model's own options; see `rowsmith models`. */
  readonly options?: Readonly<Record<string, unknown>>
  readonly seed?: number
}

/** Stream of the fit, apart from those of the blocks of rows. */
const fitStream = -1

/** The model fitted to a table; columns that the schema doesn't name are left out. */
export async function fitModel(
  given: Table,
  schema: Schema,
  { model: name = defaultModel, options = {}, seed = 1, ...context }: FitOptions = {},
): Promise<FittedModel> {
  const synthesizer = findModel(name)
  const parsed = parseModelOptions(synthesizer, options)
  const table = conform(given, schema)
  const derivations = synthesizer.derives ? learnDerivations(table, schema.dependencies) : []
  const observed = observedSchema(schema, table)
  const modelled = modelledSchema(observed, derivations)
  const source = tableSource(modelledTable(table, modelled, observed))
  const state = await synthesizer.fit(source, modelled, parsed, { ...context, rng: createRng(seed, fitStream) })
  const provenance = { rows: table.rows, seed, rowsmith: version }
  return { format: 'rowsmith-model', version: 1, model: name, options: parsed, schema: observed, derivations, state, provenance }
}

/** The model's options with defaults filled in; throws an OptionError that lists every problem. */
export function parseModelOptions(synthesizer: Synthesizer, options: Readonly<Record<string, unknown>>): unknown {
  const parsed = synthesizer.options.safeParse(options)
  if (parsed.success) return parsed.data
  const known = Object.keys((synthesizer.options as unknown as z.ZodObject).shape ?? {})
  const problems = parsed.error.issues.map((issue) =>
    issue.code === 'unrecognized_keys'
      ? `${synthesizer.name} has no option ${issue.keys.join(', ')}; it has ${known.join(', ') || 'none'}`
      : `${issue.path.join('.')}: ${issue.message}`,
  )
  throw new OptionError('options', joinProblems(problems))
}

/** A source over rows in memory. */
export function tableSource(table: Table): Source {
  return {
    rows: table.rows,
    async *chunks() {
      yield table
    },
  }
}
