import { readFile, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { createRng } from '../../src/random/rng.js'
import { dataset, rowsmith, scratchFolder } from '../support/cli.js'

const { path } = scratchFolder()

test('20,000 columns are ordinary input', async () => {
  const columns = Array.from({ length: 20_000 }, (_, i) => `c${i}`)
  // Levels beside numbers: pairs of columns are looked at for groups.
  const rng = createRng(1)
  const cell = (i: number): string | number => (i % 2 ? ('abc'[rng.integer(3)] as string) : rng.integer(100))
  await writeFile(
    path('wide.csv'),
    `${columns.join(',')}\n${Array.from({ length: 30 }, () => columns.map((_, i) => cell(i)).join(',')).join('\n')}\n`,
  )
  const run = await rowsmith(['synth', path('wide.csv'), '-m', 'independent', '-n', '2', '-o', path('wide-out.csv')])
  expect(run.code).toBe(0)
  expect((await readFile(path('wide-out.csv'), 'utf8')).split('\n')[0]).toBe(columns.join(','))
})

test('evaluate takes the standard metrics where none are named', async () => {
  const penguins = dataset('penguins.csv')
  expect((await rowsmith(['synth', penguins, '-o', path('e.csv'), '-q'])).code).toBe(0)
  const { code } = await rowsmith(['evaluate', penguins, path('e.csv'), '--holdout', penguins, '--json', path('e.json'), '-q'])
  expect(code).toBe(0)
  const { scores } = JSON.parse(await readFile(path('e.json'), 'utf8')) as { scores: { metric: string; value: number | null }[] }
  for (const metric of ['marginal-shape', 'pair-association', 'c2st']) {
    expect(scores.find((score) => score.metric === metric)?.value, metric).toEqual(expect.any(Number))
  }
})
