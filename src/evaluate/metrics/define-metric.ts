import * as z from 'zod/mini'
import { joinProblems, OptionError, RowsmithError } from '../../errors.js'
import { atOnce, inTurns } from '../../learn/turn.js'
import { parseShape } from '../../table/shape/parse-shape.js'
import {
  costs,
  familyOf,
  levels,
  type Metric,
  type MetricContext,
  type MetricInput,
  type MetricResult,
  metricDefaults,
  type Need,
  needs,
} from '../metric.js'
import { referenceOf } from './results.js'

/** Why a metric can't be computed on these tables; undefined where it can. */
export type Refusal = (metric: Metric, input: MetricInput, context: MetricContext) => MetricResult | undefined

type Stated = 'name' | 'title' | 'plain' | 'level' | 'implies' | 'missing'

/** What a metric states of itself: what it is, and wherever it differs from `metricDefaults`. */
export type OwnMetric = Pick<Metric, Stated> &
  Partial<Omit<Metric, Stated | 'compute' | 'steps'>> &
  (Pick<Metric, 'compute'> | Required<Pick<Metric, 'steps'>>) & {
    /** What must hold before it is computed; without, that there are rows and columns to compare, and what it `needs`. */
    readonly refused?: Refusal
  }

/** The metric, with what most metrics have filled in. */
export function defineMetric({ refused = incomparable, ...own }: OwnMetric): Metric {
  const stated = { ...metricDefaults, family: familyOf(own.level), ...own }
  if (!('steps' in own)) {
    const metric: Metric = { ...stated, compute: (input, context) => refused(metric, input, context) ?? own.compute(input, context) }
    return metric
  }
  const metric: Metric = {
    ...stated,
    compute: (input, context) => refused(metric, input, context) ?? atOnce(own.steps(input, context)),
    *steps(input, context) {
      return refused(metric, input, context) ?? (yield* own.steps(input, context))
    },
  }
  return metric
}

/** Refuses where there are no rows or columns to compare, or the metric lacks something. */
export const incomparable: Refusal = (metric, input, context) => {
  const real = metric.asGiven ? input.training : referenceOf(input)
  if (real.rows === 0) return { value: null, reason: 'There are no real rows to compare with.' }
  if (input.synthetic.rows === 0) return { value: null, reason: 'There are no synthetic rows.' }
  if (context.columns.length === 0)
    return { value: null, reason: 'There are no columns to compare: ids, keys and made-up texts are left out.' }
  const reason = unmetNeed(metric, input, context)
  return reason === undefined ? undefined : { value: null, reason }
}

/** As `incomparable`, and where there is nothing to learn from, or only one column. */
export const unpredictable: Refusal = (metric, input, context) => {
  const reason = emptiness(metric, input, context)
  return incomparable(metric, input, context) ?? (reason === undefined ? undefined : { value: null, reason })
}

function emptiness({ needs }: Metric, { training, holdout }: MetricInput, { columns }: MetricContext): string | undefined {
  if (training.rows === 0) return 'There are no training rows to compare with.'
  if (needs.includes('holdout') && holdout?.rows === 0) return 'The holdout has no rows.'
  return columns.length < 2 ? 'There is only one column, and nothing to predict it from.' : undefined
}

/** What to give where a metric lacks something. */
const lacking: Readonly<Record<Need, string>> = {
  holdout: 'Needs a holdout: real rows that the synthesizer never saw.',
  target: 'Needs a target: the column that somebody will want to predict.',
  sensitive: 'Needs a sensitive column to be named.',
  'sequence-key': 'Needs a sequence key: the column that says which rows belong together.',
  survival: 'Needs survival to be declared in the schema: a column with the role time and one with the role event.',
}

/** Why the metric can't be asked at all; undefined where it can. */
function unmetNeed(
  metric: Pick<Metric, 'needs'>,
  { holdout }: Pick<MetricInput, 'holdout'>,
  { schema, columns }: Pick<MetricContext, 'schema' | 'columns'>,
): string | undefined {
  const met: Readonly<Record<Need, boolean>> = {
    holdout: holdout !== undefined,
    target: columns.some(({ role }) => role === 'target'),
    sensitive: columns.some(({ sensitive }) => sensitive),
    survival: columns.some(({ role }) => role === 'time') && columns.some(({ role }) => role === 'event'),
    'sequence-key': schema.columns.some(({ role }) => role === 'sequence-key'),
  }
  const need = metric.needs.find((need) => !met[need])
  return need && lacking[need]
}

