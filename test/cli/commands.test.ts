import { readFile, writeFile } from 'node:fs/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { readTable } from '../../src/node.js'
import { dataset, rowsmith, rowsmithProcess, scratchFolder } from '../support/cli.js'

const { path, names } = scratchFolder()
const penguins = dataset('penguins.csv')
const text = (name: string): Promise<string> => readFile(path(name), 'utf8')

test('synth writes as many rows as the table has, in its own format, and a report', async () => {
  const report = ['--report', path('report.html'), '--metrics', 'marginal-shape,pair-association']
  const run = await rowsmith(['synth', penguins, '-o', path('penguins.csv'), ...report])
  expect(run.stderr).toMatch(/audit: what these rows give away, by 2 models of 172 rows each/)
  expect(run.stderr).toMatch(/nearness: \d+\.\d % ± \d+\.\d of synthetic rows are nearer to a row that was learned/)
  expect(run.stderr).toMatch(/learned 344 rows of .* and wrote 344 synthetic rows/)
  expect(run).toMatchObject({ code: 0, stdout: '' })
  const made = (await text('penguins.csv')).trimEnd().split('\n')
  const real = (await readFile(penguins, 'utf8')).trimEnd().split(/\r?\n/)
  expect(made).toHaveLength(345)
  expect(made[0]).toBe(real[0])
  expect(new Set(made.slice(1)).size).toBeGreaterThan(300)
  const page = await text('report.html')
  expect(page).toMatch(/^<!doctype html>/i)
  expect(page).not.toMatch(/(src|href)="https?:/)
  expect((await names()).filter((name) => name.endsWith('.part'))).toEqual([])
})

test('fit and sample give the rows of synth, the same for any number of threads and in pieces', async () => {
  await rowsmith(['fit', penguins, '-m', 'gaussian-copula', '-o', path('p.model.json')])
  const sample = async (name: string, ...args: string[]): Promise<string> => {
    const run = await rowsmith(['sample', path('p.model.json'), '--seed', '7', '-o', path(name), ...args])
    expect(run.code).toBe(0)
    return text(name)
  }
  const whole = await sample('one.csv', '-n', '20000', '--threads', '1')
  expect(await sample('four.csv', '-n', '20000', '--threads', '4')).toBe(whole)
  const first = await sample('first.csv', '--rows', '0:9000')
  const second = await sample('second.csv', '--rows', '9000:20000', '--threads', '3')
  expect(first + second.slice(second.indexOf('\n') + 1)).toBe(whole)
  expect(whole.split('\n')).toHaveLength(20_002)
})

describe('sample', () => {
  beforeAll(async () => {
    await rowsmith(['fit', penguins, '-m', 'independent', '--no-audit', '-o', path('f.model.json')])
    await rowsmith(['sample', path('f.model.json'), '-n', '50', '-o', path('first.csv')])
  })

  test.each(['csv', 'tsv', 'csv.gz', 'json', 'ndjson', 'arrow', 'feather', 'parquet'])(
    'writes .%s, which reads back as the same rows',
    async (ending) => {
      const run = await rowsmith(['sample', path('f.model.json'), '-n', '50', '-o', path(`rows.${ending}`)])
      expect(run.code).toBe(0)
      const { table, schema } = await readTable(path('first.csv'))
      const again = await readTable(path(`rows.${ending}`), { schema })
      expect(again.table.columns).toEqual(table.columns)
    },
  )
})

test('- is standard input and output', async () => {
  const run = await rowsmithProcess(['synth', '-', '-o', '-', '-n', '3', '-m', 'independent', '-q'], {
    input: await readFile(penguins, 'utf8'),
  })
  expect(run).toMatchObject({ code: 0, stderr: '' })
  expect(run.stdout.trimEnd().split('\n')).toHaveLength(4)
})

test('a schema can be written, edited and used: a code declared categorical stays within its levels', async () => {
  await writeFile(path('codes.csv'), `code,x\n${Array.from({ length: 200 }, (_, i) => `${[1, 5, 9][i % 3]},${i}`).join('\n')}\n`)
  await rowsmith(['schema', path('codes.csv'), '-o', path('codes.schema.json')])
  const schema = JSON.parse(await text('codes.schema.json'))
  schema.columns[0] = { name: 'code', kind: 'categorical', levels: ['1', '5', '9'] }
  await writeFile(path('codes.schema.json'), JSON.stringify(schema))
  const run = await rowsmith(['synth', path('codes.csv'), '--schema', path('codes.schema.json'), '-n', '500', '--no-audit', '-q'])
  expect(run.code).toBe(0)
  expect(
    new Set(
      run.stdout
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((line) => line.split(',')[0]),
    ),
  ).toEqual(new Set(['1', '5', '9']))
})

test('sample --where gives only rows that satisfy the condition', async () => {
  await rowsmith(['fit', dataset('wages-1985.csv'), '-m', 'gaussian-copula', '-o', path('w.model.json')])
  const { schema } = await readTable(dataset('wages-1985.csv'))
  // Age is computed from the others: education, experience and six years before school.
  for (const [name, least, said] of [
    ['experience', 35, /conditioned exactly/],
    ['age', 55, /drawn until they satisfy/],
  ] as const) {
    const at = schema.columns.findIndex((column) => column.name === name)
    expect(at).toBeGreaterThanOrEqual(0)
    const run = await rowsmith(['sample', path('w.model.json'), '-n', '200', '--where', `${name} > ${least}`])
    expect(run.stderr).toMatch(said)
    for (const line of run.stdout.trimEnd().split('\n').slice(1)) expect(Number(line.split(',')[at])).toBeGreaterThan(least)
  }
})

test('inspect says what each column is; of a model, what it holds and gives away', async () => {
  const table = await rowsmith(['inspect', penguins])
  expect(table.stdout).toMatch(/344 rows, 7 columns/)
  expect(table.stdout).toMatch(/because: /)
  expect(JSON.parse((await rowsmith(['inspect', penguins, '--json'])).stdout)).toMatchObject({ rows: 344 })
  await rowsmith(['fit', penguins, '-m', 'gaussian-copula', '-o', path('i.model.json')])
  expect((await rowsmith(['inspect', path('i.model.json')])).stdout).toMatch(/What the file gives away: /)
})

test('evaluate prints the scores and writes them as JSON and HTML', async () => {
  await rowsmith(['synth', penguins, '-m', 'independent', '-o', path('e.csv'), '-q'])
  const run = await rowsmith([
    'evaluate',
    penguins,
    path('e.csv'),
    '--holdout',
    penguins,
    '--metrics',
    'fast',
    '-o',
    path('e.html'),
    '--json',
    path('e.json'),
  ])
  expect(run.code).toBe(0)
  expect(run.stdout).toMatch(/Column shapes/)
  const scores = JSON.parse(await text('e.json'))
  expect(scores).toMatchObject({ format: 'rowsmith-evaluation', version: 1, reference: 'holdout' })
  expect(await text('e.html')).toMatch(/Column shapes/)
})

test('every command has help that names its options', async () => {
  for (const command of ['synth', 'inspect', 'schema', 'fit', 'sample', 'evaluate', 'models', 'metrics']) {
    const run = await rowsmith([command, '--help'])
    expect(run.code).toBe(0)
    expect(run.stdout).toMatch(/Usage: rowsmith/)
  }
  expect((await rowsmith(['models'])).stdout).toMatch(
    /gaussian-copula\n {2}.*\n {2}can be fitted with differential privacy: --epsilon\n {4}-O /,
  )
  expect((await rowsmith(['metrics'])).stdout).toMatch(/marginal-shape/)
})
