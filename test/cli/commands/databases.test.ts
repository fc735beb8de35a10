import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { beforeAll, expect, test } from 'vitest'
import { rowsmith, scratchFolder } from '../../support/cli.js'

const { path, names } = scratchFolder()
const rows = (count: number, row: (i: number) => readonly unknown[], header: string): string =>
  `${[header, ...Array.from({ length: count }, (_, i) => row(i).join(','))].join('\n')}\n`

beforeAll(async () => {
  await mkdir(path('shop'))
  await writeFile(
    path('shop/customers.csv'),
    rows(80, (i) => [`C-${100 + i}`, ['Ulm', 'Bonn', 'Kiel'][i % 3], 20 + ((i * 37) % 50)], 'customer_id,city,age'),
  )
  await writeFile(
    path('shop/orders.csv'),
    rows(
      200,
      (i) => [i + 1, `C-${100 + ((i * i + 7 * i) % 80)}`, (i % 9) * 10, i % 2 ? 'web' : 'shop'],
      'order_id,customer_id,amount,place',
    ),
  )
})

const shop = (): string => path('shop')

test.each([
  ['synth', '--rules-keep-rate'],
  ['synth', '--rules-module', 'rules.mjs'],
  ['synth', '--condition-on', 'city'],
  ['synth', '--no-audit'],
  ['synth', '--delta', '1e-6'],
  ['synth', '--unit', 'city'],
  ['synth', '--ledger', 'ledger.json'],
  ['synth', '--locale', 'de'],
  ['synth', '--metrics', 'fast'],
  ['synth', '-n', '10'],
  ['synth', '--where', 'age > 30'],
  ['synth', '--rows', 'nobody=3'],
  ['fit', '--suppress-rare', '5'],
  ['fit', '--publishable'],
  ['fit', '--no-audit'],
  ['fit', '--condition-on', 'city'],
  ['fit', '--epsilon', '1'],
  ['fit', '--plan'],
  ['fit', '--sample-rows', '10'],
  ['fit', '--memory-limit', '1GB'],
])('of a database %s refuses %s in one sentence, before anything is written', async (command, flag, ...values) => {
  const before = await names()
  const run = await rowsmith([command, shop(), flag, ...values, '-o', path(command === 'fit' ? 'no.model.json' : 'no')])
  expect(run).toMatchObject({ code: 2, stdout: '' })
  expect(run.stderr).toContain(flag === '-n' ? '--rows' : flag)
  expect(
    run.stderr
      .trim()
      .split('\n')
      .filter((line) => line.startsWith('rowsmith: ')),
  ).toHaveLength(1)
  expect(run.stderr).not.toContain('problems')
  expect(await names()).toEqual(before)
})

test('flags of one table are refused all at once, and an SQLite file has no other format', async () => {
  const run = await rowsmith(['fit', shop(), '--publishable', '--rules-keep-rate', '-o', path('no.model.json')])
  expect(run.stderr).toMatch(/2 problems\n {2}--(rules-keep-rate|publishable): .*\n {2}--(rules-keep-rate|publishable): /)
  const other = await rowsmith(['synth', shop(), '--format', 'parquet', '-o', path('no.sqlite')])
  expect(other).toMatchObject({ code: 2 })
  expect(other.stderr).toMatch(/no\.sqlite: holds all tables in one file, so there are none of format parquet/)
})

test('sample refuses of a database model what is for one table, and gives the same bytes for any number of threads', async () => {
  expect(await rowsmith(['fit', shop(), '-o', path('shop.model.json'), '-O', 'trees=2', '--threads', '1', '-q'])).toMatchObject({ code: 0 })
  for (const flag of [
    ['-n', '5'],
    ['--share', 'city: {"Ulm": 1}'],
    ['--balance', 'city'],
    ['--rows', '0:5'],
    ['--where', 'age > 3'],
  ]) {
    const run = await rowsmith(['sample', path('shop.model.json'), ...flag, '-o', path('no')])
    expect(run).toMatchObject({ code: 2 })
    expect(run.stderr).toContain(flag[0])
  }
  const sampled = async (name: string, ...args: string[]): Promise<string[]> => {
    expect(await rowsmith(['sample', path('shop.model.json'), '-q', '-o', path(name), ...args])).toMatchObject({ code: 0 })
    return Promise.all(['customers', 'orders'].map((table) => readFile(path(`${name}/${table}.csv`), 'utf8')))
  }
  // Blocks hold 1024 customers, so that there are two of them.
  const size = ['--rows', 'customers=1300']
  const whole = await sampled('one', ...size, '--threads', '1')
  expect(await sampled('two', ...size, '--threads', '2')).toEqual(whole)
  const [first, rest] = [
    await sampled('first', ...size, '--blocks', '0:1'),
    await sampled('rest', ...size, '--blocks', '1:2', '--threads', '2'),
  ]
  const joined = first.map((text, i) => text + (rest[i] as string).slice((rest[i] as string).indexOf('\n') + 1))
  expect(joined).toEqual(whole)
  expect(whole[0]?.split('\n')).toHaveLength(1302)
})

