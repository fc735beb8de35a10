import { readFile, writeFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import type { Comparison, Evaluation } from '../../../src/evaluate/evaluation.js'
import { readTable, writeTable } from '../../../src/node.js'
import { dataset, rowsmith, scratchFolder } from '../../support/cli.js'

const { path } = scratchFolder()
const penguins = dataset('penguins.csv')
const json = async <T>(name: string): Promise<T> => JSON.parse(await readFile(path(name), 'utf8')) as T

/** Rows of a date, a code, a number and a level, in which `change` may spoil a cell. */
const rows = (count: number, change: (cell: string, column: string, row: number) => string = (cell) => cell) => {
  const lines = Array.from({ length: count }, (_, i) => {
    const day = new Date(Date.UTC(2020, 0, 1 + ((i * 37) % 700))).toISOString().slice(0, 10)
    const cells = { day, code: `${(i * 7) % 3}`, x: `${(i * 13) % 101}`, y: ['a', 'b', 'c'][(i * 5) % 3] as string }
    return Object.entries(cells)
      .map(([column, cell]) => change(cell, column, i))
      .join(',')
  })
  return `day,code,x,y\n${lines.join('\n')}\n`
}
const write = async (name: string, text: string) => {
  await writeFile(path(name), text)
  return path(name)
}

describe('rowsmith evaluate', () => {
  test('puts several tables side by side, and one JSON holds them all', async () => {
    for (const seed of ['1', '2'])
      await rowsmith(['synth', penguins, '-m', 'independent', '--seed', seed, '-o', path(`s${seed}.csv`), '-q'])
    const run = await rowsmith([
      'evaluate',
      penguins,
      path('s1.csv'),
      path('s2.csv'),
      '--metrics',
      'marginal,pair-association',
      '--made-by',
      'independent',
      '--json',
      path('many.json'),
      '-o',
      path('many.html'),
    ])
    expect(run.code).toBe(0)
    expect(run.stdout).toMatch(/2 synthetic tables compared/)
    const { format, evaluations, completeness } = await json<Comparison>('many.json')
    expect(format).toBe('rowsmith-comparison')
    expect(evaluations.map(({ name, maker }) => [name, maker])).toEqual([
      [path('s1.csv'), 'independent'],
      [path('s2.csv'), 'independent'],
    ])
    expect(completeness.open).toEqual(['missingness', 'conditional', 'joint'])
    expect(run.stdout).toMatch(/Left open: missing values, each column given all others, whole rows/)
    const report = await readFile(path('many.html'), 'utf8')
    for (const name of ['s1.csv', 's2.csv']) expect(report).toContain(path(name))
  })

  test('goes on where it was broken off, with the scores of the same evaluation only', async () => {
    await write('real.csv', rows(80))
    await write('made.csv', rows(60))
    const few = 'marginal-shape,marginal-coverage,decimals'
    const evaluate = (json: string, ...more: string[]) =>
      rowsmith(['evaluate', path('real.csv'), path('made.csv'), '--metrics', few, '--json', path(json), '-q', ...more])
    const without = ({ timings, ...others }: Evaluation) => others
    await evaluate('whole.json')
    const whole = without(await json<Evaluation>('whole.json'))
    const kept = path('kept.jsonl')
    expect((await evaluate('first.json', '--resume', kept)).code).toBe(0)
    const text = await readFile(kept, 'utf8')
    // Broken off in the middle of a line.
    await writeFile(kept, text.slice(0, text.length * 0.6))
    expect((await evaluate('second.json', '--resume', kept)).code).toBe(0)
    const lines = (of: string) => of.trim().split('\n').sort()
    const timeless = (line: string) => line.replace(/"milliseconds":[\d.e-]+/g, '')
    expect(lines(await readFile(kept, 'utf8')).map(timeless)).toEqual(lines(text).map(timeless))
    for (const name of ['first.json', 'second.json']) expect(without(await json<Evaluation>(name))).toEqual(whole)
    const other = await evaluate('other.json', '--resume', kept, '--seed', '9')
    expect([other.code, other.stderr]).toEqual([
      2,
      expect.stringMatching(/kept\.jsonl: holds scores of other tables, another schema, seed/),
    ])
    const table = await evaluate('other.json', '--resume', path('made.csv'))
    expect([table.code, table.stderr]).toEqual([2, expect.stringMatching(/made\.csv: holds no kept scores/)])
    expect(await readFile(path('made.csv'), 'utf8')).toBe(rows(60))
  })

  test('chooses sets, levels and metrics, takes targets and sensitive columns, and explains', async () => {
    const run = await rowsmith([
      'evaluate',
      penguins,
      path('s1.csv'),
      '--metrics',
      'missing-rates,marginal-shape',
      '--explain',
      'pair-association',
      '--json',
      path('one.json'),
    ])
    expect(run.code).toBe(0)
    expect(run.stdout).toMatch(/pair-association, .*s1\.csv\n {2}Correlations \(Association similarity/)
    const { format, scores, timings } = await json<Evaluation>('one.json')
    expect(format).toBe('rowsmith-evaluation')
    expect(scores.map(({ metric }) => metric)).toEqual(['missing-rates', 'marginal-shape', 'pair-association'])
    expect(new Set(scores.map(({ level }) => level))).toEqual(new Set(['missingness', 'marginal', 'pairwise']))
    expect(Object.keys(timings?.metrics ?? {})).toContain('marginal-shape')
    const unknown = await rowsmith(['evaluate', penguins, path('s1.csv'), '--sensitive', 'nope'])
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringMatching(/nope/) })
  })

  test('stops beginning metrics when the budget is spent', async () => {
    const run = await rowsmith(['evaluate', penguins, path('s1.csv'), '--budget', '0', '--json', path('none.json')])
    expect(run.code).toBe(0)
    expect(run.stdout.replace(/\s+/g, ' ')).toMatch(/Left out: the budget of 0 s was spent/)
    expect((await json<Evaluation>('none.json')).scores.every(({ value }) => value === null)).toBe(true)
    expect(await rowsmith(['evaluate', penguins, path('s1.csv'), '--budget', 'soon'])).toMatchObject({ code: 2 })
  })

  test('runs metrics of a plug-in beside its own', async () => {
    const plugin = `export const shared = { name: 'shared-rows', title: 'Shared rows', plain: 'Rows in both.', level: 'joint',
      implies: 'none', goal: 'minimize', missing: 'Equal to each other.', floor: 'worst',
      compute: async ({ training, synthetic }, { columns }) => ({ value: columns.length / (100 + training.rows + synthetic.rows) }) }\n`
    await write('plugin.mjs', plugin)
    const run = await rowsmith([
      'evaluate',
      penguins,
      path('s1.csv'),
      '--metrics',
      'marginal-shape,shared-rows',
      '--plugin',
      path('plugin.mjs'),
      '--threads',
      '2',
      '--json',
      path('own.json'),
    ])
    expect(run.code).toBe(0)
    const { scores } = await json<Evaluation>('own.json')
    expect(scores.map(({ metric }) => metric)).toEqual(['marginal-shape', 'shared-rows'])
    expect(scores[1]?.value).toBeCloseTo(7 / (100 + 172 + 172), 6)
    const faults: readonly (readonly [string, RegExp])[] = [
      ['export const a = 1', /exports no metric/],
      [plugin.replace("'joint'", "'deep'"), /shared-rows is no metric: level/],
      ['export const a = {', /can't be loaded/],
      [plugin.replace('columns.length', 'columns.length.a.b'), /metric shared-rows: failed/],
    ]
    for (const [index, [source, message]] of faults.entries()) {
      const bad = await write(`bad${index}.mjs`, source)
      expect(await rowsmith(['evaluate', penguins, path('s1.csv'), '--metrics', 'marginal-shape', '--plugin', bad])).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(message),
      })
    }
    expect(await rowsmith(['evaluate', penguins, path('s1.csv'), '--plugin', 'nowhere.mjs'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/nowhere\.mjs: no such file/),
    })
  })

  test('lists metrics with level, basis, direction, range and set, and what the sets hold', async () => {
    const { stdout } = await rowsmith(['metrics'])
    expect(stdout).toMatch(
      /marginal-shape: Column shapes \(Kolmogorov-Smirnov and total variation complement\)\n {2}marginal, model-free, maximize from 0 to 1, fast\n/,
    )
    expect(stdout).toMatch(/\n {2}fast: missing-rates, /)
    expect(stdout).toMatch(/\n {2}standard: missing-rates, .*marginal-shape, /)
  })
})

