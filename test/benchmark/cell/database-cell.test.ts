import { mkdir, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { runCell } from '../../../src/benchmark/cell/cell.js'
import { TableCache } from '../../../src/benchmark/cell/table-cache.js'
import { cellQuality } from '../../../src/benchmark/leaderboard/estimates.js'
import { makePlan } from '../../../src/benchmark/plan/make-plan.js'
import { parseSuite } from '../../../src/benchmark/plan/parse-suite.js'
import type { PlannedSynthesizer } from '../../../src/benchmark/plan/plan.js'
import { inPlace } from '../../../src/pipeline/threads/in-place.js'
import { noise, numbers } from '../../models/relational/support.js'
import { scratchFolder } from '../../support/cli.js'
import { cell } from '../cells.js'

const { path } = scratchFolder()

/** Customers whose orders are as many, and as large, as their age says. */
async function writeShop(): Promise<string> {
  const customers = numbers(200).map((i) => [i + 1, Math.floor(100 * noise(i)), Math.floor(4096 * noise(i, 3))])
  const orders = customers.flatMap(([id, age]) =>
    numbers(Math.floor((age as number) / 20)).map((k) => [id, (age as number) > 50 ? 'big' : 'small', k]),
  )
  await mkdir(path('shop'), { recursive: true })
  await writeFile(path('shop/customers.csv'), `id,age,points\n${customers.join('\n')}\n`)
  await writeFile(path('shop/orders.csv'), `id,customer_id,size,k\n${orders.map((order, i) => [i + 1, ...order]).join('\n')}\n`)
  return path('shop')
}

let cells = 0

async function judged(synthesizer: PlannedSynthesizer) {
  const folder = path(`cell-${cells++}`)
  await mkdir(folder, { recursive: true })
  const dataset = { name: 'shop', train: await writeShop(), test: null, database: true } as const
  const job = { dataset, synthesizer, seed: 1, metrics: [], attacks: false, folder, evaluation: `${folder}/evaluation.json` }
  const context = { pool: inPlace, cache: new TableCache(path('tables')), tell: () => {} }
  return runCell({ ...job, threads: 1, program: [] }, context)
}

const command = (name: string, line: string): PlannedSynthesizer => ({
  kind: 'command',
  name,
  command: line,
  folder: path('.'),
  version: null,
})
const skillOf = (result: Awaited<ReturnType<typeof judged>>): number => (result.outcome === 'ok' ? (cellQuality(cell(result)) ?? -1) : -2)

test('a database is judged by its families, between references that lead anywhere and other real families', async () => {
  const [half, shuffled, copied] = [
    await judged({ kind: 'baseline', name: '(half)' }),
    await judged({ kind: 'baseline', name: '(shuffled)' }),
    await judged(command('copy', 'cp -r {train}/. {output}')),
  ]
  expect(half).toMatchObject({
    outcome: 'ok',
    scores: expect.arrayContaining([expect.objectContaining({ level: 'relation', metric: '1-hop' })]),
  })
  expect(skillOf(half)).toBeGreaterThan(0.8)
  expect(skillOf(shuffled)).toBeLessThan(0.3)
  expect(skillOf(copied)).toBeGreaterThan(0.9)
  // All of its rows are those that were learned.
  expect(copied.outcome === 'ok' && copied.closeness?.copied).toBeGreaterThan(0.9)
  expect(half.outcome === 'ok' && half.closeness?.copied).toBeLessThan(0.4)
})

test('what a command writes that is no such database is its own fault, in words', async () => {
  const told = async (line: string) => judged(command('bad', line))
  expect(await told('true {output}')).toMatchObject({ outcome: 'bad-output', reason: 'wrote no customers.csv, orders.csv' })
  expect(await told('cp {train}/customers.csv {output}')).toMatchObject({ outcome: 'bad-output', reason: 'wrote no orders.csv' })
  expect(await told('cp {train}/customers.csv {output}; head -1 {train}/orders.csv > {output}/orders.csv')).toMatchObject({
    outcome: 'bad-output',
    reason: 'wrote no rows of orders',
  })
})

test('databases get the model of databases, tables the others, and what is not installed is left out and said', async () => {
  await writeShop()
  await writeFile(path('one.csv'), 'a\n1\n2\n')
  const text = `
datasets: [{ name: shop, database: shop }, { name: one, train: one.csv }]
synthesizers: [relational, kde, { name: hma, command: "x {output}", requires: nowhere/python }]
`
  const plan = await makePlan(parseSuite(text, 'suite.yaml'), { suiteFolder: path('.'), results: path('results') })
  const of = (name: string): string[] =>
    plan.cells.filter(({ dataset }) => dataset.name === name).map(({ synthesizer }) => synthesizer.name)
  expect(of('shop')).toEqual(['(self)', '(half)', '(shuffled)', 'relational'])
  expect(of('one')).toEqual(['(self)', '(half)', '(permuted)', '(uniform)', 'kde'])
  expect(plan.skipped).toEqual(['hma: left out; there is no nowhere/python, which it needs'])
})

test('a suite says what a database may say', () => {
  const text =
    'datasets: [{ name: shop, database: shop, target: age }, { name: one, train: a.csv, lookups: b }, { name: two, database: a, train: b }]\nsynthesizers: [kde]'
  expect(() => parseSuite(text, 'suite.yaml')).toThrow(
    /shop: target is for one table[\s\S]*one: lookups are tables of a database[\s\S]*two: give one of train/,
  )
})