test('inspect says how the tables of a folder come to each other, and what a model of them gives away: lookups word for word first', async () => {
  const folder = await rowsmith(['inspect', shop()])
  expect(folder.stdout).toMatch(/customers ─< orders\.customer_id [\s\S]* owner\n/)
  await rowsmith(['fit', shop(), '-o', path('lookup.model.json'), '-O', 'trees=1', '--lookup', 'customers', '--threads', '1'])
  const model = await rowsmith(['inspect', path('lookup.model.json')])
  expect(model).toMatchObject({ code: 0, stderr: '' })
  expect(model.stdout).toMatch(/customers +80 rows +3 columns {2}written as it is/)
  expect(model.stdout).toMatch(/customers ─< orders\.customer_id {2}lookup/)
  expect(model.stdout).toMatch(/What the file gives away:\n {2}\* customers: all 80 rows, word for word/)
  const { relations, schema } = JSON.parse((await rowsmith(['inspect', path('lookup.model.json'), '--json'])).stdout)
  expect([relations[0].part, Object.keys(schema.tables)]).toEqual(['lookup', ['customers', 'orders']])
  expect(await rowsmith(['inspect', path('lookup.model.json'), '--graph', path('g.svg')])).toMatchObject({ code: 2, stdout: '' })
})

test('synth writes a report of half of the families beside a database that was learned from all', async () => {
  const args = ['synth', shop(), '-o', path('made'), '-O', 'trees=2', '--threads', '1']
  const run = await rowsmith([...args, '--report', path('report.html'), '--metrics', 'fast'])
  expect(run).toMatchObject({ code: 0, stdout: '' })
  expect(run.stderr).toMatch(/Judged with a model fitted to half of the families \(\d+ rows\).*second fit, to all 280 rows/)
  const report = await readFile(path('report.html'), 'utf8')
  expect(report).toMatch(/^<!doctype html>/i)
  expect(report).toContain('real rows that no model saw')
  expect(report).not.toMatch(/(src|href)="https?:/)
  await rowsmith([...args.slice(0, 2), '-o', path('plain'), ...args.slice(4), '-q'])
  for (const name of await readdir(path('made'))) {
    expect(await readFile(path(`made/${name}`), 'utf8')).toBe(await readFile(path(`plain/${name}`), 'utf8'))
  }
})

test('rules across tables are found by rules, kept by --rules and checked by check, which leaves with 1 where one is broken', async () => {
  await mkdir(path('ruled'))
  const joined = (i: number): number => (i * 37) % 50
  await writeFile(
    path('ruled/customers.csv'),
    rows(60, (i) => [i + 1, joined(i)], 'customer_id,joined'),
  )
  await writeFile(
    path('ruled/orders.csv'),
    rows(
      300,
      (i) => [i + 1, 1 + ((i * 7) % 60), joined((i * 7) % 60) + ((i * 13) % (70 - joined((i * 7) % 60)))],
      'order_id,customer_id,ordered',
    ),
  )
  const found = await rowsmith(['rules', path('ruled'), '-o', path('r.rules')])
  expect(found).toMatchObject({ code: 0, stdout: '' })
  expect(await readFile(path('r.rules'), 'utf8')).toMatch(/^customers\.joined <= orders\.ordered {2}# /m)
  expect(await rowsmith(['check', path('ruled'), '--rules', path('r.rules')])).toMatchObject({ code: 0 })
  await writeFile(path('own.rules'), 'orders.ordered >= customers.joined + 5  # never before\n')
  const broken = await rowsmith(['check', path('ruled'), '--rules', path('own.rules')])
  expect(broken.code).toBe(1)
  expect(broken.stdout).toMatch(/^orders: broken in \d+ rows .*orders\.ordered >= customers\.joined \+ 5\n {2}rows /)
  const args = ['--rules', path('own.rules'), '-O', 'trees=2', '--threads', '1']
  const made = await rowsmith(['synth', path('ruled'), '-o', path('ruled-out'), ...args])
  expect(made).toMatchObject({ code: 0 })
  expect(made.stderr).toMatch(/is broken by \d+ of 300 rows of orders; rows that are drawn never break it/)
  expect(await rowsmith(['check', path('ruled-out'), '--rules', path('own.rules')])).toMatchObject({ code: 0 })
  await writeFile(path('bad.rules'), 'orders.order_id > 3\nnothing > 3\norders.customer_id == 2\n')
  const bad = await rowsmith(['synth', path('ruled'), '-o', path('never'), '--rules', path('bad.rules')])
  expect(bad).toMatchObject({ code: 2, stdout: '' })
  expect(await names()).not.toContain('never')
})