test('the report of synth judges what it is told to', async () => {
  const args = [
    'synth',
    penguins,
    '-m',
    'independent',
    '-o',
    path('p.csv'),
    '-q',
    '--report',
    path('p.html'),
    '--metrics',
    'missing-rates,marginal-shape',
  ]
  expect((await rowsmith(args)).code).toBe(0)
  const report = await readFile(path('p.html'), 'utf8')
  expect(report).toMatch(/Column shapes/)
  expect(report).not.toMatch(/Pair shapes/)
})

describe('files that differ', () => {
  test('in the order of columns and in one too many are reconciled, and the text says what was left out', async () => {
    const real = await write('real.csv', rows(200))
    const turned = rows(200)
      .split('\n')
      .map((line, i) => (line === '' ? '' : `${i === 0 ? 'index' : i},${line.split(',').reverse().join(',')}`))
      .join('\n')
    const run = await rowsmith(['evaluate', real, await write('turned.csv', turned), '--metrics', 'fast', '--json', path('turned.json')])
    expect(run.code).toBe(0)
    expect(run.stdout).toMatch(/Left out: index \(only in the synthetic rows\)/)
    const same = await rowsmith(['evaluate', real, real, '--metrics', 'fast', '--json', path('same.json')])
    expect(same.code).toBe(0)
    expect((await json<Evaluation>('turned.json')).scores).toEqual((await json<Evaluation>('same.json')).scores)
  })

  test('beyond that give one message with everything that is wrong in all of them', async () => {
    const real = await write('real.csv', rows(200))
    const spoiled = await write(
      'spoiled.csv',
      rows(200, (cell, column, row) => (column === 'x' && row === 7 ? 'seven' : column === 'day' && row === 9 ? 'someday' : cell)),
    )
    const lacking = await write(
      'lacking.csv',
      rows(200)
        .split('\n')
        .map((line) => line.split(',').slice(0, 3).join(','))
        .join('\n'),
    )
    const run = await rowsmith(['evaluate', real, spoiled, lacking, '--target', 'y'])
    expect(run.code).toBe(2)
    expect(run.stdout).toBe('')
    for (const problem of [/spoiled\.csv: /, /x: .*seven/, /day: .*someday/, /lacking\.csv: .*y: is in the schema but not in the data/s])
      expect(run.stderr).toMatch(problem)
  })

  test('in how codes and truth are written are read alike, and it is said', async () => {
    const real = (truth: readonly string[], code: (i: number) => string) =>
      `flag,code,x\n${Array.from({ length: 90 }, (_, i) => `${truth[i % 2]},${code(i % 3)},${i}`).join('\n')}\n`
    const one = await write('truth.csv', real(['False', 'True'], String))
    const other = await write(
      'numbers.csv',
      real(['0', '1'], (i) => `${i}.0`),
    )
    const run = await rowsmith([
      'evaluate',
      one,
      other,
      '--categorical',
      'code',
      '--metrics',
      'marginal-shape,marginal-adherence',
      '--json',
      path('alike.json'),
    ])
    expect(run.stderr).toMatch(/numbers\.csv: flag: read 0 as False, 1 as True\n/)
    expect(run.stderr).toMatch(/numbers\.csv: code: read 0\.0 as 0, 1\.0 as 1, 2\.0 as 2\n/)
    const { scores } = await json<Evaluation>('alike.json')
    const same = await rowsmith([
      'evaluate',
      one,
      one,
      '--categorical',
      'code',
      '--metrics',
      'marginal-shape,marginal-adherence',
      '--json',
      path('one.json'),
    ])
    expect(same.stderr).toBe('')
    expect(scores).toEqual((await json<Evaluation>('one.json')).scores)
  })

  test('in how dates are stored, text in one and dates in the other, are the same dates', async () => {
    const real = await write('dates.csv', rows(300))
    const { table, schema } = await readTable(real)
    const typed = {
      ...schema,
      columns: schema.columns.map((column) => (column.name === 'day' ? { ...column, storage: 'date32[day]' } : column)),
    }
    await writeTable(path('dates.parquet'), table, typed)
    for (const [one, other] of [
      [real, path('dates.parquet')],
      [path('dates.parquet'), real],
    ] as const) {
      const run = await rowsmith(['evaluate', one, other, '--metrics', 'marginal-shape', '--json', path('dates.json')])
      expect(run.stderr).toBe('')
      expect(run.code).toBe(0)
      const { scores } = await json<Evaluation>('dates.json')
      // Two draws of 150 out of the same 300 rows; 0.3 is beyond 5 standard deviations of a distance.
      expect(scores[0]?.details.find(({ columns }) => columns[0] === 'day')?.value).toBeGreaterThan(0.7)
    }
  })

  test('because one of them is empty, all-missing, constant or a single row, give scores or reasons', async () => {
    const real = await write('real.csv', rows(200))
    const others = [
      rows(0),
      rows(1),
      rows(200, () => ''),
      rows(200, (_, column) => ({ day: '2020-05-05', code: '1', x: '5', y: 'b' })[column] as string),
    ]
    const files = await Promise.all(others.map((text, i) => write(`odd${i}.csv`, text)))
    for (const file of files) {
      const run = await rowsmith(['evaluate', real, file, '--metrics', 'fast', '--json', path('odd.json')])
      expect(run, file).toMatchObject({ code: 0, stderr: '' })
      const { scores } = await json<Evaluation>('odd.json')
      for (const { value, reason } of scores) if (value === null) expect(reason).toMatch(/\.$/)
    }
  })

  test('names columns that are written otherwise, whatever they say, and single columns are worse for it', async () => {
    await write('plain.csv', rows(300))
    const changed = (cell: string, column: string) => (column === 'code' ? `0${cell}` : column === 'day' ? `${cell} 00:00:00` : cell)
    await write('changed.csv', rows(300, changed))
    const run = await rowsmith(['evaluate', path('plain.csv'), path('changed.csv'), '--metrics', 'fast', '--json', path('written.json')])
    expect(run.code).toBe(0)
    expect(run.stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /day: 100\.0 % of its cells are written otherwise than real ones, such as 2020-01-01 00:00:00 for 2020-01-01/,
    )
    const { lines } = await json<Evaluation>('written.json')
    const line = lines.find(({ level }) => level === 'marginal')
    expect(line?.verdict).toBe('worse')
    expect(line?.findings.map((finding) => finding.split(':')[0])).toEqual(['day', 'code'])
  })
})
