import { readFile, writeFile } from 'node:fs/promises'
import { beforeAll, expect, test } from 'vitest'
import { createRng } from '../../src/random/rng.js'
import { rowsmith, scratchFolder } from '../support/cli.js'

const { path, names } = scratchFolder()

beforeAll(async () => {
  const rng = createRng(1)
  const lines = Array.from({ length: 1200 }, () => {
    const job = ['cook', 'nurse', 'clerk'][rng.integer(3)] as string
    return `${job},${(10 + 5 * rng.normal()).toFixed(3)},${(100 * rng.uniform()).toFixed(2)},${rng.uniform() < 0.3 ? 'yes' : 'no'}`
  })
  const write = (name: string, rows: readonly string[]) => writeFile(path(name), `job,wage,rent,ill\n${rows.join('\n')}\n`)
  await write('real.csv', lines.slice(0, 600))
  await write('held.csv', lines.slice(600))
  await write('copy.csv', lines.slice(0, 600).reverse())
})

test('privacy attack writes a page, JSON and text, all confidential by their first line', async () => {
  const args = ['privacy', 'attack', path('real.csv'), path('copy.csv'), '--holdout', path('held.csv'), '--secret', 'ill', '--threads', '1']
  const run = await rowsmith([...args, '-o', path('p.html'), '--json', path('p.json')])
  expect(run).toMatchObject({ code: 0 })
  expect(run.stdout).toMatch(/^Internal and confidential/)
  expect(run.stdout).toMatch(/copies: detected/)
  const report = JSON.parse(await readFile(path('p.json'), 'utf8'))
  expect(report).toMatchObject({
    format: 'rowsmith-privacy-report',
    version: 1,
    notice: expect.stringMatching(/^Internal and confidential/),
    secrets: ['ill'],
    model: null,
  })
  expect(await readFile(path('p.html'), 'utf8')).toMatch(/<header>\s*<p class="confidential">Internal and confidential/)
})

test('what is wrong is said in one message, and no file is left behind', async () => {
  const before = await names()
  const files = [path('real.csv'), path('copy.csv')]
  for (const [args, message] of [
    [['--holdout', path('held.csv'), '--secret', 'income'], /income: no such column; the schema has job, wage, rent, ill/],
    [[], /required option '--holdout <file>' not specified/],
    [['--holdout', path('none.csv')], /none\.csv: .*no such file/],
    [
      ['--holdout', path('held.csv'), '--releasable', path('r.html')],
      /--releasable: is made from the ledger of a model; give it with --model/,
    ],
  ] as const) {
    const run = await rowsmith(['privacy', 'attack', ...files, ...args, '-o', path('x.html')])
    expect(run.stderr).toMatch(message)
    expect(run.code).toBe(2)
    expect(run.stdout).toBe('')
  }
  expect(await names()).toEqual(before)
})

test('fit --publishable refuses a file with training values and leaves what is there; --suppress-rare makes a summary publishable', async () => {
  await writeFile(path('m.json'), 'before')
  const refused = await rowsmith(['fit', path('real.csv'), '--no-audit', '--publishable', '-o', path('m.json'), '--threads', '1'])
  expect(refused.code).toBe(2)
  expect(refused.stderr).toMatch(/holds values of training rows and is not written as publishable/)
  expect(await readFile(path('m.json'), 'utf8')).toBe('before')
  const args = ['fit', path('real.csv'), '-m', 'gaussian-copula', '--publishable', '-o', path('m.json'), '--threads', '1']
  expect((await rowsmith(args)).stderr).toMatch(/add --suppress-rare 10/)
  const run = await rowsmith([...args, '--suppress-rare', '10'])
  expect(run).toMatchObject({ code: 0, stderr: expect.stringMatching(/suppressed: wage: numbers end at/) })
  expect(await readFile(path('m.json'), 'utf8')).toMatch(/"rowsmith-model"/)
})
