import { expect, test } from 'vitest'
import type { Finding, Verdict } from '../../../src/attacks/finding.js'
import { fitModel } from '../../../src/models/shell/fit.js'
import { attackRows } from '../../../src/pipeline/privacy/attack-rows.js'
import { privacyStatement } from '../../../src/pipeline/privacy/statement.js'
import { renderPrivacyHtml } from '../../../src/report/privacy/html.js'
import { renderReleasable } from '../../../src/report/privacy/statement.js'
import { renderPrivacyReport } from '../../../src/report/privacy/text.js'
import { headlineOf, riskInWords, riskVerdicts } from '../../../src/report/privacy/words.js'
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

test('a lay reader is told of no risk below none, of what is not ruled out, and nothing better than the worst finding', async () => {
  expect(riskInWords({ value: -0.2, interval: [-0.6, 0.18] })).toBe('none measured, up to 18.0 % not ruled out')
  expect(riskInWords({ value: -0.2, interval: [-0.6, -0.1] })).toBe('none measured')
  expect(riskInWords({ value: 0.46, interval: [0.05, 0.86] })).toBe('46.0 %, between 5.0 % and 86.0 %')
  expect(riskInWords({ value: 0.01, interval: [-0.02, 0.04] })).toBe('1.0 %, up to 4.0 % not ruled out')
  const verdicts = (...all: readonly Verdict[]) => all.map((verdict) => ({ verdict }))
  expect(headlineOf(verdicts('not detected', 'detected', 'inconclusive'))).toMatch(/^Not as they are/)
  expect(headlineOf(verdicts('not detected', 'inconclusive'))).toMatch(/1 of 2 questions stay open/)
  expect(headlineOf(verdicts('inconclusive', 'inconclusive'))).toMatch(/^It can’t be told/)
  expect(headlineOf([])).toMatch(/^It can’t be told/)
  expect(headlineOf(verdicts('not detected'))).toBe('No attack got through.')
})

test('the page begins with what all comes to; what is detected is what stands for its risk, and what lies above chance alone is said', async () => {
  const report = await attackRows(input)
  const [first, ...others] = report.findings as [Finding, ...Finding[]]
  const changed: Finding[] = [
    { ...first, risk: 'inference', verdict: 'detected', residual: { value: 0.2, interval: [0.1, 0.3] } },
    { ...first, risk: 'inference', verdict: 'inconclusive', residual: { value: 0.5, interval: [0.02, 0.9] } },
    ...others.filter(({ risk }) => risk !== 'inference'),
  ]
  expect(riskVerdicts(changed)).toContainEqual(expect.objectContaining({ risk: 'inference', verdict: 'detected', isNear: true }))
  const page = renderPrivacyHtml({ ...report, findings: changed }, 'rows')
  const row = /<th scope="row">Do synthetic rows tell a secret.*?<\/tr>/s.exec(page)?.[0] ?? ''
  expect(row).toMatch(/20\.0 %, between 10\.0 % and 30\.0 %/)
  expect(row).toMatch(/Taken alone this would be a finding/)
  expect(page.indexOf('Not as they are')).toBeGreaterThan(0)
  expect(page.indexOf('Not as they are')).toBeLessThan(page.indexOf('In short'))
})
