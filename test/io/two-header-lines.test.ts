import { expect, test } from 'vitest'
import { readBytes } from '../../src/io/read.js'

async function read(lines: readonly string[]): Promise<{ names: string[]; rows: number; notes: string }> {
  const bytes = new TextEncoder().encode(`${lines.join('\n')}\n`)
  const { raw, facts } = await readBytes(
    (async function* () {
      yield bytes
    })(),
    {},
  )
  return { names: raw.columns.map(({ name }) => name), rows: raw.rows, notes: facts.notes.join('\n') }
}
const body = Array.from({ length: 30 }, (_, i) => `Town ${i},${i * 7},${i % 5},${100 - i},${i}`)

test.each<[string, string[], string[], number]>([
  [
    'above the first of its columns',
    [',2019,,2020,', 'name,men,women,men,women'],
    ['name', '2019 men', '2019 women', '2020 men', '2020 women'],
    1,
  ],
  [
    'above all of them',
    ['Town,People,People,Income,Income', 'Town,all,urban,mean,median'],
    ['Town', 'People all', 'People urban', 'Income mean', 'Income median'],
    1,
  ],
  [
    'below a title',
    ['Table 1: towns,,,,', ',,,,', 'Town,People,,Income,', ',all,urban,mean,median'],
    ['Town', 'People all', 'People urban', 'Income mean', 'Income median'],
    3,
  ],
])('a group of columns named %s is part of their names', async (_, header, names, skip) => {
  const found = await read([...header, ...body])
  expect(found.names).toEqual(names)
  expect(found.rows).toBe(30)
  expect(found.notes).toMatch(new RegExp(`two lines of names joined: .*; --skip ${skip} takes the second one alone`))
})

test.each([
  ['units', 'town,from,to,heat,rain', ',kg,kg,°C,mm'],
  ['other names of columns that have one each', 'a,b,c,d,e', 'Name of town,First count,Second count,Third count,Fourth count'],
])('%s are left out as before', async (_, header, second) => {
  const { names, rows, notes } = await read([header, second, ...body])
  expect([names.join(), rows]).toEqual([header, 30])
  expect(notes).toContain('the line below the header was skipped')
})
