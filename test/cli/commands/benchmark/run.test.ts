import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { rowsmith, rowsmithProcess } from '../../../support/cli.js'
import { benchmarkFolder, endOf, isRunning, rows, waitFor } from './support.js'

const main = fileURLToPath(new URL('../../../../dist/main.js', import.meta.url))
const { path, names, suite, cells } = benchmarkFolder()

test.each([
  ['metrics: fats', /suite\.yaml:3: there is no set, level or metric fats; did you mean fast\?/],
  ['sedes: 3', /suite\.yaml:3: a suite has no sedes; did you mean seeds\?/],
])('a suite with %s is refused at once, and nothing is made', async (line, told) => {
  const file = await suite('suite.yaml', `datasets: [{ name: t, train: t.csv }]\nsynthesizers: [kde]\n${line}\n`)
  expect(await rowsmith(['benchmark', file, '-o', path('none')])).toMatchObject({ code: 2, stderr: expect.stringMatching(told) })
  expect(await names()).not.toContain('none')
})

test.each([
  [['benchmark'], /give a suite file, or --datasets/],
  [['benchmark', 'nowhere.yaml'], /nowhere\.yaml: there is no such file/],
  [['benchmark', '--datasets', 'nowhere'], /nowhere: there is no such file or folder/],
  [['benchmark', '--datasets', 'datasets', '--synthesizers', 'kdee'], /there is no model kdee; did you mean kde\?/],
  [['benchmark', '--datasets', 'datasets', '--metrics', 'fats'], /there is no set, level or metric fats/],
  [['benchmark', 'report', 'nowhere'], /nowhere: holds no results/],
])('%j ends with 2 and says why', async (args, told) => {
  expect(await rowsmith(args)).toMatchObject({ code: 2, stderr: expect.stringMatching(told) })
})

// Workers of the tests have a parent to talk to, as cells do; a process of its own has none.
test('cells are nothing to start by hand', async () => {
  const told = /is started by `rowsmith benchmark` alone/
  expect(await rowsmithProcess(['benchmark', 'cells', 'folder'])).toMatchObject({ code: 2, stderr: expect.stringMatching(told) })
})

test('a fault within a cell ends its process at once, with where it came from', async () => {
  const child = spawn(process.execPath, [main, 'benchmark', 'cells', path('tables')], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    detached: true,
  })
  let said = ''
  child.stderr?.on('data', (chunk) => {
    said += chunk
  })
  child.send({ threads: 1 })
  const [code] = await once(child, 'close')
  expect({ code, said }).toEqual({ code: 1, said: expect.stringMatching(/fault of Rowsmith[\s\S]*TypeError/) })
})

test('two runs into one folder: the second is told so, the first goes on', async () => {
  await writeFile(path('table.csv'), rows(40))
  const file = await suite(
    'slow.yaml',
    'datasets: [{ name: t, train: table.csv }]\nsynthesizers: [{ name: slow, command: "until [ -e told.txt ]; do sleep 0.05; done; cp {train} {output}" }, { name: fails, command: "echo told why >&2; exit 3; {output}" }]\nmetrics: [marginal-shape]\nattacks: true\n',
  )
  const first = spawn(process.execPath, [main, 'benchmark', file, '-o', path('shared'), '-q'])
  await waitFor(async () => (await readFile(path('shared/running.json'), 'utf8').catch(() => '')) !== '')
  const second = await rowsmith(['benchmark', file, '-o', path('shared')])
  expect(second).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/shared: another benchmark is writing there \(process \d+\); wait/),
  })
  // The slow one goes on once the second run has been told.
  await writeFile(path('told.txt'), '')
  const [code] = await once(first, 'close')
  expect(code).toBe(0)
  expect(cells('shared')).toHaveLength(6)
  expect(endOf(cells('shared'), 'fails')).toBe('crash: ended with code 3: told why')
  for (const { attacks } of cells('shared').filter(({ outcome }) => outcome === 'ok'))
    expect(attacks?.map(({ attack }) => attack)).toContain('copies')
})

test('a run that is killed takes with it what it started', async () => {
  await writeFile(path('table.csv'), rows(40))
  const file = await suite(
    'killed.yaml',
    'datasets: [{ name: t, train: table.csv }]\nsynthesizers: [{ name: slow, command: "echo $$ {output} > slow.txt; exec sleep 300" }]\nmetrics: [marginal-shape]\n',
  )
  const run = spawn(process.execPath, [main, 'benchmark', file, '-o', path('killed'), '-q'])
  await waitFor(async () => /\n/.test(await readFile(path('slow.txt'), 'utf8').catch(() => '')))
  const slow = Number.parseInt(await readFile(path('slow.txt'), 'utf8'), 10)
  expect(isRunning(slow)).toBe(true)
  run.kill('SIGKILL')
  await waitFor(() => !isRunning(slow))
})
