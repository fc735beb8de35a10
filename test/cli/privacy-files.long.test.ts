import { readFile, writeFile } from 'node:fs/promises'
import { afterEach, expect, test, vi } from 'vitest'
import { fileWays } from '../../src/audit/files/files.js'
import { type Recorded, recordingTape, replayingTape } from '../../src/audit/mechanisms/tape.js'
import { synth } from '../../src/cli/commands/synth.js'
import type { Tape } from '../../src/dp/gate.js'
import { secureBits } from '../../src/dp/mechanisms/bits.js'
import type { SchemaInput } from '../../src/table/schema.js'
import { scratchFolder } from '../support/cli.js'

/** The tape of the next fit; all that the command line gives out besides is its own. */
const next: { tape: ((ledger: () => never) => Tape) | null } = vi.hoisted(() => ({ tape: null }))

vi.mock('../../src/dp/gate.js', async (original) => {
  const real = await original<typeof import('../../src/dp/gate.js')>()
  const openGate: typeof real.openGate = (data, ledger, rowsPerUnit = 1) =>
    real.openTapedGate(data, ledger, rowsPerUnit, next.tape?.(() => ledger as never) as Tape, secureBits())
  return { ...real, openGate }
})

const { path } = scratchFolder()
// Every run of a command listens for signals, and here many run in one process.
process.setMaxListeners(0)
afterEach(() => vi.restoreAllMocks())

/** All that leaves the command: both streams, its error, the model and the rows. */
async function run(input: string, tape: typeof next.tape, flags: object = {}): Promise<string> {
  next.tape = tape
  const streams: string[] = []
  for (const stream of [process.stdout, process.stderr] as const)
    vi.spyOn(stream, 'write').mockImplementation((text) => streams.push(String(text)) > 0)
  const common = { header: true, option: {}, audit: true, seed: 1, threads: 1, quiet: false }
  let error = ''
  try {
    await synth([path(input)], {
      ...common,
      ...{ model: 'independent', epsilon: 1, schema: path('schema.json'), output: path('rows.csv'), save: path('model.json'), ...flags },
    })
  } catch (thrown) {
    error = String(thrown)
  }
  vi.restoreAllMocks()
  const files = await Promise.all(['rows.csv', 'model.json'].map((name) => readFile(path(name), 'utf8').catch(() => 'absent')))
  return JSON.stringify([error, streams, files])
}

/** What leaves the command for the first file, and how what leaves for the others differs from it. */
async function replayed(name: string, base: Uint8Array, others: readonly (readonly [string, Uint8Array])[], flags?: object) {
  const { tape, recorded } = recordingTape()
  await writeFile(path(name), base)
  const first = await run(name, () => tape, flags)
  const different: string[] = []
  for (const [what, bytes] of others) {
    await writeFile(path(name), bytes)
    const problems: string[] = []
    const again = await run(
      name,
      (ledger) => {
        const replaying = replayingTape(recorded as readonly Recorded[], ledger)
        problems.push = () => 0
        return (release, draw) => {
          const released = replaying.tape(release, draw)
          if (replaying.problems.length > 0) different.push(`${what}: ${replaying.problems.join()}`)
          return released
        }
      },
      flags,
    )
    if (again !== first) different.push(what)
  }
  return { first, recorded, different }
}

const ways = fileWays(12).filter(({ file }) => file)
test.each(ways)('what leaves the command for $what does not depend on what one record holds', async (way) => {
  const { format, schema, bytes } = way.file as NonNullable<typeof way.file>
  const name = `table.${format}`
  await writeFile(path('schema.json'), JSON.stringify(schema))
  const base = await bytes(way.rows)
  const places = [0, 6, 12]
  // Every fifth of the odd records, others in each of the five kinds of CSV, which share them; all go through reader and fit in test/audit/files.
  const turn = ways.indexOf(way) % 5
  const odd = way.odd.filter((_, i) => i % 5 === turn || i >= way.odd.length - 12)
  const others = odd.map(([what, row], i) => [what, way.rows.toSpliced(places[i % 3] as number, 0, row)] as const)
  const files = await Promise.all(others.map(async ([what, rows]) => [what, await bytes(rows)] as const))
  const { first, recorded, different } = await replayed(name, base, files)
  expect(JSON.parse(first)[0]).toBe('')
  expect(recorded.length).toBeGreaterThan(0)
  expect(different).toEqual([])
})

