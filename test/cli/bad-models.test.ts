import { readFile, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { dataset, rowsmith, scratchFolder } from '../support/cli.js'

const { path } = scratchFolder()
const penguins = dataset('penguins.csv')

test.each([
  [['-m', 'kde', '-O', 'bandwidth=0'], /bandwidth: must be above 0/],
  [['-m', 'bayesian-network', '-O', 'parents=0'], /parents: /],
  [['-m', 'arf', '-O', 'leaf=0'], /leaf: /],
  [['-m', 'smote', '-O', 'neighbours=many'], /neighbours: /],
  [['-m', 'arf', '--where', 'Island == "Dreem"'], /no value "Dreem" was seen.*did you mean "Dream"/],
  [['-m', 'smote', '--where', 'Island == "Dream" and Island == "Biscoe"'], /no value of Island satisfies/],
  [['-m', 'arf', '--where', 'missing(Island)'], /loosen/],
  [['-m', 'smote', '--where', 'missing(Island)'], /loosen/],
])('synth %j ends with one sentence, exit code 2 and the old output', async (args, message) => {
  await writeFile(path('old.csv'), 'keep me')
  const run = await rowsmith(['synth', penguins, '--no-audit', '-q', '-o', path('old.csv'), ...args])
  expect(run.stderr).toMatch(message)
  expect(run.stderr).toMatch(/^rowsmith: [^\n]+\n$/)
  expect(run.code).toBe(2)
  expect(await readFile(path('old.csv'), 'utf8')).toBe('keep me')
})

test('a target that is missing everywhere, more parents than columns and a table of one row go through', async () => {
  await writeFile(path('small.csv'), `a,b,t\n${'1,x,\n2,y,\n'.repeat(20)}`)
  await writeFile(path('one.csv'), 'a,b\n1,x\n')
  const runs = await Promise.all([
    rowsmith(['synth', path('small.csv'), '-m', 'bayesian-network', '-O', 'parents=16', '--target', 't', '-n', '5', '-q']),
    rowsmith(['synth', path('small.csv'), '-m', 'arf', '--target', 't', '-n', '5', '-q']),
    rowsmith(['synth', path('one.csv'), '-m', 'smote', '-n', '5', '-q']),
  ])
  for (const run of runs) {
    expect(run).toMatchObject({ code: 0, stderr: '' })
    expect(run.stdout.trimEnd().split('\n')).toHaveLength(6)
  }
})
