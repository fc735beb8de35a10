import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Leaderboard } from '../../../../src/benchmark/leaderboard/leaderboard.js'
import type { CellRecord } from '../../../../src/benchmark/run/record.js'
import { readResults } from '../../../../src/benchmark/run/store.js'
import { type Finished, rowsmith, rowsmithProcess, scratchFolder } from '../../../support/cli.js'

const main = fileURLToPath(new URL('../../../../dist/main.js', import.meta.url))
const { path, names } = scratchFolder()

const rows = (count: number): string =>
  `x,y\n${Array.from({ length: count }, (_, i) => `${(i * 37) % 101},${['a', 'b', 'c'][(i * 5) % 3]}`).join('\n')}\n`
const suite = async (name: string, text: string): Promise<string> => {
  await writeFile(path(name), text)
  return path(name)
}
const cells = (results: string): readonly CellRecord[] => readResults(path(results)).cells
const endOf = (found: readonly CellRecord[], synthesizer: string): string => {
  const own = found.filter((cell) => cell.synthesizer === synthesizer)
  return own.map(({ outcome, reason }) => (reason === null ? outcome : `${outcome}: ${reason}`)).join('; ')
}

/** A process that ended but that nobody has asked for its code doesn't run. */
const isRunning = (id: number): boolean => {
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${id}/stat`, 'utf8'))
  } catch {
    return false
  }
}
const waitFor = async (met: () => Promise<boolean> | boolean): Promise<void> => {
  while (!(await met())) await new Promise((resolve) => setTimeout(resolve, 20))
}

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

test.each([
  ['metrics: fats', /suite\.yaml:3: there is no set, level or metric fats; did you mean fast\?/],
  ['sedes: 3', /suite\.yaml:3: a suite has no sedes; did you mean seeds\?/],
])('a suite with %s is refused at once, and nothing is made', async (line, told) => {
  const file = await suite('suite.yaml', `datasets: [{ name: t, train: t.csv }]\nsynthesizers: [kde]\n${line}\n`)
  expect(await rowsmith(['benchmark', file, '-o', path('none')])).toMatchObject({ code: 2, stderr: expect.stringMatching(told) })
  expect(await names()).not.toContain('none')
})

test.each([
  [['benchmark'], /give a suite file, or --datasets/],
  [['benchmark', 'nowhere.yaml'], /nowhere\.yaml: there is no such file/],
  [['benchmark', '--datasets', 'nowhere'], /nowhere: there is no such file or folder/],
  [['benchmark', '--datasets', 'datasets', '--synthesizers', 'kdee'], /there is no model kdee; did you mean kde\?/],
  [['benchmark', '--datasets', 'datasets', '--metrics', 'fats'], /there is no set, level or metric fats/],
  [['benchmark', 'report', 'nowhere'], /nowhere: holds no results/],
])('%j ends with 2 and says why', async (args, told) => {
  expect(await rowsmith(args)).toMatchObject({ code: 2, stderr: expect.stringMatching(told) })
})

// Workers of the tests have a parent to talk to, as cells do; a process of its own has none.
test('cells are nothing to start by hand', async () => {
  const told = /is started by `rowsmith benchmark` alone/
  expect(await rowsmithProcess(['benchmark', 'cells', 'folder'])).toMatchObject({ code: 2, stderr: expect.stringMatching(told) })
})

test('a fault within a cell ends its process at once, with where it came from', async () => {
  const child = spawn(process.execPath, [main, 'benchmark', 'cells', path('tables')], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    detached: true,
  })
  let said = ''
  child.stderr?.on('data', (chunk) => {
    said += chunk
  })
  child.send({ threads: 1 })
  const [code] = await once(child, 'close')
  expect({ code, said }).toEqual({ code: 1, said: expect.stringMatching(/fault of Rowsmith[\s\S]*TypeError/) })
})

test('two runs into one folder: the second is told so, the first goes on', async () => {
  await writeFile(path('table.csv'), rows(40))
  const file = await suite(
    'slow.yaml',
    'datasets: [{ name: t, train: table.csv }]\nsynthesizers: [{ name: slow, command: "sleep 2; cp {train} {output}" }]\nmetrics: [marginal-shape]\nattacks: true\n',
  )
  const first = spawn(process.execPath, [main, 'benchmark', file, '-o', path('shared'), '-q'])
  await waitFor(async () => (await readFile(path('shared/running.json'), 'utf8').catch(() => '')) !== '')
  const second = await rowsmith(['benchmark', file, '-o', path('shared')])
  expect(second).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/shared: another benchmark is writing there \(process \d+\); wait/),
  })
  const [code] = await once(first, 'close')
  expect(code).toBe(0)
  expect(cells('shared')).toHaveLength(5)
  for (const { attacks } of cells('shared')) expect(attacks?.map(({ attack }) => attack)).toContain('copies')
})

test('a run that is killed takes with it what it started', async () => {
  await writeFile(path('table.csv'), rows(40))
  const file = await suite(
    'killed.yaml',
    'datasets: [{ name: t, train: table.csv }]\nsynthesizers: [{ name: slow, command: "echo $$ {output} > slow.txt; exec sleep 300" }]\nmetrics: [marginal-shape]\n',
  )
  const run = spawn(process.execPath, [main, 'benchmark', file, '-o', path('killed'), '-q'])
  await waitFor(async () => /\n/.test(await readFile(path('slow.txt'), 'utf8').catch(() => '')))
  const slow = Number.parseInt(await readFile(path('slow.txt'), 'utf8'), 10)
  expect(isRunning(slow)).toBe(true)
  run.kill('SIGKILL')
  await waitFor(() => !isRunning(slow))
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
})
