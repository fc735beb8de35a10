import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { dataset, rowsmith, scratchFolder } from '../support/cli.js'

const { path, names } = scratchFolder()
const penguins = dataset('penguins.csv')
const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url))

/** File name, content, and what the message must say. */
const badFiles: readonly (readonly [string, string | Buffer, RegExp])[] = [
  ['empty.csv', '', /empty/],
  ['header-only.csv', 'a,b,c\n', /header.*no rows/s],
  ['ragged.csv', 'a,b\n1,2\n3,4,5\n', /ragged\.csv:3: .*3.*2/s],
  ['short.csv', 'a,b\n1,2\n3\n', /short\.csv:3: /],
  ['binary.csv', Buffer.from(Array.from({ length: 4000 }, (_, i) => (i * 37) % 256)), /binary/],
  ['unclosed.csv', 'a,b\n1,"2\n3,4\n', /quote/],
  ['empty.csv.gz', '', /empty|gzip/],
  ['cut.csv.gz', Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]), /gzip|cut/],
  ['not.parquet', 'a,b\n1,2\n', /[Pp]arquet/],
  ['not.arrow', 'a,b\n1,2\n', /Arrow/],
  ['broken.json', '[{"a": 1},', /JSON/],
  ['long-cell.csv', `a,b\n1,"${'x'.repeat(3_000_000)}"\n`, /long-cell\.csv:2: .*quote/s],
]

describe('a bad file gives one message, exit code 2 and no output', () => {
  test.each(badFiles)('%s', async (name, content, message) => {
    await writeFile(path(name), content)
    const run = await rowsmith(['synth', path(name), '-o', path('out.csv')])
    expect(run.stderr).toMatch(message)
    expect(run.stderr).toMatch(/^rowsmith: [^\n]+\n$/)
    expect(run.stderr).not.toMatch(/ {4}at |fault of Rowsmith/)
    expect(run.code).toBe(2)
    expect((await names()).filter((name) => name.startsWith('out.csv') || name.endsWith('.part'))).toEqual([])
  })

  test('a missing file and a directory', async () => {
    expect(await rowsmith(['inspect', path('nowhere.csv')])).toMatchObject({ code: 2, stderr: expect.stringMatching(/no such file/) })
    await mkdir(path('folder.csv'))
    expect(await rowsmith(['inspect', path('folder.csv')])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/is a folder without a table/),
    })
  })
})

test.each([
  [['synth', penguins, '-m', 'nope'], /no model 'nope'; choose one of .*gaussian-copula/],
  [['synth', penguins, '-O', 'nope=1'], /no option nope/],
  [['synth', penguins, '-m', 'gaussian-copula', '-O', 'knots=abc'], /knots: /],
  [['synth', penguins, '--seed', '-1'], /whole number/],
  [['synth', penguins, '-n', '0'], /whole number from 1 up/],
  [['synth'], /synth: needs a table, or with --from a schema/],
  [['frobnicate'], /unknown command/],
  [['synth', penguins, '--frobnicate'], /unknown option/],
  [['synth', penguins, '-o', 'rows.xyz'], /rows\.xyz: .*format/s],
  [['synth', penguins, '-o', '/nowhere/at/all.csv'], /folder does not exist/],
  [['synth', penguins, '-m', 'independent', '--format', 'csv', '-o', '/dev/full'], /disk is full/],
  [['synth', penguins, '--where', 'nope > 1'], /no column nope/],
  [['synth', penguins, '--target', 'nope'], /nope/],
  [['sample', dataset('README.md')], /model/],
  [['fit', penguins, '-o', '/nowhere/at/all.model.json'], /folder does not exist/],
  [['synth', penguins, '--save', '/nowhere/at/all.model.json'], /folder does not exist/],
])('%j is refused in words, before anything is fitted', async (args, message) => {
  const run = await rowsmith(args)
  expect(run.stderr).toMatch(message)
  expect(run.stderr).not.toMatch(/ {4}at |fault of Rowsmith|audit: /)
  expect(run.code).toBe(2)
})

test('a schema that contradicts the data lists every contradiction at once and leaves the old output as it was', async () => {
  await writeFile(path('data.csv'), `a,b\n${'x,1\ny,2\n'.repeat(30)}`)
  const schema = {
    columns: [
      { name: 'a', kind: 'integer' },
      { name: 'b', kind: 'categorical', levels: ['1'] },
      { name: 'c', kind: 'integer' },
    ],
  }
  await writeFile(path('bad.schema.json'), JSON.stringify(schema))
  await writeFile(path('old.csv'), 'keep me')
  const run = await rowsmith(['synth', path('data.csv'), '--schema', path('bad.schema.json'), '-o', path('old.csv')])
  expect(run.code).toBe(2)
  for (const column of ['a: ', 'b: ', 'c: ']) expect(run.stderr).toContain(column)
  expect(await readFile(path('old.csv'), 'utf8')).toBe('keep me')
})

