import { expect, test } from 'vitest'
import { evaluate } from '../../src/evaluate/engine/evaluate.js'
import { models } from '../../src/models/index.js'
import { fitModel } from '../../src/models/shell/fit.js'
import { people } from '../support/tables.js'

/** Processor milliseconds of this process so far: unlike the clock, they don't count what others do on the machine. */
function spent(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

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

/** What the page asks of a click: 200 ms. Four threads of the engine (compiler, garbage) may work at the same time, and count. */
const longestTurn = 200

const rowModels = models.filter(({ unit }) => unit === 'row').map(({ name }) => name)

test.each(rowModels)('a fit of %s without a pool lets others have their turn, and hears an abort', async (model) => {
  const small = people(300)
  await fitModel(small.table, small.schema, { model })
  const longest = watchTurns()
  const start = spent()
  await fitModel(wide.table, wide.schema, { model })
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
  await expect(fitModel(wide.table, wide.schema, { model, signal: controller.signal })).rejects.toThrow(/abort/i)
  expect(spent() - aborted).toBeLessThan(longestTurn)
})

test('an evaluation without a pool hears an abort between its metrics', async () => {
  const { table, schema } = people(2000)
  const half = table.slice(0, 1000)
  const controller = new AbortController()
  setTimeout(() => controller.abort(), 60)
  const tables = { training: half, synthetic: table.slice(1000, 2000) }
  await expect(evaluate(tables, { schema, metrics: 'fast', signal: controller.signal })).rejects.toThrow(/abort/i)
})
