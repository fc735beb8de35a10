import * as z from 'zod'
import { joinProblems, OptionError, RowsmithError } from '../../errors.js'
import { costs, familyOf, levels, type Metric, metricDefaults, needs } from '../metric.js'

const text = z.string().min(1)

const metric = z.looseObject({
  name: z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'is written in small letters with hyphens, such as my-metric'),
  version: z.int().min(1).optional(),
  title: text,
  plain: text,
  references: z
    .array(z.looseObject({ author: text, year: z.int(), title: text, url: z.string().optional() }))
    .default([...metricDefaults.references]),
  family: z.enum(['fidelity', 'utility', 'privacy']).optional(),
  level: z.enum(levels),
  implies: text,
  necessity: z.enum(['necessary', 'necessary and sufficient']).default(metricDefaults.necessity),
  goal: z.enum(['maximize', 'minimize']).default(metricDefaults.goal),
  range: z
    .tuple([z.number(), z.number()])
    .refine(([least, most]) => least < most, 'goes from its least to its greatest value')
    .default([...metricDefaults.range]),
  basis: z.enum(['model-free', 'model-based']).default(metricDefaults.basis),
  missing: text,
  needs: z.array(z.enum(needs)).default([...metricDefaults.needs]),
  readsTraining: z.boolean().optional(),
  cost: z.enum(costs).default(metricDefaults.cost),
  sets: z.array(text).optional(),
  asGiven: z.boolean().optional(),
  mostRows: z.int().min(1).optional(),
  mostDraws: z.int().min(2).optional(),
  floor: z.enum(['permuted', 'uniform', 'worst']).default(metricDefaults.floor),
  compute: z.custom<Metric['compute']>((value) => typeof value === 'function', 'is a function of the tables and the context'),
})

/** The value as a metric, with defaults filled in; throws an OptionError that lists everything that is wrong with it. */
export function parseMetric(value: unknown, where = 'metrics'): Metric {
  const parsed = metric.safeParse(value)
  if (parsed.success) return blaming({ family: familyOf(parsed.data.level), ...parsed.data } as Metric)
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'metric'}: ${message}`)
  const name = (value as { name?: unknown } | null)?.name
  throw new OptionError(where, `${typeof name === 'string' ? name : 'what it exports'} is no metric: ${joinProblems(problems)}`)
}

/** The metric, with errors that say whose they are. */
function blaming(metric: Metric): Metric {
  return {
    ...metric,
    compute: async (input, context) => {
      try {
        return await metric.compute(input, context)
      } catch (error) {
        if (error instanceof RowsmithError || (error as Error).name === 'AbortError') throw error
        throw new OptionError(`metric ${metric.name}`, `failed (got ${String(error)}); mend it or leave it out`, { cause: error })
      }
    },
  }
}
