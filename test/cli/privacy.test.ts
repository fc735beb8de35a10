import { readFile, writeFile } from 'node:fs/promises'
import { beforeAll, expect, test } from 'vitest'
import { createRng } from '../../src/random/rng.js'
import { rowsmith, scratchFolder } from '../support/cli.js'

const { path, names } = scratchFolder()
const json = async (name: string) => JSON.parse(await readFile(path(name), 'utf8'))

const columns = [
  { name: 'person', role: 'sequence-key', kind: 'id', pattern: '{n:1}' },
  { name: 'age', kind: 'integer', nullable: false, min: 0, max: 120 },
  { name: 'job', kind: 'categorical', nullable: false, levels: ['cook', 'clerk', 'nurse', 'other'] },
  { name: 'income', kind: 'numeric', decimals: 2, min: 0, max: 1000 },
]
const schemaOf = (changes: object = {}, byColumn: Readonly<Record<string, object>> = {}): string =>
  JSON.stringify({ columns: columns.map((column) => ({ ...column, ...byColumn[column.name] })), rowBound: 100_000, ...changes })

function peopleCsv(rows: number, extra: readonly string[] = []): string {
  const rng = createRng(3)
  const lines = Array.from({ length: rows }, () => {
    const job = ['cook', 'clerk', 'nurse'][rng.integer(3)]
    return `P${rng.integer(rows)},${18 + rng.integer(70)},${job},${(rng.uniform() * 1000).toFixed(2)}`
  })
  return `${['person,age,job,income', ...lines, ...extra].join('\n')}\n`
}

const fit = (name: string, ...args: string[]): ReturnType<typeof rowsmith> =>
  rowsmith(['fit', path('people.csv'), '-m', 'mst', '--schema', path('schema.json'), '-o', path(name), ...args])

beforeAll(async () => {
  await writeFile(path('people.csv'), peopleCsv(300))
  await writeFile(path('schema.json'), schemaOf())
})

test('schema --public writes names and kinds, and nothing that the rows say', async () => {
  await rowsmith(['schema', path('people.csv'), '--public', '--key', 'person', '-o', path('form.json')])
  expect(await json('form.json')).toEqual({
    format: 'rowsmith-schema',
    version: 1,
    dialect: { encoding: 'utf-8', delimiter: ',', quote: '"', header: true, newline: '\n', multiline: false },
    rowBound: null,
    columns: [
      { name: 'person', role: 'sequence-key', kind: 'id', pattern: '{n:1}' },
      { name: 'age', role: 'feature', nullable: true, kind: 'integer', min: null, max: null },
      { name: 'job', role: 'feature', nullable: true, kind: 'categorical', levels: [] },
      { name: 'income', role: 'feature', nullable: true, kind: 'numeric', decimals: null, min: null, max: null },
    ],
  })
  const run = await rowsmith([
    'fit',
    path('people.csv'),
    '-m',
    'mst',
    '--epsilon',
    '1',
    '--schema',
    path('form.json'),
    '-o',
    path('no.json'),
  ])
  expect(run.code).toBe(2)
  expect(run.stderr).toMatch(/age: needs "min" and "max" from public knowledge/)
  expect(run.stderr).toMatch(/job: needs its "levels" from public knowledge/)
  expect(await names()).not.toContain('no.json')
})

test('fit with a budget, statement and rows: what was promised, spent and assumed, and no count of the real rows', async () => {
  const run = await fit('m.json', '--epsilon', '1', '--unit', 'person', '--max-rows-per-unit', '3')
  expect(run.stderr).toMatch(/^mst learned about [\d,]+ rows \(an estimate\) for epsilon 1, delta 1e-9; the model is in \S+m\.json\n$/)
  const statement = await rowsmith(['privacy', 'statement', path('m.json')])
  expect(statement).toMatchObject({ code: 0, stderr: '' })
  for (const words of [
    '(1, 1e-9)-differential privacy',
    'all rows that share a value of person, of which 3 at most were used',
    'add or remove one privacy unit',
    'rho 0.01497 (zCDP)',
    'counts of age: 121 numbers',
    'column job     categorical, 4 levels',
    'most rows      100,000',
    'rowsmith privacy audit --model mst --epsilon 1 --delta 1e-9',
  ]) {
    expect(statement.stdout).toContain(words)
  }
  const asJson = await rowsmith(['privacy', 'statement', path('m.json'), '--json'])
  const { spent, rho, releases } = JSON.parse(asJson.stdout)
  expect(spent).toBeLessThanOrEqual(rho)
  expect(releases.reduce((sum: number, release: { rho: number }) => sum + release.rho, 0)).toBeCloseTo(spent, 12)
  const rows = await rowsmith(['sample', path('m.json'), '-n', '40', '-o', '-', '-q'])
  expect(rows.stdout.trimEnd().split('\n')).toHaveLength(41)
})

