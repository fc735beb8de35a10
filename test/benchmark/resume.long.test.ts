import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { readResults } from '../../src/benchmark/run/store.js'
import { createRng } from '../../src/random/rng.js'
import { rowsmithProcess as rowsmith, scratchFolder } from '../support/cli.js'

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url))
const { path } = scratchFolder()

/** What must be the same in every run: all but times, memory and when it was. */
function settled(results: string): unknown[] {
  return readResults(results)
    .cells.map(({ key, dataset, synthesizer, seed, outcome, reason, rows, modelBytes, scores, closeness }) => ({
      ...{ key, dataset, synthesizer, seed, outcome, reason, rows, modelBytes, scores, closeness },
    }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
}

test('a run that is killed at random and goes on gives the same cells and scores as an undisturbed one', async () => {
  const rows = Array.from({ length: 60 }, (_, i) => `${(i * 37) % 101},${['a', 'b', 'c'][(i * 5) % 3]}`)
  await writeFile(path('table.csv'), `x,y\n${rows.join('\n')}\n`)
  await writeFile(
    path('suite.yaml'),
    `datasets: [{ name: t, train: table.csv }]
synthesizers: [independent, gaussian-copula, { name: last, command: "tail -n 3 {train} > {output}" }]
metrics: [marginal-shape, pair-contingency]
seeds: 2
`,
  )
  const args = (results: string): string[] => ['benchmark', path('suite.yaml'), '-o', path(results), '--jobs', '2', '-q']
  expect((await rowsmith(args('undisturbed'))).code).toBe(0)
  const rng = createRng(11)
  for (let kill = 0; kill < 4; kill++) {
    const run = spawn(process.execPath, [main, ...args('disturbed')])
    await new Promise((resolve) => setTimeout(resolve, 400 + 1500 * rng.uniform()))
    run.kill('SIGKILL')
    if (run.exitCode === null && run.signalCode === null) await once(run, 'exit')
  }
  const last = await rowsmith(args('disturbed'))
  expect(last).toMatchObject({ code: 0, stderr: '' })
  expect(settled(path('disturbed'))).toHaveLength(14)
  expect(settled(path('disturbed'))).toEqual(settled(path('undisturbed')))
  for (const { key, outcome } of readResults(path('undisturbed')).cells.filter((cell) => cell.outcome === 'ok')) {
    expect(outcome).toBe('ok')
    const evaluation = (results: string): Promise<string> => readFile(path(`${results}/evaluations/${key}.json`), 'utf8')
    expect(await evaluation('disturbed')).toBe(await evaluation('undisturbed'))
  }
})
