import { readFile, writeFile } from 'node:fs/promises'
import { beforeAll, expect, test } from 'vitest'
import { readTable } from '../../../src/node.js'
import { createRng } from '../../../src/random/rng.js'
import { rowsmith, scratchFolder } from '../../support/cli.js'

const { path } = scratchFolder()
const text = (name: string): Promise<string> => readFile(path(name), 'utf8')

beforeAll(async () => {
  const rng = createRng(1)
  const lines = Array.from({ length: 3000 }, () => {
    const job = ['cook', 'nurse'][rng.integer(2)] as string
    // A cook in fifty earns as a nurse does.
    const wage = (job === 'cook' && rng.uniform() < 0.98 ? 10 : 40) + rng.integer(20)
    return `${job},${wage},${['a', 'b', 'c'][rng.integer(3)]}`
  })
  await writeFile(path('town.csv'), `job,wage,place\n${lines.join('\n')}\n`)
  await rowsmith(['fit', path('town.csv'), '-m', 'bayesian-network', '-q', '-o', path('town.model.json')])
  await writeFile(
    path('odd.csv'),
    `job,wage,place\n${lines
      .filter((line) => !/cook,[45]/.test(line))
      .slice(0, 2500)
      .join('\n')}\ncook,55,a\nnurse,999,b\nmayor,45,c\n`,
  )
})

test('the score is the last column, what was there stays, and the strangest rows are listed with what makes them so', async () => {
  const run = await rowsmith([
    'score',
    path('odd.csv'),
    '-m',
    path('town.model.json'),
    '-o',
    path('scored.csv'),
    '--top',
    '3',
    '--threads',
    '1',
  ])
  expect(run.code).toBe(0)
  const list = run.stdout.trimEnd().split('\n')
  expect(list[0]).toMatch(/^the most surprising of 2,503 rows: surprisal in nats/)
  expect(list.slice(1).map((line) => line.trim().replace(/\s+/g, ' '))).toEqual([
    'row 2,502 never made wage 999',
    'row 2,503 never made job mayor',
    expect.stringMatching(/^row 2,501 \d+\.\d (job cook|wage 55) \(\d+\.\d\)/),
  ])
  expect(run.stderr).toMatch(/surprisal of 2,503 rows is in /)
  const [before, after] = [(await text('odd.csv')).split('\n'), (await text('scored.csv')).split('\n')]
  expect(after[0]).toBe('job,wage,place,surprisal')
  before.slice(1, -1).forEach((line, i) => {
    const [own, cells] = [line, after[i + 1] as string]
    expect(cells.slice(0, own.length + 1)).toBe(`${own},`)
    expect(cells.slice(own.length + 1)).toMatch(/^\d+(\.\d{1,6})?$/)
  })
  expect(after.slice(-3, -1).map((line) => line.split(',')[3])).toEqual(['1000000000', '1000000000'])
  await rowsmith(['score', path('odd.csv'), '-m', path('town.model.json'), '-o', path('threads.csv'), '--threads', '2', '-q'])
  expect(await text('threads.csv')).toBe(await text('scored.csv'))
})

test('--as log-density, --column and other formats', async () => {
  await rowsmith(['score', path('odd.csv'), '-m', path('town.model.json'), '-o', path('s.csv'), '-q'])
  const args = ['score', path('odd.csv'), '-m', path('town.model.json'), '--as', 'log-density', '--top', '0', '-q']
  const run = await rowsmith([...args, '--column', 'how likely', '-o', path('s.parquet')])
  expect(run).toMatchObject({ code: 0, stdout: '', stderr: '' })
  const [plain, typed] = [await readTable(path('s.csv')), await readTable(path('s.parquet'))]
  expect(typed.table.names).toEqual(['job', 'wage', 'place', 'how likely'])
  expect([...typed.table.column('how likely').values]).toEqual([...plain.table.column('surprisal').values].map((value) => -value))
  const json = await rowsmith([...args, '-o', '-', '--format', 'ndjson'])
  expect(JSON.parse(json.stdout.trimEnd().split('\n').at(-1) as string)).toEqual({ job: 'mayor', wage: 45, place: 'c', log_density: -1e9 })
})

test('what is wrong is said in one message', async () => {
  for (const [args, message] of [
    [['-m', 'bootstrap'], /bootstrap has no density to score rows with; fit one of sequential-trees, /],
    [['-m', path('town.model.json'), '--column', 'wage'], /--column: the table has a column wage already/],
    [['-m', path('town.model.json'), '-o', path('x.unknown')], /its ending says no format/],
    [[], /required option '-m, --model <file-or-name>' not specified/],
  ] as const) {
    const run = await rowsmith(['score', path('odd.csv'), ...args])
    expect(run.code).toBe(2)
    expect(run.stderr).toMatch(message)
    expect(run.stdout).toBe('')
  }
})

test('fit --condition-on makes conditions exact, and says so', async () => {
  const fit = await rowsmith(['fit', path('town.csv'), '--condition-on', 'place,wage', '--no-audit', '-o', path('trees.model.json')])
  expect(fit.stderr).toMatch(/sequential-trees draws place, wage first, so that conditions on them are exact/)
  const run = await rowsmith(['sample', path('trees.model.json'), '-n', '20', '--where', 'place == "b" and wage > 50'])
  expect(run.stderr).toMatch(/^conditioned exactly; the model expects it of \d+ % of the rows/)
  const exact = await rowsmith(['fit', path('town.csv'), '-m', 'gaussian-copula', '--condition-on', 'place', '-o', path('c.model.json')])
  expect(exact.stderr).toMatch(/gaussian-copula is exact on conditions on any of its columns, so --condition-on changes nothing/)
  const none = await rowsmith(['fit', path('town.csv'), '-m', 'bootstrap', '--condition-on', 'place', '-o', path('b.model.json')])
  expect(none.code).toBe(2)
  expect(none.stderr).toMatch(/conditionOn: bootstrap can't be conditioned/)
})
