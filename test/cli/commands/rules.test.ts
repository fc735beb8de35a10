import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { beforeAll, expect, test } from 'vitest'
import { createRng } from '../../../src/random/rng.js'
import { rowsmith, scratchFolder } from '../../support/cli.js'

const { path } = scratchFolder()
const text = (name: string): Promise<string> => readFile(path(name), 'utf8')
const rowsIn = (csv: string): number[][] =>
  csv
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').map(Number))

const rules = ['low <= high', 'low + high < 400', 'high != 7']

beforeAll(async () => {
  const rng = createRng(5)
  const lines = Array.from({ length: 400 }, (_, i) => {
    const low = rng.integer(200)
    return `${low},${i === 6 || i === 90 ? low - 1 : low + rng.integer(80)},${['a', 'b'][rng.integer(2)]}`
  })
  await writeFile(path('t.csv'), `low,high,kind\n${lines.join('\n')}\n`)
  await writeFile(path('t.rules'), `# what holds\n${rules.join('\n')}\n`)
  await writeFile(path('kept.rules'), 'low >= 0\nhigh >= -1\n')
})

test('check leaves with 1 and names the rows where a rule is broken, with 0 where none is', async () => {
  const run = await rowsmith(['check', path('t.csv'), '--rules', path('t.rules')])
  const over = rowsIn(await text('t.csv')).flatMap(([low = 0, high = 0], i) => (low + high >= 400 ? [i + 1] : []))
  expect(run.code).toBe(1)
  expect(run.stdout).toContain('broken in 2 rows (0.5 %): low <= high\n  rows 7, 91\n')
  expect(run.stdout).toMatch(/of 3 rules broken in 400 rows\n$/)
  const json = await rowsmith(['check', path('t.csv'), '--rules', path('t.rules'), '--json'])
  expect(json.code).toBe(1)
  expect(JSON.parse(json.stdout).rules.slice(0, 2)).toEqual([
    { rule: 'low <= high', broken: 2, rows: [7, 91] },
    { rule: 'low + high < 400', broken: over.length, rows: over },
  ])
  const kept = await rowsmith(['check', path('t.csv'), '--rules', path('kept.rules')])
  expect([kept.code, kept.stdout]).toEqual([0, '0 of 2 rules broken in 400 rows\n'])
})

test('rules are found, written as a file that check takes, and kept', async () => {
  const run = await rowsmith(['rules', path('t.csv'), '-o', path('found.rules')])
  expect([run.code, run.stderr]).toEqual([0, expect.stringMatching(/^found: \d+ rules?/)])
  expect(await text('found.rules')).toMatch(/^low <= high {2}# 398 of 400, .*broken in 2 rows, 7 91/m)
  expect(await text('found.rules')).toMatch(/^# what every model keeps anyway.*\n# oneOf\(kind, /m)
  const checked = await rowsmith(['check', path('t.csv'), '--rules', path('found.rules')])
  expect(checked.code).toBe(1)
  expect(checked.stdout).toContain('rows 7, 91')
})

test('synth keeps rules, inspect says how, and the report how often they are broken', async () => {
  const [rows, model, report] = [path('s.csv'), path('m.json'), path('r.html')]
  const common = ['--rules', path('t.rules'), '-m', 'independent', '--threads', '1', '--metrics', 'marginal-shape']
  const run = await rowsmith(['synth', path('t.csv'), ...common, '-o', rows, '--save', model, '--report', report])
  expect([run.code, run.stderr]).toEqual([0, expect.stringContaining('rules: of 3')])
  expect((await rowsmith(['check', rows, '--rules', path('t.rules')])).stdout).toBe('0 of 3 rules broken in 400 rows\n')
  const { stdout } = await rowsmith(['inspect', model])
  expect(stdout).toMatch(/Rules, and how they are kept\n {4}low <= high +holds as rows are made\n {4}low \+ high < 400 +drawing /)
  expect(JSON.parse((await rowsmith(['inspect', model, '--json'])).stdout).rules.map(({ rule }: { rule: string }) => rule)).toEqual(rules)
  const html = await text('r.html')
  const section = html.slice(html.indexOf('<section id="rules"'))
  expect(section).toContain('2 of 400 rows (0.5 %)')
  expect(section).toContain('holds as rows are made')
  expect(html).toContain('href="#rules"')
})

test('a report on rows that break rules of the schema says which, and nothing of rules where there are none', async () => {
  await rowsmith(['schema', path('t.csv'), '-o', path('schema.json')])
  const schema = JSON.parse(await text('schema.json'))
  await writeFile(path('ruled.json'), JSON.stringify({ ...schema, rules }))
  await writeFile(path('bad.csv'), `low,high,kind\n1,2,a\n5,3,b\n${'1,3,b\n'.repeat(40)}9,4,a\n`)
  const evaluate = ['evaluate', path('t.csv'), path('bad.csv'), '--metrics', 'marginal-shape', '-q', '-o', path('e.html'), '--schema']
  await rowsmith([...evaluate, path('ruled.json')])
  expect(await text('e.html')).toContain('2 of 43 rows (4.7 %): rows 2, 43')
  await rowsmith([...evaluate, path('schema.json')])
  expect(await text('e.html')).not.toContain('<section id="rules"')
})

test('rules in code hold in every row', async () => {
  await writeFile(path('own.mjs'), "export const rules = [{ name: 'even', holds: (row) => row.low % 2 === 0 }]\n")
  const run = await rowsmith([
    ...[
      'synth',
      path('t.csv'),
      '-m',
      'independent',
      '--rules-module',
      path('own.mjs'),
      '-n',
      '300',
      '--threads',
      '2',
      '-o',
      path('even.csv'),
    ],
  ])
  expect(run.code).toBe(0)
  const found = rowsIn(await text('even.csv'))
  expect(found).toHaveLength(300)
  expect(found.every(([low = 1]) => low % 2 === 0)).toBe(true)
  await writeFile(path('none.mjs'), 'export const nothing = 1\n')
  const none = await rowsmith(['synth', path('t.csv'), '--rules-module', path('none.mjs'), '--no-audit', '-o', path('x.csv')])
  expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('exports no rule')])
})

