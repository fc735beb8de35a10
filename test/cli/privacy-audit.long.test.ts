import { readFile, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { rowsmith, scratchFolder } from '../support/cli.js'

const { path } = scratchFolder()

test('audit says what was checked and what could be shown; the statement repeats it for the same model and budget only', async () => {
  const audit = await rowsmith([
    'privacy',
    'audit',
    '-m',
    'independent',
    '--epsilon',
    '1',
    '--runs',
    '20',
    '--json',
    path('audit.json'),
    '-q',
  ])
  expect(audit).toMatchObject({ code: 0, stderr: '' })
  for (const words of [
    /^samplers: all \d+ passed$/m,
    /^gate: all \d+ passed$/m,
    /^record-replay: all 19 passed$/m,
    /^ {2}ok +one person more or less, 60 rows, .*open levels: \d+ tables, \d+ releases: byte for byte the same$/m,
    /^ {2}ok +all noisy counts of a fit, likelihood ratio: mu at least 0\.\d+ \(claimed 0\.1\d+\)/m,
    /^ledger: all \d+ passed$/m,
    /^ {2}cannot see {2}losses near the budget/m,
    /^An attacker who saw what the model gives out showed epsilon 0\.000; claimed is 1\.$/m,
  ]) {
    expect(audit.stdout).toMatch(words)
  }
  expect(audit.stdout).not.toContain('FAIL')
  const { passed, date, findings } = JSON.parse(await readFile(path('audit.json'), 'utf8'))
  expect(passed).toBe(true)
  expect(date).toMatch(/^\d{4}-\d\d-\d\d$/)
  const schema = { columns: [{ name: 'x', kind: 'integer', nullable: false, min: 0, max: 9 }] }
  await writeFile(path('schema.json'), JSON.stringify(schema))
  await writeFile(path('x.csv'), 'x\n1\n2\n3\n')
  for (const epsilon of ['1', '2']) {
    const file = path(`m${epsilon}.json`)
    await rowsmith(['fit', path('x.csv'), '-m', 'independent', '--epsilon', epsilon, '--schema', path('schema.json'), '-o', file])
  }
  const statement = await rowsmith(['privacy', 'statement', path('m1.json'), '--audit', path('audit.json')])
  expect(statement.stdout).toContain(`Audited on ${date} with Rowsmith`)
  expect(statement.stdout).toContain(`all ${findings.length} checks passed; the canary showed epsilon 0 at least (95 %)`)
  const other = await rowsmith(['privacy', 'statement', path('m2.json'), '--audit', path('audit.json')])
  expect(other).toMatchObject({ code: 2, stdout: '' })
  expect(other.stderr).toMatch(/audits independent at epsilon 1, delta 1e-9, and the statement is about independent at 2/)
  await writeFile(path('none.json'), '{}')
  expect((await rowsmith(['privacy', 'statement', path('m1.json'), '--audit', path('none.json')])).stderr).toMatch(/is no audit/)
}, 240_000)

test.each([
  [['-m', 'kde', '--epsilon', '1'], /can't be fitted with differential privacy/],
  [['-m', 'nonsense', '--epsilon', '1'], /there is no model 'nonsense'/],
  [['-m', 'mst', '--epsilon', '0'], /epsilon: must be above 0/],
  [['-m', 'mst', '--epsilon', '1', '--delta', '2'], /delta: must be between 0 and 1/],
  [['-m', 'aim', '--epsilon', '1', '-O', 'rounds=0'], /rounds: /],
  [['-m', 'mst', '--epsilon', '1', '--only', 'gate,gates'], /there is no audit gates; choose from generator, samplers/],
  [['-m', 'mst', '--epsilon', '1', '--runs', '0'], /give a whole number from 1 up/],
])('audit %j ends with exit code 2 and words, before it begins', async (args, message) => {
  const run = await rowsmith(['privacy', 'audit', ...args])
  expect(run).toMatchObject({ code: 2, stdout: '' })
  expect(run.stderr).toMatch(message)
})
