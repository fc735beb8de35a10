import { readFile, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { list } from '../../../src/cli/options/options.js'
import { readTable } from '../../../src/node.js'
import { dataset, rowsmith, scratchFolder } from '../../support/cli.js'

const { path } = scratchFolder()
const penguins = dataset('penguins.csv')

test('--omit leaves columns out as if they were not in the file', async () => {
  const lines = (await readFile(penguins, 'utf8')).trimEnd().split(/\r?\n/)
  // Species, Island, then numbers; Sex is the last.
  const short = lines.map((line) =>
    line
      .split(',')
      .filter((_, j) => j !== 1 && j !== 6)
      .join(','),
  )
  await writeFile(path('short.csv'), `${short.join('\n')}\n`)
  const common = ['-m', 'independent', '--no-audit', '-q']
  await rowsmith(['synth', penguins, '--omit', 'Island,Sex', '-o', path('omitted.csv'), ...common])
  await rowsmith(['synth', path('short.csv'), '-o', path('without.csv'), ...common])
  expect(await readFile(path('omitted.csv'), 'utf8')).toBe(await readFile(path('without.csv'), 'utf8'))
  const schema = await rowsmith(['schema', penguins, '--omit', 'Island,Sex', '-o', path('short.json')])
  expect(schema.code).toBe(0)
  const ruled = await rowsmith([
    'synth',
    penguins,
    '--schema',
    path('short.json'),
    '--omit',
    'Sex, Island',
    '-o',
    path('ruled.csv'),
    ...common,
  ])
  expect(ruled.code).toBe(0)
  expect(await readFile(path('ruled.csv'), 'utf8')).toBe(await readFile(path('omitted.csv'), 'utf8'))
  // Of tables that are compared, those of synthetic rows lack the columns already.
  const judged = await rowsmith(['evaluate', penguins, path('omitted.csv'), '--omit', 'Island,Sex', '--metrics', 'marginal-shape'])
  expect(judged).toMatchObject({ code: 0 })
  expect(judged.stdout + judged.stderr).not.toMatch(/Island|Sex/)
  const { table } = await readTable(penguins, { omit: ['Species'] })
  expect(table.columns).toHaveLength(6)
})

test('a column that is not there is refused, and so is what an --omit would mean twice', async () => {
  const run = (...args: string[]) => rowsmith(args)
  expect(await run('inspect', penguins, '--omit', 'Isle')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('there is no column Isle to leave out; the table has Species, Island,'),
  })
  expect(
    await run('synth', penguins, '-o', path('none.csv'), '--omit', (await readFile(penguins, 'utf8')).split(/\r?\n/)[0] as string),
  ).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('has no columns'),
  })
  await rowsmith(['schema', penguins, '--public', '-o', path('public.json')])
  const form = ['--epsilon', '1', '--schema', path('public.json')]
  expect(await run('fit', penguins, '-m', 'mst', '-o', path('m.json'), ...form, '--omit', 'Sex')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('goes without --epsilon'),
  })
  const refused = await run('synth', penguins, '--schema', path('short.json'), '-o', path('none.csv'))
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('or leave it out (omit)') })
})

test('a name with a comma in it stands in quotes', () => {
  expect(list('"Age, years", bmi')).toEqual(['Age, years', 'bmi'])
  expect(list('"5"" pipe",x')).toEqual(['5" pipe', 'x'])
  expect(['a,b ', 'a,,b', '5"', ''].map(list)).toEqual([['a', 'b'], ['a', '', 'b'], ['5"'], ['']])
})
