import { expect, test } from 'vitest'
import { fitModel } from '../../../src/models/shell/fit.js'
import { attackRows } from '../../../src/pipeline/privacy/attack-rows.js'
import { privacyStatement } from '../../../src/pipeline/privacy/statement.js'
import { renderPrivacyHtml } from '../../../src/report/privacy/html.js'
import { renderReleasable } from '../../../src/report/privacy/statement.js'
import { renderPrivacyReport } from '../../../src/report/privacy/text.js'
import { thirds } from '../../attacks/town.js'
import { known } from '../../support/tables.js'

const { training, holdout, fresh, schema } = thirds(300, 5)
const input = { training, holdout, synthetic: fresh, schema, secrets: ['ill'], only: ['copies', 'inference-nearest'] }

test('text and page begin by saying that they are confidential, and never say safe', async () => {
  const report = await attackRows(input)
  const text = renderPrivacyReport(report)
  expect(text.split('\n')[0]).toMatch(/^Internal and confidential/)
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100)
  const html = renderPrivacyHtml(report, '<script>&')
  const words = html
    .slice(html.indexOf('<body>'))
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  expect(words).toMatch(/^Internal and confidential/)
  expect(html).not.toMatch(/<script>/)
  for (const part of [text, words]) expect(part.replace('There is no verdict “safe”', '')).not.toMatch(/\bsafe\b/)
  for (const part of [
    'Singling out',
    'Linkability',
    'Inference',
    'Membership',
    'Not tested',
    'Decision of the controller',
    'Internal annex',
    'None was claimed',
  ]) {
    expect(words).toContain(part)
  }
})

test('the releasable page tells nothing of the rows: the same for two tables of one public schema', async () => {
  const { table, schema: own } = known(Array.from({ length: 60 }, (_, i) => ({ colour: ['red', 'green', 'blue'][i % 3], size: i % 10 })))
  const open = { ...own, columns: own.columns.map((column) => ('min' in column ? { ...column, min: 0, max: 9 } : column)) }
  const fit = (rows: typeof table) => fitModel(rows, open, { model: 'independent', privacy: { epsilon: 1, delta: 1e-6 } })
  const [all, half] = [await fit(table), await fit(table.slice(0, 30))]
  const [page, other] = [all, half].map((model) => renderReleasable(privacyStatement(model)))
  expect(page).toBe(other)
  expect(page).toMatch(/epsilon/i)
  expect(page).toMatch(/May be released/)
})
