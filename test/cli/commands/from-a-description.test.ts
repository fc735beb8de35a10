import { readFile, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { dataset, rowsmith, scratchFolder } from '../../support/cli.js'

const { path } = scratchFolder()

test('a schema with laws becomes rows and a model, the same bytes for any number of threads; rows become a schema with laws', async () => {
  const schema = { columns: [{ name: 'age', kind: 'integer', law: 'normal(40, 12)', min: 18 }] }
  await writeFile(path('s.json'), JSON.stringify(schema))
  const runs = await Promise.all([
    rowsmith(['synth', '--from', path('s.json'), '-n', '70000', '-o', path('a.csv'), '--threads', '1', '--save', path('m.json')]),
    rowsmith(['synth', '--from', path('s.json'), '-n', '70000', '-o', path('b.csv'), '--threads', '2']),
    rowsmith(['schema', dataset('penguins.csv'), '--laws', '-o', path('laws.json')]),
  ])
  expect(runs.map(({ code }) => code)).toEqual([0, 0, 0])
  expect(await readFile(path('b.csv'), 'utf8')).toBe(await readFile(path('a.csv'), 'utf8'))
  const again = await Promise.all([
    rowsmith(['sample', path('m.json'), '-n', '3', '-q']),
    rowsmith(['sample', path('m.json'), '-q']),
    rowsmith(['synth', '--from', path('laws.json'), '-n', '3', '-q']),
    rowsmith(['inspect', path('m.json')]),
  ])
  expect(again.map(({ code }) => code)).toEqual([0, 2, 0, 0])
  expect(again[0]?.stdout).toBe(`${(await readFile(path('a.csv'), 'utf8')).split('\n').slice(0, 4).join('\n')}\n`)
  expect(again[1]?.stderr).toMatch(/-n: is needed/)
})

test.each([
  [['-n', '5', '--epsilon', '1'], /--epsilon: goes without --from/],
  [['x.csv', '-n', '5'], /--from: goes without a table/],
  [[], /-n: is needed with --from/],
  [['-n', '5'], /says nothing of its values/],
])('synth --from with %j ends with one sentence and exit code 2', async (args, message) => {
  await writeFile(path('bare.json'), JSON.stringify({ columns: [{ name: 'age', kind: 'integer' }] }))
  const run = await rowsmith(['synth', '--from', path('bare.json'), ...args])
  expect(run.stderr).toMatch(message)
  expect(run.stderr).toMatch(/^rowsmith: [^\n]+\n$/)
  expect(run.code).toBe(2)
  expect(run.stdout).toBe('')
})
