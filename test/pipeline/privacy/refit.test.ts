import { expect, test } from 'vitest'
import { attackTables } from '../../../src/attacks/report/privacy-report.js'
import { fitModel } from '../../../src/models/shell/fit.js'
import { sampleTable } from '../../../src/pipeline/jobs/sample.js'
import { attackRows } from '../../../src/pipeline/privacy/attack-rows.js'
import { attackByRefitting } from '../../../src/pipeline/privacy/refit.js'
import { thirds } from '../../attacks/town.js'

// The built library: threads need a file of their own to run.
const built: string = '../../../dist/node.js'
const { createPool } = (await import(built)) as typeof import('../../../src/node.js')

const { training, holdout, fresh, schema } = thirds(400, 7)
const input = { training, holdout, synthetic: fresh, schema, secrets: ['ill'] }

test('refitting tells whom bootstrap has seen, and what their secret was set to', async () => {
  const model = await fitModel(training, schema, { model: 'bootstrap' })
  const { trials, people } = await attackByRefitting(input, model, { refits: 40 })
  expect(trials.map(({ attack, p }) => ({ attack, certain: (p as number) < 1e-6 }))).toEqual([
    { attack: 'membership-refits', certain: true },
    { attack: 'membership-refits', certain: true },
    { attack: 'inference-refits', certain: true },
  ])
  expect(people).toHaveLength(20)
  expect(Math.max(...people.map(({ area }) => area))).toBeGreaterThan(0.7)
})

test('refitting finds nobody in independent columns of common values, on any number of threads', async () => {
  const common = { ...schema, columns: schema.columns.filter(({ name }) => ['place', 'ill', 'age'].includes(name)) }
  const model = await fitModel(training, common, { model: 'independent' })
  const run = (pool?: ReturnType<typeof createPool>) =>
    attackByRefitting({ ...input, schema: common }, model, { refits: 24, ...(pool ? { pool } : {}) })
  const alone = await run()
  // A chance of 1 in 1,000 for each of three trials.
  for (const { p } of alone.trials) expect(p).toBeGreaterThan(0.001)
  const pool = createPool(2)
  try {
    expect(await run(pool)).toEqual(alone)
  } finally {
    await pool.close()
  }
})

test('a model of sequences, a model of another table, and too few rows, are refused in words', async () => {
  const model = await fitModel(training, schema, { model: 'bootstrap' })
  const few = await attackByRefitting({ ...input, training: training.slice(0, 100), holdout: holdout.slice(0, 100) }, model)
  expect(few.trials).toMatchObject([{ rate: null, p: null, weak: expect.stringMatching(/^it needs 430 real rows/) }])
  const sequences = await attackByRefitting(input, { ...model, model: 'markov-chain' })
  expect(sequences.trials[0]?.weak).toMatch(/draws sequences/)
  const other = { ...schema, columns: schema.columns.filter(({ name }) => name !== 'wage') }
  const narrow = await attackByRefitting(input, await fitModel(training, other, { model: 'bootstrap' }))
  expect(narrow.trials[0]?.weak).toMatch(/the model has no column wage/)
})

test('the report names the model, what it reveals, and leaves the decision open', async () => {
  const model = await fitModel(training, schema, { model: 'bootstrap' })
  const synthetic = await sampleTable(model, 400, { seed: 2 })
  const report = await attackRows({ ...input, synthetic, model, refits: 20, only: ['copies'] })
  expect(report.model).toMatchObject({ name: 'bootstrap', reveals: expect.stringMatching(/training table/) })
  expect(report.privacy).toBeNull()
  expect(new Set(Object.values(report.decision))).toEqual(new Set([null]))
  expect(report.findings.find(({ attack }) => attack === 'copies')?.verdict).toBe('detected')
})

test('a private model is refitted with its budget, and its statement is part of the report', async () => {
  const bounds = { age: [0, 120], wage: [0, 1000], debts: [0, 20_000] } as Record<string, readonly [number, number]>
  const open = {
    ...schema,
    columns: schema.columns.map((column) =>
      'min' in column
        ? { ...column, nullable: false, min: bounds[column.name]?.[0] as number, max: bounds[column.name]?.[1] as number }
        : { ...column, nullable: false },
    ),
  } as typeof schema
  const model = await fitModel(training, open, { model: 'independent', privacy: { epsilon: 1, delta: 1e-6 } })
  const report = await attackRows({ ...input, model, refits: 12, only: ['copies'] })
  expect(report.privacy).toMatchObject({ epsilon: 1, delta: 1e-6 })
  const refitted = report.findings.filter(({ attack }) => attack.endsWith('-refits'))
  expect(refitted).toHaveLength(3)
  // The noise is the operating system's: a chance of 3 in a million.
  for (const { p } of refitted) expect(p).toBeGreaterThan(1e-6)
})

test('the gate fires on copies and on trees with a row a leaf, and not on the same trees as they are by default or on independent columns', async () => {
  const closest = { fidelity: 'high', leaf: 1, trees: 1, bagging: 1, smoothing: false, boosting: false }
  const gate = async (name: string, options: Record<string, unknown> = {}) => {
    const synthetic = await sampleTable(await fitModel(training, schema, { model: name, options }), 400, { seed: 3 })
    const { findings } = attackTables({ ...input, synthetic, only: ['copies'] })
    return findings.some(({ verdict }) => verdict === 'detected')
  }
  expect([await gate('bootstrap'), await gate('sequential-trees', closest)]).toEqual([true, true])
  expect([await gate('sequential-trees'), await gate('independent')]).toEqual([false, false])
})
