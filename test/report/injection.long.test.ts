import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { beforeAll, expect, test } from 'vitest'
import { rowsmith, scratchFolder } from '../support/cli.js'
import { file, foreignIn, other, writeHostile } from './hostile.js'

const { path } = scratchFolder()
beforeAll(() => writeHostile(path))

test('and a leaderboard', async () => {
  const suite = [
    `datasets: [{ name: ${JSON.stringify('"><svg onload=alert`8`>')}, train: ${JSON.stringify(file)}, test: ${JSON.stringify(other)} }]`,
    `synthesizers: [{ name: ${JSON.stringify('<img src=x onerror=alert`9`>')}, model: independent }]`,
    'metrics: marginal-shape',
  ]
  await mkdir(path('board'))
  await writeFile(path('suite.yaml'), `${suite.join('\n')}\n`)
  const run = await rowsmith(['benchmark', path('suite.yaml'), '-o', path('results'), '-q'])
  expect([run.code, run.stderr]).toEqual([0, expect.anything()])
  expect((await rowsmith(['benchmark', 'report', path('results'), '-o', path('board/index.html'), '-q'])).code).toBe(0)
  const made = (await readdir(path('board'), { recursive: true })).filter((name) => name.endsWith('.html'))
  expect(made.length).toBeGreaterThan(1)
  for (const name of made) expect(foreignIn(await readFile(path(`board/${name}`), 'utf8'))).toEqual([])
})
