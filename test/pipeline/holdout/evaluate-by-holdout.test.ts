import { expect, test } from 'vitest'
import { PrivacyError } from '../../../src/errors.js'
import { auditModel } from '../../../src/pipeline/holdout/audit.js'
import { evaluateByHoldout, splitHoldout } from '../../../src/pipeline/holdout/evaluate-by-holdout.js'
import { toRows } from '../../../src/table/rows.js'
import { people } from '../../support/tables.js'

test('splitHoldout keeps every row once, a third of them aside, and half of many', () => {
  const { table, schema } = people(503)
  const { training, holdout } = splitHoldout(table, 1)
  expect([training.rows, holdout.rows]).toEqual([336, 167])
  const ids = [training, holdout].flatMap((part) => toRows(part, schema).map(({ id }) => id))
  expect(new Set(ids).size).toBe(503)
  expect(splitHoldout(table, 2).holdout.columns).not.toEqual(holdout.columns)
})

test('a model is judged against rows it never saw, and with few rows the note says that it is not', async () => {
  const { table, schema } = people(300)
  const judged = await evaluateByHoldout(table, schema, { model: 'independent' })
  expect(judged.evaluation.reference).toBe('holdout')
  expect(judged.evaluation.rows).toMatchObject({ training: 200, holdout: 100 })
  const asked = judged.evaluation.scores.map(({ metric }) => metric)
  expect(asked).toEqual(expect.arrayContaining(['subgroups', 'group-ranges', 'group-effects', 'c2st', 'conditional-skill']))
  expect(judged.note).toMatch(/fitted to 200 rows \(67 %\), against the 100 rows it never saw/)
  const few = await evaluateByHoldout(table.slice(0, 40), schema, { model: 'independent', metrics: 'marginal-shape' })
  expect(few.evaluation.reference).toBe('training')
  expect(few.note).toMatch(/too few/)
})

test('a report says of nearness what the audit of the same run said, and measures it itself without one', async () => {
  const { table, schema } = people(300)
  const asked = { model: 'independent', metrics: 'marginal-shape' }
  const audit = (await auditModel(table, schema, asked)) ?? undefined
  const { nearerTraining, nearerTrainingError, holdout: rows } = audit as NonNullable<typeof audit>
  expect((await evaluateByHoldout(table, schema, { ...asked, audit })).nearness).toMatchObject({
    nearerTraining,
    nearerTrainingError,
    rows,
  })
  expect((await evaluateByHoldout(table, schema, asked)).nearness).toMatchObject({ rows: 100 })
})

test('evaluateByHoldout refuses a privacy budget, which its fit to a part of the rows would spend once more', async () => {
  const { table, schema } = people(100)
  await expect(evaluateByHoldout(table, schema, { model: 'mst', privacy: { epsilon: 1 } })).rejects.toThrow(PrivacyError)
})