const latin = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))
const utf8 = (text: string) => new TextEncoder().encode(text)
const repeated = (lines: readonly string[]) => Array.from({ length: 200 }, (_, i) => lines[i % lines.length]).join('\n')
const columns = [
  { name: 'city', kind: 'categorical', levels: ['São Paulo', 'Rio'] },
  { name: 'ok', kind: 'boolean', levels: ['false', 'true'] },
  { name: 'age', kind: 'integer', min: 0, max: 120 },
] as const satisfies SchemaInput['columns']

test.each([
  ['an invalid byte', 't.csv', {}, utf8(`city,ok,age\n${repeated(['São Paulo,true,5', 'Rio,false,7'])}\n`), latin('\xff,true,5')],
  [
    'a double quote among single ones',
    't.csv',
    { quote: "'" },
    utf8(`city,ok,age\n${repeated(["'São Paulo','true','5'"])}\n`),
    utf8("\"Rio\",'true','5'"),
  ],
  [
    'a word among booleans',
    't.ndjson',
    {},
    utf8(`${repeated(['{"city":"Rio","ok":true,"age":5}', '{"city":"Rio","ok":false,"age":6}'])}\n`),
    utf8('{"ok":"maybe"}'),
  ],
  ['many semicolons', 't.csv', {}, utf8(`city,ok,age\n${repeated(['Rio,true,5'])}\n`), utf8(';'.repeat(500))],
  ['blanks after commas', 't.csv', {}, utf8(`city,ok,age\n${repeated(['Rio, true, 5'])}\n`), utf8('Rio,true,5')],
  ['numbers in a first line of names', 't.csv', { header: false }, utf8(`${repeated(['Rio,true,5'])}\n`), utf8('city,ok,age')],
  ['a record of 5 MB', 't.csv', {}, utf8(`city,ok,age\n${repeated(['Rio,true,5'])}\n`), utf8(`"${'x'.repeat(5_000_000)}`)],
  [
    'a thousand unseen words',
    't.csv',
    {},
    utf8(`city,ok,age\n${repeated(['Rio,true,5'])}\n`),
    utf8(Array.from({ length: 3000 }, (_, i) => `${i}.0`).join(',')),
  ],
] as const)('one record with %s changes no other', async (_, name, dialect, base, odd) => {
  await writeFile(path('schema.json'), JSON.stringify({ columns, dialect }))
  const end = new Uint8Array([...base, ...odd, 10])
  const { first, recorded, different } = await replayed(name, base, [['at the end', end]])
  expect(JSON.parse(first)[0]).toBe('')
  const counts = recorded.find(({ name }) => name === 'counts of ok')?.exact
  expect(counts?.[counts.length - 1]).toBe(0)
  expect(different).toEqual([])
})

test('what is publicly wrong is said in words that no row has a say in', async () => {
  await writeFile(path('schema.json'), JSON.stringify({ columns }))
  const refused = async (name: string, bytes: Uint8Array): Promise<string> => {
    await writeFile(path(name), bytes)
    return JSON.parse(await run(name, null))[0]
  }
  expect(await refused('empty.csv', new Uint8Array())).toMatch(/empty.csv: is empty; give a table with a header/)
  expect(await refused('other.csv', utf8('a;b\n1;2'))).toMatch(/first line doesn't name city, ok, age.*dialect/)
  for (const name of ['t.parquet', 't.arrow']) {
    expect(await refused(name, utf8('Jane Doe'))).toMatch(/can't be read as (parquet|arrow); is it whole/)
    expect(await refused(name, new Uint8Array())).toMatch(/is empty/)
  }
  expect(await refused('t.json', utf8('{"age": Jane'))).toMatch(/is no valid JSON/)
  expect(await refused('t.json', utf8('"Jane"'))).toMatch(/is no valid JSON/)
  expect((await refused('t.json', utf8('[{"age": 3}, '))).split('t.json').at(-1)).not.toMatch(/Jane|3/)
})