test.each([
  ['check', 'hight > 3', 'hight'],
  ['synth', 'hight > 3', 'hight'],
  ['synth', 'low >', "bad.rules:1: can't be read: something is missing at character 6"],
  ['synth', 'low > 5\nhigh < 9\nlow < 4', 'low > 5\n  low < 4'],
  ['synth', 'low > 10000', 'low > 10000'],
])('%s refuses %j in one message and writes nothing', async (command, rule, message) => {
  await writeFile(path('bad.rules'), `${rule}\n`)
  const output = path('nothing.csv')
  const run = await rowsmith([
    command,
    path('t.csv'),
    '--rules',
    path('bad.rules'),
    ...(command === 'synth' ? ['--no-audit', '-o', output] : []),
  ])
  expect([run.code, run.stdout]).toEqual([2, ''])
  expect(run.stderr).toContain(message)
  expect(run.stderr).not.toContain('this is a fault of Rowsmith')
  expect(existsSync(output)).toBe(false)
})

test('rules read off the rows are refused under epsilon, and not read off sensitive columns', async () => {
  await rowsmith(['rules', path('t.csv'), '-o', path('found.rules'), '-q'])
  await rowsmith(['schema', path('t.csv'), '-o', path('schema.json')])
  const fit = ['fit', path('t.csv'), '-m', 'mst', '--epsilon', '1', '--schema', path('schema.json'), '-o', path('p.json')]
  const run = await rowsmith([...fit, '--rules', path('found.rules')])
  expect([run.code, run.stderr]).toEqual([2, expect.stringContaining('read off rows')])
  expect(existsSync(path('p.json'))).toBe(false)
  const schema = JSON.parse(await text('schema.json'))
  const columns = schema.columns.map((column: object, i: number) => (i === 0 ? { ...column, sensitive: true } : column))
  await writeFile(path('sensitive.json'), JSON.stringify({ ...schema, columns }))
  const find = ['rules', path('t.csv'), '--schema', path('sensitive.json'), '-o', path('never.rules')]
  expect(await rowsmith(find)).toMatchObject({ code: 2, stderr: expect.stringContaining('low is marked as sensitive') })
  expect(existsSync(path('never.rules'))).toBe(false)
  expect((await rowsmith([...find, '--public-data'])).code).toBe(0)
})

test('check needs rules', async () => {
  expect(await rowsmith(['check', path('t.csv')])).toMatchObject({ code: 2, stderr: expect.stringContaining('nothing to check') })
})

test('synth takes the wishes of sample, together with rules, and says what its --target is', async () => {
  const output = path('steered.csv')
  const synth = ['synth', path('t.csv'), '-m', 'independent', '--no-audit', '--threads', '1', '-o', output]
  const run = await rowsmith([...synth, '--rules', path('t.rules'), '--share', 'kind: {a: 0.6}', '-n', '250'])
  expect([run.code, run.stderr]).toEqual([0, expect.stringContaining('wrote 250 synthetic rows')])
  expect((await text('steered.csv')).match(/,a$/gm)).toHaveLength(150)
  expect((await rowsmith(['check', output, '--rules', path('t.rules')])).code).toBe(0)
  const cover = await rowsmith([...synth, '--cover', 'pairs', '--columns', 'kind,low'])
  const rows = rowsIn(await text('steered.csv')).length
  expect(rows).toBeLessThan(400)
  expect(cover.stderr).toContain(`wrote ${rows} synthetic rows`)
})

test.each([
  [['--share', 'kind'], '--share: names no shares'],
  [['--columns', 'kind'], 'give --cover pairs, too'],
  [['--fair-by', 'weights'], 'give --fair, too'],
  [['--target', 'mean(low) == 3'], 'give a statistic to rowsmith sample'],
])('synth refuses %j before the fit', async (flags, message) => {
  const output = path('unsteered.csv')
  const run = await rowsmith(['synth', path('t.csv'), '-o', output, ...flags])
  expect([run.code, run.stderr.trim().split('\n').at(-1)]).toEqual([2, expect.stringContaining(message)])
  expect(existsSync(output)).toBe(false)
})

test('a report says what was wished of the delivered rows, what came of it, and shows some of them', async () => {
  const synth = ['synth', path('t.csv'), '-m', 'independent', '--metrics', 'marginal-shape', '--threads', '1', '-o', path('w.csv')]
  const run = await rowsmith([...synth, '--share', 'kind: {a: 0.6}', '-n', '250', '--report', path('w.html')])
  expect(run.code).toBe(0)
  const html = await text('w.html')
  const section = html.slice(html.indexOf('<section id="rules"'), html.indexOf('</section>', html.indexOf('<section id="rules"')))
  expect(section).toContain('without the wishes on the delivered ones')
  expect(section).toContain('<li>exact shares')
  expect(section).not.toContain('<table>')
  expect(html).toContain('<section id="preview"')
  const [, first = ''] = (await text('w.csv')).split('\n')
  const shown = html.slice(html.indexOf('<tbody>', html.indexOf('<section id="preview"'))).matchAll(/<td>(.*?)<\/td>/g)
  expect([...shown].slice(0, 3).map(([, cell = '']) => cell.replaceAll(/<[^>]*>/g, ''))).toEqual(first.split(','))
})
