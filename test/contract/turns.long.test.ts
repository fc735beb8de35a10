import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { evaluate } from '../../src/evaluate/engine/evaluate.js'
import type { ScoredMetric } from '../../src/evaluate/engine/score-job.js'
import type { MetricInput } from '../../src/evaluate/metric.js'
import { metrics } from '../../src/evaluate/metrics/index.js'
import { models } from '../../src/models/index.js'
import { fitModel } from '../../src/models/shell/fit.js'
import { type Schema, withRoles } from '../../src/table/schema.js'
import { people } from '../support/tables.js'

/**
 * Processor milliseconds of this thread so far: unlike the clock, they don't count what others do on the machine, nor, where Linux tells threads
 * apart, what the engine's own threads (compiler, garbage, loader) do beside it, for which nobody has to wait.
 */
function spent(): number {
  if (existsSync(ownTime)) return Number(readFileSync(ownTime, 'utf8').split(' ')[0]) / 1e6
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

const ownTime = '/proc/thread-self/schedstat'

/** Calls back with the longest stretch of work between two turns of the event loop. */
function watchTurns(): () => number {
  let longest = 0
  let last = spent()
  let watching = true
  const turn = (): void => {
    const now = spent()
    longest = Math.max(longest, now - last)
    last = now
    if (watching) setTimeout(turn)
  }
  setTimeout(turn)
  return () => {
    watching = false
    return longest
  }
}

const wide = people(12_000)

/** What the page asks of a click: 200 ms. */
const longestTurn = 200

const rowModels = models.filter(({ unit }) => unit === 'row').map(({ name }) => name)

/** Where every round hands over as the first ones do, a few show it. */
const few: Readonly<Record<string, Readonly<Record<string, unknown>>>> = { mixture: { chains: 1, sweeps: 12 } }

test.each(rowModels)('a fit of %s without a pool lets others have their turn, and hears an abort', async (model) => {
  const small = people(300)
  const options = few[model] ?? {}
  await fitModel(small.table, small.schema, { model, options })
  const longest = watchTurns()
  const start = spent()
  await fitModel(wide.table, wide.schema, { model, options })
  const whole = spent() - start
  const stretch = longest()
  console.log(`${model}: ${Math.round(whole)} ms of work, ${Math.round(stretch)} ms at most without a turn`)
  expect(stretch).toBeLessThan(longestTurn)
  if (whole < 2 * longestTurn) return
  const controller = new AbortController()
  let aborted = 0
  setTimeout(() => {
    aborted = spent()
    controller.abort()
  }, 60)
  await expect(fitModel(wide.table, wide.schema, { model, options, signal: controller.signal })).rejects.toThrow(/abort/i)
  expect(spent() - aborted).toBeLessThan(longestTurn)
})

/** Three tables of 4,000 rows, one of whose columns somebody wants to predict. */
function judged(): { readonly tables: MetricInput; readonly schema: Schema } {
  const { table, schema } = people(12_000)
  const [target] = schema.columns.filter(({ kind }) => kind === 'boolean' || kind === 'categorical')
  const part = (from: number) => table.slice(from, from + 4000)
  return {
    tables: { training: part(0), synthetic: part(4000), holdout: part(8000) },
    schema: withRoles(schema, { target: [(target as { name: string }).name] }),
  }
}

// Every metric that stops on its way, and those of other authors, which take a stretch each; the fast ones go by together.
const slow = metrics.filter(({ steps, cost, sets }) => steps || sets || cost !== 'fast').map(({ name }) => name)

/**
 * The longest stretch of an evaluation by one metric. It is broken off once the metric has scored the synthetic rows and the first draw of real
 * ones and of its floor: further draws, of as many rows, are the same work again. What an evaluation does at its end is seen of the fast ones.
 */
async function stretchOf(metric: string): Promise<number> {
  const { tables, schema } = judged()
  const small = people(600)
  const thirds = { training: small.table.slice(0, 200), synthetic: small.table.slice(200, 400), holdout: small.table.slice(400, 600) }
  await untilFirstDraw(thirds, schema, metric)
  const longest = watchTurns()
  expect(await untilFirstDraw(tables, schema, metric)).toBe(metric !== 'fast')
  return longest()
}

/** Whether the evaluation was broken off. */
async function untilFirstDraw(tables: MetricInput, schema: Schema, metric: string): Promise<boolean> {
  const controller = new AbortController()
  const keep = (scored: readonly ScoredMetric[]) => {
    if (metric !== 'fast' && scored.some(({ side }) => side === 'draw')) controller.abort()
  }
  const resume = async () => ({ scored: [], keep })
  await evaluate(tables, { schema, metrics: [metric], signal: controller.signal, resume }).catch((error: Error) => {
    if (!controller.signal.aborted) throw error
  })
  return controller.signal.aborted
}

test.each([...slow, 'fast'])('an evaluation by %s without a pool lets others have their turn', async (metric) => {
  expect(await stretchOf(metric)).toBeLessThan(longestTurn)
})

test('an evaluation without a pool hears an abort inside a metric', async () => {
  const { tables, schema } = judged()
  const controller = new AbortController()
  let aborted = 0
  setTimeout(() => {
    aborted = spent()
    controller.abort()
  }, 500)
  const run = evaluate(tables, { schema, metrics: ['c2st'], signal: controller.signal })
  await expect(run).rejects.toThrow(/abort/i)
  expect(aborted).toBeGreaterThan(0)
  expect(spent() - aborted).toBeLessThan(longestTurn)
})
