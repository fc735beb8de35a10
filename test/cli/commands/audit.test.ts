import { readFile, writeFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { createRng } from '../../../src/random/rng.js'
import { dataset, rowsmith, scratchFolder } from '../../support/cli.js'

const { path, names } = scratchFolder()
const rng = createRng(6)
const write = (name: string, head: string, rows: number, row: (i: number) => string): Promise<void> =>
  writeFile(path(name), `${head}\n${Array.from({ length: rows }, (_, i) => row(i)).join('\n')}\n`)
const synth = (name: string, ...args: string[]) => rowsmith(['synth', path(name), '-o', path(`made.${name}`), '--threads', '1', ...args])
const linesOf = async (name: string): Promise<number> => (await readFile(path(`made.${name}`), 'utf8')).trimEnd().split('\n').length - 1

test.each([1, 2, 3, 7, 20, 99])('%i rows are too few to audit, which is said with what was counted instead', async (rows) => {
  await write('few.csv', 'x,y,g', rows, () => `${rng.normal().toFixed(3)},${rng.integer(50)},${'abc'[rng.integer(3)]}`)
  const run = await synth('few.csv', '--json', path('few.json'))
  expect(run.stderr).toMatch(new RegExp(`audit: ${rows} rows? (is|are) too few to hold half of them back, which takes 100: no promise`))
  expect(run.stderr).toMatch(/counted instead: of 1,500 synthetic rows \d+\.\d % equal a real one/)
  expect(run.code).toBe(0)
  expect(await linesOf('few.csv')).toBe(rows)
  expect(JSON.parse(await readFile(path('few.json'), 'utf8'))).toMatchObject({ audit: null, unaudited: { why: 'few rows', rows } })
})

describe('odd tables are learned and audited', () => {
  test.each([
    ['constant columns', 'k,t,v', (): string => '1,same,3.5', /few combinations: 100.0 %/],
    ['a single column', 'only', (): string => rng.normal().toFixed(3), /nearness: /],
    ['all columns equal', 'a,b,c', (): string => Array(3).fill(rng.normal().toFixed(3)).join(), /nearness: /],
  ] as const)('%s', async (_, head, row, said) => {
    await write('odd.csv', head, 150, row)
    const run = await synth('odd.csv')
    expect(run.stderr).toMatch(said)
    expect(run.code).toBe(0)
    expect(await linesOf('odd.csv')).toBe(150)
  })

  test('only keys and texts: nothing is learned that could be audited', async () => {
    const words = 'the quick brown fox jumps over a lazy dog while seven wizards boil green tea under old bridges'.split(' ')
    await write(
      'texts.csv',
      'id,note',
      150,
      (i) => `${1000 + i},${Array.from({ length: 9 }, () => words[rng.integer(words.length)]).join(' ')}`,
    )
    const run = await synth('texts.csv')
    expect(run.stderr).toMatch(/audit: all columns are keys, or texts that are made anew: nothing is learned/)
    expect(run.stderr).toMatch(
      /counted instead: of 1,500 synthetic rows \d+\.\d % equal a real one with texts, without keys; \d+\.\d % equal a real one with keys/,
    )
    expect(await linesOf('texts.csv')).toBe(150)
  })
})

test('--json has all that the audit found', async () => {
  const run = await rowsmith(['synth', dataset('penguins.csv'), '-o', path('p.csv'), '--json', path('p.json'), '--threads', '1'])
  expect(run.code).toBe(0)
  const found = JSON.parse(await readFile(path('p.json'), 'utf8'))
  expect(found).toMatchObject({ model: 'sequential-trees', seed: 1, knob: { option: 'leaf', target: 0.55 } })
  const { audit, knob, text } = found
  expect(audit.nearerTrainingBySplit).toHaveLength(audit.splits)
  const mean = audit.nearerTrainingBySplit.reduce((sum: number, share: number) => sum + share, 0) / audit.splits
  expect(mean).toBeCloseTo(audit.nearerTraining, 2)
  expect(audit.strangers.any).toMatchObject({ training: expect.any(Number), holdout: expect.any(Number), p: expect.any(Number) })
  expect(audit.copies.learned.training).toBeCloseTo(audit.matchesTraining, 2)
  expect(knob.tried.at(-1).nearerTraining).toBe(audit.nearerTraining)
  expect(run.stderr).toContain(`audit: ${text[0]}`)
})

test('--json where nothing is audited is an error, and nothing is written', async () => {
  const refused = await rowsmith(['synth', dataset('penguins.csv'), '-o', path('no.csv'), '--no-audit', '--json', path('no.json')])
  expect(refused.code).toBe(2)
  expect(refused.stderr).toMatch(/--json: takes what an audit found, and --no-audit skips it/)
  expect((await names()).filter((name) => name.startsWith('no.'))).toEqual([])
})