test('a schema with a typo is refused with the place', async () => {
  await writeFile(path('typo.schema.json'), JSON.stringify({ columns: [{ name: 'a', kind: 'integr' }] }))
  const run = await rowsmith(['synth', penguins, '--schema', path('typo.schema.json')])
  expect(run).toMatchObject({ code: 2, stderr: expect.stringMatching(/typo\.schema\.json: columns\.0/) })
})

test('a model file of another version, and a damaged one, are refused in words', async () => {
  await rowsmith(['fit', penguins, '-m', 'independent', '-o', path('m.model.json')])
  const good = await readFile(path('m.model.json'), 'utf8')
  await writeFile(path('new.model.json'), good.replace('"version": 1', '"version": 99'))
  expect(await rowsmith(['sample', path('new.model.json')])).toMatchObject({ code: 2, stderr: expect.stringMatching(/version 99.*update/) })
  await writeFile(path('cut.model.json'), good.slice(0, good.length / 2))
  expect(await rowsmith(['sample', path('cut.model.json')])).toMatchObject({ code: 2, stderr: expect.stringMatching(/no valid JSON/) })
})

test('a reader that goes away ends the run quietly', async () => {
  await rowsmith(['fit', penguins, '-m', 'independent', '-o', path('pipe.model.json')])
  const child = spawn(process.execPath, [main, 'sample', path('pipe.model.json'), '-n', '300000', '--threads', '2'])
  let errors = ''
  child.stderr.on('data', (chunk) => {
    errors += chunk
  })
  await once(child.stdout, 'data')
  child.stdout.destroy()
  const [code] = await once(child, 'close')
  expect(errors).not.toMatch(/fault of Rowsmith|EPIPE/)
  expect(code).toBe(0)
})

test('Ctrl-C leaves nothing half-written', async () => {
  await rowsmith(['fit', penguins, '-m', 'independent', '-o', path('int.model.json')])
  const child = spawn(process.execPath, [main, 'sample', path('int.model.json'), '-n', '20000000', '-o', path('interrupted.csv')])
  while (!(await names()).some((name) => name.includes('interrupted'))) await new Promise((resolve) => setTimeout(resolve, 20))
  child.kill('SIGINT')
  const [, signal] = await once(child, 'close')
  expect(signal).toBe('SIGINT')
  await expect.poll(async () => (await names()).filter((name) => name.includes('interrupted')), { timeout: 10_000 }).toEqual([])
})

test('SIGTERM ends the work of the main thread at once, and leaves nothing half-written', async () => {
  const child = spawn(process.execPath, [
    main,
    'synth',
    penguins,
    '-m',
    'independent',
    '-n',
    '30000000',
    '--threads',
    '1',
    '-o',
    path('terminated.csv'),
  ])
  while (!(await names()).some((name) => name.includes('terminated'))) await new Promise((resolve) => setTimeout(resolve, 20))
  const start = performance.now()
  child.kill('SIGTERM')
  const [, signal] = await once(child, 'close')
  expect(signal).toBe('SIGTERM')
  expect(performance.now() - start).toBeLessThan(1000)
  await expect.poll(async () => (await names()).filter((name) => name.includes('terminated')), { timeout: 10_000 }).toEqual([])
})

test('SIGTERM ends an evaluation within a second, threads and all; no report is written', async () => {
  const report = path('terminated.html')
  const kept = path('terminated-scores.ndjson')
  const child = spawn(process.execPath, [main, 'evaluate', penguins, penguins, '--metrics', 'full', '--resume', kept, '-o', report])
  while (!(await names()).some((name) => name.includes('terminated-scores'))) await new Promise((resolve) => setTimeout(resolve, 20))
  const start = performance.now()
  child.kill('SIGTERM')
  const [, signal] = await once(child, 'close')
  expect(signal).toBe('SIGTERM')
  expect(performance.now() - start).toBeLessThan(1000)
  expect((await names()).filter((name) => name.startsWith('terminated.html'))).toEqual([])
})

test('odd but ordinary tables go through: one row, duplicate and empty headers, unicode, constant and all-missing columns', async () => {
  await writeFile(path('odd.csv'), '\ufeffa,a,,größe\n1,x,,5\n')
  const run = await rowsmith(['synth', path('odd.csv'), '-n', '2'])
  expect(run.code).toBe(0)
  expect(run.stdout.split('\n')[0]).toBe('\ufeffa,a,,größe')
})
