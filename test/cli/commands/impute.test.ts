import { readFile, writeFile } from 'node:fs/promises'
import { beforeAll, expect, test } from 'vitest'
import { readTable } from '../../../src/node.js'
import { createRng } from '../../../src/random/rng.js'
import { countMissing } from '../../../src/table/column.js'
import { rowsmith, rowsmithProcess, scratchFolder } from '../../support/cli.js'

const { path, names } = scratchFolder()
const text = (name: string): Promise<string> => readFile(path(name), 'utf8')

/** Rows written with a hand of their own: semicolons, decimal commas with different numbers of digits, words for missing, a key, CRLF. */
function town(rows: number): string[] {
  const rng = createRng(1)
  const lines = Array.from({ length: rows }, (_, i) => {
    const job = ['cook', '"clerk; first"', 'nurse'][rng.integer(3)] as string
    const wage = (job === 'cook' ? 10 : 30) + rng.integer(20)
    const written = rng.uniform() < 0.1 ? '?' : rng.uniform() < 0.5 ? `${wage},50` : `${wage},5`
    return `K${String(i).padStart(5, '0')};${rng.uniform() < 0.1 ? '?' : job};${written};${18 + rng.integer(50)};free text number ${i} of many`
  })
  return ['key;job;wage;age;remark', ...lines]
}

beforeAll(async () => {
  await writeFile(path('town.csv'), `${town(4500).join('\r\n')}\r\n`)
  await writeFile(path('village.csv'), `${town(300).join('\r\n')}\r\n`)
  await rowsmith(['fit', path('town.csv'), '-m', 'bayesian-network', '-q', '-o', path('town.model.json')])
})

/** The cells of lines; quoted ones hold the delimiter here, and nothing else that matters. */
const cellsOf = (line: string): string[] => (line.match(/("[^"]*"|[^;]*)(;|$)/g) ?? []).map((cell) => cell.replace(/;$/, ''))

test('every cell that was there stays as it was written, and every gap is filled, the same on any number of threads', async () => {
  const run = await rowsmith(['impute', path('town.csv'), '-m', path('town.model.json'), '-o', path('filled.csv'), '--threads', '1'])
  expect(run.stderr).toMatch(/^bayesian-network filled \d{3} missing cells: job \d+, wage \d+\n/)
  expect(run).toMatchObject({ code: 0, stdout: '' })
  const [before, after] = [(await text('town.csv')).split('\r\n'), (await text('filled.csv')).split('\r\n')]
  expect(after.length).toBe(before.length)
  before.forEach((line, i) => {
    const cells = cellsOf(after[i] as string)
    cellsOf(line).forEach((cell, c) => {
      if (cell === '?') expect(cells[c]).toMatch(/^(cook|"clerk; first"|nurse|\d+(,\d+)?)$/)
      else expect(cells[c]).toBe(cell)
    })
  })
  await rowsmith(['impute', path('town.csv'), '-m', path('town.model.json'), '-o', path('threads.csv'), '--threads', '2', '-q'])
  expect(await text('threads.csv')).toBe(await text('filled.csv'))
})

test('--draws writes a file for each of several independent fillings, the first as without it', async () => {
  await rowsmith(['impute', path('village.csv'), '-m', path('town.model.json'), '-q', '-o', path('one.csv')])
  const run = await rowsmith(['impute', path('village.csv'), '-m', path('town.model.json'), '-o', path('many.csv'), '--draws', '3'])
  expect(run.stderr).toMatch(/the filled table is in .*many\.1\.csv \.\.\. .*many\.3\.csv/)
  expect((await names()).filter((name) => name.startsWith('many'))).toEqual(['many.1.csv', 'many.2.csv', 'many.3.csv'])
  const [first, second, third] = await Promise.all([1, 2, 3].map((draw) => text(`many.${draw}.csv`)))
  expect(first).toBe(await text('one.csv'))
  expect(second).not.toBe(first)
  expect(third).not.toBe(second)
  const stdout = await rowsmith(['impute', path('village.csv'), '-m', path('town.model.json'), '--draws', '2'])
  expect(stdout).toMatchObject({ code: 2, stdout: '' })
  expect(stdout.stderr).toMatch(/--draws: writes one file per draw; name it with -o/)
})

test('a model can be fitted to the table itself, whose gaps may be in some columns only', async () => {
  const input = town(300).join('\n')
  const run = await rowsmithProcess(['impute', '-', '-m', 'gaussian-copula', '-O', 'knots=50', '--columns', 'wage'], { input })
  expect(run.code).toBe(0)
  expect(run.stderr).toMatch(
    /gaussian-copula filled \d+ missing cells: wage \d+; still missing: job \d+ \(not filled\)\nthe filled table is in standard output/,
  )
  const lines = run.stdout.trimEnd().split('\n')
  expect(lines[0]).toBe('key;job;wage;age;remark')
  expect(lines.every((line) => cellsOf(line)[2] !== '?')).toBe(true)
  expect(lines.some((line) => cellsOf(line)[1] === '?')).toBe(true)
})

test.each(['parquet', 'ndjson', 'csv.gz'])('.%s holds the same values', async (ending) => {
  for (const name of ['same.csv', `same.${ending}`])
    await rowsmith(['impute', path('village.csv'), '-m', path('town.model.json'), '-q', '-o', path(name)])
  const { table, schema } = await readTable(path('same.csv'), { schema: (await readTable(path('village.csv'))).schema })
  const again = await readTable(path(`same.${ending}`), { schema })
  expect(table.columns.map(countMissing)).toEqual([0, 0, 0, 0, 0])
  expect(again.table.columns).toEqual(table.columns)
})

test('columns that the model does not know are carried along; one that is absent is an error', async () => {
  const lines = town(50).map((line, i) => (i === 0 ? `extra;${line}` : `${i === 3 ? '' : `e${i}`};${line}`))
  const run = await rowsmithProcess(['impute', '-', '-m', path('town.model.json'), '-q'], { input: `${lines.join('\n')}\n` })
  const made = run.stdout.trimEnd().split('\n')
  expect(made[0]).toBe('extra;key;job;wage;age;remark')
  expect(made.map((line) => cellsOf(line)[0])).toEqual(lines.map((line) => cellsOf(line)[0]))
  const short = await rowsmithProcess(['impute', '-', '-m', path('town.model.json')], { input: 'key;age\nK1;20\n' })
  expect(short.code).toBe(2)
  expect(short.stderr).toMatch(/-: lacks job, wage, remark, which the model knows \(got key, age\)/)
})

test('what is wrong is said in one message, and files that are there stay', async () => {
  await writeFile(path('kept.csv'), 'kept')
  for (const [args, message] of [
    [['-m', 'bootstrap'], /bootstrap can't fill gaps; fit one of sequential-trees, /],
    [['-m', path('no.model.json')], /there is no such file/],
    [['-m', path('town.model.json'), '--columns', 'key'], /key is a key or a text that is made anew/],
  ] as const) {
    const run = await rowsmith(['impute', path('village.csv'), ...args, '-o', path('kept.csv')])
    expect(run.code).toBe(2)
    expect(run.stderr).toMatch(message)
    expect(await text('kept.csv')).toBe('kept')
  }
})