/** The metric's result, or why there is none: what it needs is checked first, and what is no number is never passed on. */
export function computeMetric(metric: Metric, input: MetricInput, context: MetricContext): MetricResult | Promise<MetricResult> {
  const reason = unmetNeed(metric, input, context)
  if (reason !== undefined) return { value: null, reason }
  const result = metric.compute(input, context)
  return result instanceof Promise ? result.then(checked) : checked(result)
}

/** The same where there is no thread for it: others have their turn meanwhile. Throws what the context's signal was aborted with. */
export async function computeInTurns(metric: Metric, input: MetricInput, context: MetricContext): Promise<MetricResult> {
  const { steps } = metric
  if (!steps) return await computeMetric(metric, input, context)
  return await computeMetric({ ...metric, compute: () => inTurns(steps(input, context), context.signal) }, input, context)
}

function checked(result: MetricResult): MetricResult {
  const { value, reason } = result
  if (value === null) return reason ? result : { ...result, reason: 'It gave no score and no reason.' }
  return Number.isFinite(value) ? result : { ...result, value: null, reason: `It gave ${value}, which is no score.` }
}

const text = z.string().check(z.minLength(1))

const metric = z.looseObject({
  name: z.string().check(z.regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'is written in small letters with hyphens, such as my-metric')),
  version: z.optional(z.int().check(z.gte(1))),
  title: text,
  standardName: z.optional(text),
  plain: text,
  references: z._default(z.array(z.looseObject({ author: text, year: z.int(), title: text, url: z.optional(z.string()) })), [
    ...metricDefaults.references,
  ]),
  family: z.optional(z.enum(['fidelity', 'utility', 'privacy'])),
  level: z.enum(levels),
  implies: text,
  necessity: z._default(z.enum(['necessary', 'necessary and sufficient']), metricDefaults.necessity),
  goal: z._default(z.enum(['maximize', 'minimize']), metricDefaults.goal),
  range: z._default(
    z.tuple([z.number(), z.number()]).check(z.refine(([least, most]) => least < most, 'goes from its least to its greatest value')),
    [...metricDefaults.range],
  ),
  basis: z._default(z.enum(['model-free', 'model-based']), metricDefaults.basis),
  missing: text,
  needs: z._default(z.array(z.enum(needs)), [...metricDefaults.needs]),
  readsTraining: z.optional(z.boolean()),
  cost: z._default(z.enum(costs), metricDefaults.cost),
  sets: z.optional(z.array(text)),
  asGiven: z.optional(z.boolean()),
  mostRows: z.optional(z.int().check(z.gte(1))),
  everyPair: z.optional(z.boolean()),
  mostDraws: z.optional(z.int().check(z.gte(2))),
  floor: z._default(z.enum(['permuted', 'uniform', 'worst']), metricDefaults.floor),
  compute: z.custom<Metric['compute']>((value) => typeof value === 'function', 'is a function of the tables and the context'),
  steps: z.optional(z.custom<Metric['steps']>((value) => typeof value === 'function', 'is a generator of the tables and the context')),
})

/** The value as a metric, with defaults filled in; throws an OptionError that lists everything that is wrong with it. */
export function parseMetric(value: unknown, where = 'metrics'): Metric {
  const parsed = parseShape(metric, value)
  if (parsed.success) return blaming({ family: familyOf(parsed.data.level), ...parsed.data } as Metric)
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'metric'}: ${message}`)
  const name = (value as { name?: unknown } | null)?.name
  throw new OptionError(where, `${typeof name === 'string' ? name : 'what it exports'} is no metric: ${joinProblems(problems)}`)
}

/** The metric, with errors that say whose they are. */
function blaming(metric: Metric): Metric {
  const blamed = (error: unknown): unknown => {
    if (error instanceof RowsmithError || (error as Error).name === 'AbortError') return error
    return new OptionError(`metric ${metric.name}`, `failed (got ${String(error)}); mend it or leave it out`, { cause: error })
  }
  const { steps } = metric
  return {
    ...metric,
    compute: async (input, context) => {
      try {
        return await metric.compute(input, context)
      } catch (error) {
        throw blamed(error)
      }
    },
    ...(steps && {
      *steps(input: MetricInput, context: MetricContext) {
        try {
          return yield* steps(input, context)
        } catch (error) {
          throw blamed(error)
        }
      },
    }),
  }
}
