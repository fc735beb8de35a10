import { readFile, writeFile } from 'node:fs/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Leaderboard } from '../../../../src/benchmark/leaderboard/leaderboard.js'
import { type Finished, rowsmith } from '../../../support/cli.js'
import { benchmarkFolder, endOf, isRunning, rows, waitFor } from './support.js'

const { path, suite, cells } = benchmarkFolder()

/** What an adapter does that goes wrong, and how that is told. */
const faults = {
  crashes: ['echo told why >&2; exit 3; {output}', /^crash: ended with code 3: told why$/],
  nowhere: ['no-such-program {output}', /^crash: ended with code 127: .*no-such-program/],
  header: ["printf 'x,z\\n1,2\\n' > {output}", /^bad-output: wrote a wrong header: it lacks "y" and has "z"$/],
  index: ["sed 's/^/0,/' {train} > {output}", /^bad-output: wrote a wrong header: it has "0"$/],
  few: ['head -n 3 {train} > {output}', /^bad-output: wrote too few rows \(got 2 of 32\)$/],
  gaps: ['(echo x,y; yes , | head -n {rows}) > {output}', /^bad-output: wrote nothing but missing values$/],
  garbage: ['head -c 3000 /dev/urandom > {output}', /^bad-output: wrote/],
  words: ['(echo x,y; yes what,a | head -n {rows}) > {output}', /^bad-output: wrote what can't be read \(.*x.*what/],
  nothing: ['true {output}', /^bad-output: wrote no output$/],
  empty: ['touch {output}', /^bad-output: wrote an empty file$/],
  endless: ['sleep 300 & echo $! > left.txt; wait; echo {output}', /^time-out: made no rows within 12 s$/],
  greedy: [
    `${process.execPath} -e 'globalThis.kept = Buffer.alloc(9e8, 1); setTimeout(() => 0, 60000)' {output}`,
    /^out-of-memory: took .* MB, more than the 600 MB it may$/,
  ],
} as const

describe('a suite with whatever may go wrong', () => {
  let run: Finished
  beforeAll(async () => {
    await writeFile(path('table.csv'), rows(40))
    const commands = Object.entries(faults).map(
      ([name, [command]]) => `  - { name: ${name}, command: ${JSON.stringify(command)}, datasets: [table] }`,
    )
    const text = `datasets:
  - { name: table, train: table.csv }
  - { name: astray, train: table.csv, target: nobody }
  - { name: absent, train: no-such-file.csv }
  - { name: elsewhere, train: "\${ROWSMITH_NO_SUCH_FOLDER}/a.csv" }
synthesizers:
  - independent
  - { name: copy, command: "cp {train} {output}" }
  - { name: tells, command: "cp {train} {output}; echo '{\\"fit\\": 1.5, \\"sample\\": 0.25, \\"version\\": \\"tells 3\\"}' > {output}.json" }
  - { name: markov-chain }
${commands.join('\n')}
metrics: [marginal-shape]
limits: { time: 12s, memory: 600MB }
`
    run = await rowsmith(['benchmark', await suite('suite.yaml', text), '-o', path('results'), '--jobs', '2', '-q'])
  }, 120_000)

  test('goes on to the end, and says what is wrong with datasets once each', () => {
    expect(run.code).toBe(2)
    const { stderr } = run
    expect(cells('results').map(({ dataset }) => dataset)).toEqual(Array(20).fill('table'))
    expect(stderr).toBe('')
  })

  test.each(Object.entries(faults))('records what %s does as a result with a reason', (name, [, told]) => {
    expect(endOf(cells('results'), name)).toMatch(told)
  })

  test('leaves nothing running of what it ended', async () => {
    const left = Number(await readFile(path('left.txt'), 'utf8'))
    expect(left).toBeGreaterThan(1)
    expect(isRunning(left)).toBe(false)
  })

  test('scores the others and the baselines, and takes what a command tells of itself', () => {
    const found = cells('results')
    for (const name of ['independent', 'copy', 'tells', '(self)', '(half)', '(permuted)', '(uniform)'])
      expect(endOf(found, name)).toBe('ok')
    const [copy, tells, independent] = ['copy', 'tells', 'independent'].map((name) => found.find(({ synthesizer }) => synthesizer === name))
    expect(copy?.rows).toEqual({ training: 32, holdout: 8, synthetic: 32 })
    expect(copy?.closeness?.matchesTraining).toBe(1)
    expect(copy?.scores).toEqual(found.find(({ synthesizer }) => synthesizer === '(self)')?.scores)
    expect(tells).toMatchObject({ version: 'tells 3', seconds: { fit: 1.5, sample: 0.25 } })
    expect(independent?.attacks).toBeNull()
    expect(independent?.modelBytes).toBeGreaterThan(100)
    expect(independent?.peakBytes).toBeGreaterThan(2e7)
    expect(endOf(found, 'markov-chain')).toMatch(/^refused: markov-chain: learns sequences/)
  })

  test('is told again without running anything, and with other limits only what they cut off', async () => {
    const again = await rowsmith(['benchmark', path('suite.yaml'), '-o', path('results')])
    expect(again.code).toBe(2)
    expect(again.stderr).toMatch(/^elsewhere: left out; set ROWSMITH_NO_SUCH_FOLDER to the folder that holds its files\n/)
    expect(again.stderr).toMatch(/absent: there is no file .*no-such-file\.csv; check the name\n/)
    expect(again.stderr.match(/astray: nobody: no such column/g)).toHaveLength(1)
    expect(again.stderr).toMatch(/cells: none run, 20 were there already/)
  })

  test('has a leaderboard as text, page with reports, JSON and CSV', async () => {
    const report = await rowsmith([
      'benchmark',
      'report',
      path('results'),
      '-o',
      path('board.html'),
      '--json',
      path('board.json'),
      '--csv',
      path('board.csv'),
    ])
    expect(report).toMatchObject({ code: 0, stdout: expect.stringMatching(/^1 dataset, 1 seed\./) })
    const board = JSON.parse(await readFile(path('board.json'), 'utf8')) as Leaderboard
    expect(board.failures).toHaveLength(Object.keys(faults).length + 1)
    const page = await readFile(path('board.html'), 'utf8')
    const link = /href="(board-reports\/[0-9a-f]+\.html)"/.exec(page)?.[1]
    expect(await readFile(path(link as string), 'utf8')).toContain('Rowsmith report')
    expect(await readFile(path('board.csv'), 'utf8')).toMatch(/^table,copy,command,1,ok,,marginal-shape,marginal,/m)
  })
})

test('where the process that runs cells is killed, its command ends with it, the cell is a crash, and the others go on', async () => {
  await writeFile(path('table.csv'), rows(40))
  const file = await suite(
    'orphan.yaml',
    `datasets: [{ name: t, train: table.csv }]
synthesizers: [{ name: orphan, command: "echo $PPID $$ > orphan.txt; sleep 300; true {output}" }, { name: copy, command: "cp {train} {output}" }]
metrics: [marginal-shape]
`,
  )
  const run = rowsmith(['benchmark', file, '-o', path('orphan'), '-q'])
  await waitFor(async () => /\n/.test(await readFile(path('orphan.txt'), 'utf8').catch(() => '')))
  const [cellProcess, command] = (await readFile(path('orphan.txt'), 'utf8')).split(' ').map(Number) as [number, number]
  process.kill(cellProcess, 'SIGKILL')
  expect((await run).code).toBe(0)
  expect(isRunning(command)).toBe(false)
  expect(endOf(cells('orphan'), 'orphan')).toBe('crash: the process ended with SIGKILL')
  expect(endOf(cells('orphan'), 'copy')).toBe('ok')
})

test('a table of sequences: a chain draws as many, and rows by themselves are no match for it', async () => {
  const lines = Array.from({ length: 120 }, (_, who) =>
    Array.from({ length: 1 + (who % 5) }, (_, visit) => `p${who},${visit},${'abc'[(who + visit) % 3]}`).join('\n'),
  )
  await writeFile(path('visits.csv'), `who,visit,kind\n${lines.join('\n')}\n`)
  const file = await suite(
    'sequences.yaml',
    `datasets: [{ name: visits, train: visits.csv, key: who, order: visit }]
synthesizers: [markov-chain, independent, { name: copy, command: "cp {train} {output}" }]
metrics: [sequence-lengths, sequence-grams, marginal-shape]
`,
  )
  expect(await rowsmith(['benchmark', file, '-o', path('sequences'), '-q'])).toMatchObject({ code: 0, stderr: '' })
  const found = cells('sequences')
  const value = (name: string, metric: string): number =>
    found.find(({ synthesizer }) => synthesizer === name)?.scores.find((score) => score.metric === metric)?.value ?? Number.NaN
  for (const name of ['markov-chain', 'copy', '(self)', '(half)']) {
    expect(endOf(found, name)).toBe('ok')
    expect(value(name, 'sequence-lengths')).toBeGreaterThan(0.6)
  }
  expect(value('markov-chain', 'sequence-grams')).toBeGreaterThan(0.8)
  expect(value('independent', 'sequence-lengths')).toBeLessThan(0.3)
})

test('without a suite: models on files, quickly', async () => {
  await writeFile(path('big.csv'), rows(2600))
  const run = await rowsmith([
    'benchmark',
    '--datasets',
    path('big.csv'),
    '--synthesizers',
    'independent',
    '--quick',
    '--metrics',
    'marginal-shape',
    '-o',
    path('quick'),
    '-q',
  ])
  expect(run).toMatchObject({ code: 0, stderr: '' })
  expect(cells('quick').find(({ synthesizer }) => synthesizer === 'independent')?.rows).toEqual({
    training: 1600,
    holdout: 400,
    synthetic: 1600,
  })
  const report = await rowsmith(['benchmark', 'report', path('quick'), '--json', path('board.json')])
  expect(report).toMatchObject({ code: 0, stdout: expect.stringMatching(/^1 dataset, 1 seed\./) })
  expect(JSON.parse(await readFile(path('board.json'), 'utf8')).failures).toEqual([])
})