test('a statement is refused where nothing was promised and where the ledger was tampered with', async () => {
  await rowsmith(['fit', path('people.csv'), '-m', 'independent', '-o', path('open.json'), '-q'])
  const open = await rowsmith(['privacy', 'statement', path('open.json')])
  expect(open).toMatchObject({ code: 2, stdout: '' })
  expect(open.stderr).toMatch(/was fitted without differential privacy/)
  await fit('m.json', '--epsilon', '1', '-q')
  const text = await readFile(path('m.json'), 'utf8')
  for (const [from, to] of [
    [/"parameter":"(\d)/, '"parameter":"1$1'],
    [/"epsilon":1,/, '"epsilon":0.5,'],
    [/"name":"counts of age",/, ''],
    [/\{"name":"counts of job".*?\},/, ''],
  ] as const) {
    await writeFile(path('bent.json'), text.replace(from, to))
    const bent = await rowsmith(['privacy', 'statement', path('bent.json')])
    expect(bent).toMatchObject({ code: 2, stdout: '' })
    expect(bent.stderr).toMatch(/ledger that does not add up/)
  }
})

test('a ledger adds up all releases from a source, and refuses what would exceed its total before anything is written', async () => {
  const ledger = path('ledger.json')
  expect((await fit('first.json', '--epsilon', '1', '--ledger', ledger)).stderr).toMatch(/--total-epsilon: is needed for a new ledger/)
  const tooMuch = await fit('first.json', '--epsilon', '1', '--ledger', ledger, '--total-epsilon', '0.5')
  expect(tooMuch.stderr).toMatch(/all releases of this source may cost epsilon 0\.5 together/)
  expect(await names()).not.toContain('first.json')
  expect((await fit('first.json', '--epsilon', '1', '--ledger', ledger, '--total-epsilon', '1.2')).code).toBe(0)
  expect(await json('ledger.json')).toMatchObject({ unit: 'row', epsilon: 1.2, delta: 1e-9, releases: [{ model: 'mst', epsilon: 1 }] })
  const before = await readFile(ledger, 'utf8')
  for (const [args, words] of [
    [['--epsilon', '1'], /may cost epsilon 1\.2 together \(delta 1e-9\), and 1\.000 is spent; this one may cost 0\.\d+ at most/],
    [['--epsilon', '0.1', '--total-epsilon', '5'], /has a total of epsilon 1\.2 \(got 5\); it is declared once/],
    [
      ['--epsilon', '0.1', '--unit', 'person', '--max-rows-per-unit', '2'],
      /protects single rows, and this fit all rows with one value of person/,
    ],
  ] as const) {
    const run = await fit('second.json', '--ledger', ledger, ...args)
    expect(run.stderr).toMatch(words)
    expect(run.code).toBe(2)
  }
  expect(await readFile(ledger, 'utf8')).toBe(before)
  expect(await names()).not.toContain('second.json')
  expect((await fit('second.json', '--epsilon', '0.1', '--ledger', ledger)).code).toBe(0)
  const statement = await rowsmith(['privacy', 'statement', path('second.json'), '--ledger', ledger])
  expect(statement.stdout).toMatch(/this source +2 releases, epsilon 1\.0\d+ together at delta 1e-9; at most 1\.2 was declared/)
  expect((await names()).filter((name) => /lock|part/.test(name))).toEqual([])
})

test('a wish that no model can meet is said before anything is spent', async () => {
  const synth = ['synth', path('people.csv'), '-m', 'mst', '--schema', path('schema.json'), '--epsilon', '1', '-o', path('wish.csv')]
  const ledger = ['--ledger', path('wish.json'), '--total-epsilon', '1']
  const run = await rowsmith([...synth, ...ledger, '--share', 'job: {smith: 0.5}'])
  expect([run.code, run.stderr]).toEqual([2, expect.stringContaining('smith')])
  expect(await names()).not.toContain('wish.json')
})

test('a ledger that another run is writing, or that is no ledger, stops the fit: no model without a booking', async () => {
  await writeFile(path('busy.json.lock'), '')
  const busy = await fit('unbooked.json', '--epsilon', '1', '--ledger', path('busy.json'), '--total-epsilon', '2')
  expect(busy.code).toBe(2)
  expect(busy.stderr).toMatch(/can't be booked in: another run is writing it/)
  for (const text of ['{', '{}']) {
    await writeFile(path('broken.json'), text)
    const run = await fit('unbooked.json', '--epsilon', '1', '--ledger', path('broken.json'))
    expect(run.code).toBe(2)
    expect(run.stderr).toMatch(/broken\.json: is no ledger of releases/)
    expect(await readFile(path('broken.json'), 'utf8')).toBe(text)
  }
  expect(await names()).not.toContain('unbooked.json')
})

test.each([
  [['--epsilon', '0'], /epsilon: must be above 0 \(got 0\)/],
  [['--epsilon', '-1'], /epsilon: must be above 0 \(got -1\)/],
  [['--epsilon', 'Infinity'], /epsilon: /],
  [['--epsilon', 'much'], /give a number/],
  [['--epsilon', '11'], /epsilon: above 10 protects nobody in practice \(got 11\)/],
  [['--epsilon', '1', '--delta', '0'], /delta: must be between 0 and 1/],
  [['--epsilon', '1', '--delta', '1e-5'], /delta: is too large for up to 100000 rows \(got 0\.00001\)/],
  [['--epsilon', '1', '--unit', 'person'], /the most rows of one value go together/],
  [['--epsilon', '1', '--max-rows-per-unit', '2'], /the most rows of one value go together/],
  [['--epsilon', '1', '--unit', 'nobody', '--max-rows-per-unit', '2'], /nobody/],
  [['--epsilon', '1', '-m', 'sequential-trees'], /can't be fitted with differential privacy; choose one of mst, aim/],
  [['--epsilon', '1', '-m', 'kde'], /can't be fitted with differential privacy/],
  [[], /needs a budget; give epsilon/],
  [['--delta', '1e-9'], /--delta: goes with --epsilon/],
  [['--ledger', 'l.json'], /--ledger: goes with --epsilon/],
  [['--epsilon', '1', '--total-epsilon', '1'], /--total-epsilon: goes with --ledger/],
  [['--epsilon', '1', '--condition-on', 'age'], /--condition-on: goes without --epsilon/],
])('fit %j ends with exit code 2, words and no model', async (args, message) => {
  await writeFile(path('old.json'), 'keep me')
  const run = await fit('old.json', ...args)
  expect(run.stderr).toMatch(message)
  expect(run).toMatchObject({ code: 2, stdout: '' })
  expect(await readFile(path('old.json'), 'utf8')).toBe('keep me')
})

test('score and impute fit no model that needs a budget', async () => {
  const run = await rowsmith(['score', path('people.csv'), '-m', 'mst'])
  expect(run).toMatchObject({ code: 2, stdout: '' })
  expect(run.stderr).toMatch(/mst: is a model with differential privacy and needs a budget/)
})

test('a high epsilon is for those who ask for it expressly', async () => {
  const high = await fit('high.json', '--epsilon', '11', '--allow-high-epsilon')
  expect(high.code).toBe(0)
  expect(high.stderr).toMatch(/epsilon 11 is a weak promise/)
})

test('without a schema, or with a report of the real rows, nothing is fitted', async () => {
  const bare = await rowsmith(['fit', path('people.csv'), '-m', 'mst', '--epsilon', '1', '-o', path('bare.json')])
  expect(bare).toMatchObject({ code: 2, stdout: '' })
  expect(bare.stderr).toMatch(/--schema: is needed with --epsilon/)
  const schema = ['--schema', path('schema.json')]
  const report = await rowsmith(['synth', path('people.csv'), '-m', 'mst', '--epsilon', '1', ...schema, '--report', path('r.html')])
  expect(report).toMatchObject({ code: 2, stdout: '' })
  expect(report.stderr).toMatch(/--report: goes without --epsilon/)
  expect(await names()).not.toContain('r.html')
})

test('a schema that leaves out what must be public is refused, all of it in one message', async () => {
  await writeFile(path('gaps.json'), schemaOf({}, { age: { max: null }, job: { levels: [] }, income: { min: 7, max: 3 } }))
  const run = await fit('gaps.model.json', '--epsilon', '1', '--schema', path('gaps.json'))
  expect(run.code).toBe(2)
  expect(run.stderr).toMatch(/3 problems\n {2}age: needs[^\n]+\n {2}job: needs[^\n]+\n {2}income: has bounds that contain nothing/)
})

test('levels that the schema leaves open are found out with noise where that is asked for, and the statement says so', async () => {
  await writeFile(path('open.json'), schemaOf({}, { job: { levels: [] } }))
  const args = ['--epsilon', '3', '--delta', '1e-6', '--schema', path('open.json')]
  expect((await fit('closed.model.json', ...args)).stderr).toMatch(/job: needs its "levels"/)
  const run = await fit('open.model.json', ...args, '--open-levels', '--ledger', path('open.ledger.json'), '--total-epsilon', '4')
  expect(run.code).toBe(0)
  const statement = await rowsmith(['privacy', 'statement', path('open.model.json')])
  expect(statement).toMatchObject({ code: 0, stderr: '' })
  expect(statement.stdout).toMatch(
    /levels of job that many rows have: sd \S+, sensitivity 1, rho \S+, those above a threshold that fails with probability 5e-7/,
  )
  expect(statement.stdout).toMatch(/column job +categorical, levels found with noise/)
})

test('a domain that is too large is refused with its size, before anything is booked', async () => {
  const levels = Array.from({ length: 2 ** 20 + 1 }, (_, i) => i.toString(36))
  await writeFile(path('large.json'), schemaOf({}, { job: { levels } }))
  const run = await fit(
    'large.model.json',
    '--epsilon',
    '1',
    '--schema',
    path('large.json'),
    '--ledger',
    path('large.ledger.json'),
    '--total-epsilon',
    '3',
  )
  expect(run.code).toBe(2)
  expect(run.stderr).toMatch(/the columns have 1048577 levels together, of which at most 1048576 can be counted/)
  expect(await names()).not.toContain('large.ledger.json')
})

test('values outside the domain, unknown levels, gaps and rows without a unit are used or dropped without a word', async () => {
  const odd = [
    'Pa,999999999,cook,-5',
    'Pb,30,astronaut,12',
    'Pc,,cook,1e308',
    ',41,nurse,3.14',
    'Pd,NaN,cook,Infinity',
    'Pe,40.5,cook,0x1F',
    'Pf, 12 ,cook,',
  ]
  await writeFile(path('odd.csv'), peopleCsv(300, odd))
  const args = ['-m', 'mst', '--epsilon', '1', '--schema', path('schema.json'), '--unit', 'person', '--max-rows-per-unit', '2']
  const run = await rowsmith(['synth', path('odd.csv'), ...args, '-n', '500', '--save', path('odd.model.json')])
  expect(run.code).toBe(0)
  expect(run.stderr).toMatch(
    /^mst learned about [\d,]+ rows \(an estimate\) for epsilon 1, delta 1e-9; 500 synthetic rows are in standard output\n$/,
  )
  const rows = run.stdout
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))
  expect(rows.every(([, age]) => Number(age) >= 0 && Number(age) <= 120)).toBe(true)
  expect(rows.every(([, , job]) => columns[2]?.levels?.includes(job as string))).toBe(true)
  expect(rows.every(([, , , income]) => income === '' || (Number(income) >= 0 && Number(income) <= 1000))).toBe(true)
  expect(await readFile(path('odd.model.json'), 'utf8')).not.toMatch(/astronaut|(?<![\d.])999999999(?!\d)|"Pa"|1e308/)
})

test('a table without rows, and one of one row, are fitted like any other', async () => {
  for (const [name, text] of [
    ['none.csv', 'person,age,job,income\n'],
    ['one.csv', 'person,age,job,income\nP1,50,cook,100\n'],
  ] as const) {
    await writeFile(path(name), text)
    const run = await rowsmith(['fit', path(name), '-m', 'mst', '--epsilon', '1', '--schema', path('schema.json'), '-o', path('few.json')])
    expect(run.code).toBe(0)
  }
})

test('models says which can be private', async () => {
  const { stdout } = await rowsmith(['models'])
  expect(stdout).toMatch(/^mst\n.*\n {2}needs a privacy budget: --epsilon$/m)
  expect(stdout).toMatch(/^independent\n.*\n {2}can be fitted with differential privacy: --epsilon$/m)
  expect(stdout).toMatch(/^kde\n.*\n {4}-O/m)
})
