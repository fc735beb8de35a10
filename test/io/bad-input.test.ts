import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readArrow } from '../../src/io/arrow/arrow.js'
import { bytesFrom } from '../../src/io/bytes/bytes.js'
import { readJson, readNdjson } from '../../src/io/json/json.js'
import { randomAccess, readParquet } from '../../src/io/parquet/parquet.js'
import { messageOf, parse, utf8 } from './support.js'

const gzipped = async (text: string) =>
  new Uint8Array(await new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer())

/** Every way in which a text table can't be read, and the message: place, problem, remedy. */
const cases: readonly (readonly [name: string, input: string | Uint8Array, message: string | RegExp])[] = [
  ['nothing', '', 'people.csv: is empty (0 bytes); give a table with a header and rows'],
  ['blank lines only', '\n \n\n', 'people.csv: has blank lines only; give a table with a header and rows'],
  [
    'a row with a field too many',
    'a,b\n1,2\n3,4,5\n',
    'people.csv:3: has 3 fields where the header has 2; quote cells that contain the delimiter, or say which delimiter it is',
  ],
  [
    'rows with fields too few, after a cell of two lines',
    'a,b,c\n1,"x\ny",3\n1,2\n4,5,6\n7\n',
    'people.csv:4: has 2 fields where the header has 3, and so have line 6 (1); is the file cut off, or the delimiter another one?',
  ],
  ['a headerless row with a field too many', '1,2\n3,4,5\n', /^people\.csv:2: has 3 fields where the first line has 2;/],
  ['a quote that is never closed', 'a,b\n1,2\n3,"4\n5,6\n', 'people.csv:3: a quoted cell is never closed; add the missing quote'],
  [
    'text behind a closing quote',
    'a,b\n"x" y,2\n',
    'people.csv:2: a quoted cell goes on after its closing quote; write a quote inside a cell twice',
  ],
  ['bytes that are zero', new Uint8Array([97, 44, 0, 10, 0, 0, 5]), /^people\.csv: is binary, not text \(it has zero bytes\);/],
  ['control characters', new Uint8Array(200).fill(1), /^people\.csv: is binary, not text;/],
  ['a zip archive', 'PK\u0003\u0004....', 'people.csv: is a zip archive or an Excel workbook; unpack it, or pass --format xlsx'],
  ['a Parquet file', 'PAR1....', 'people.csv: is a Parquet file; give it the ending .parquet or pass --format parquet'],
  ['a Feather V1 file', 'FEA1....', /^people\.csv: is a Feather V1 file, which has been replaced by Arrow;/],
  ['gzip of no bytes', new Uint8Array([0x1f, 0x8b]), /^people\.csv: its gzip data end too early or are damaged/],
]

describe('a CSV file that is no table', () => {
  it.each(cases)('%s', async (_, input, message) => {
    expect(await messageOf(parse(input))).toMatch(message)
  })

  it('gzip that is cut off, or packs nothing', async () => {
    const packed = await gzipped('a,b\n'.repeat(1000))
    expect(await messageOf(parse(packed.subarray(0, packed.length - 12)))).toMatch(
      /^people\.csv: its gzip data end too early or are damaged/,
    )
    expect(await messageOf(parse(await gzipped('')))).toContain('is empty (0 bytes once unpacked)')
  })

  it('a cell of 3 MB', async () => {
    const endless = `a,b\n1,"${'x'.repeat(3_000_000)}\n`
    expect(await messageOf(parse(endless))).toBe('people.csv:2: has a cell longer than 1 MB; is a quote missing here or in a line before?')
  })

  it('a closed cell of more than 1 MB', async () => {
    const text = `a,b\n1,2\n1,"${'x'.repeat(1_100_000)}"\n3,4\n`
    expect(await messageOf(parse(text))).toMatch(/^people\.csv:3: has a cell longer than 1 MB/)
  })

  it('names that are too few', async () => {
    expect(await messageOf(parse('1,2\n', { names: ['a'] }))).toBe('people.csv: has 2 columns (got 1 name); give one name for each')
  })

  it('bytes that are not in the encoding asked for, or in two encodings', async () => {
    const latin = new Uint8Array([...utf8('name\n'), 0xe9, 10])
    expect(await messageOf(parse(latin, { encoding: 'utf-8' }))).toMatch(/^people\.csv: is not valid UTF-8;/)
    const mixed = new Uint8Array([...utf8('name\né\n'), ...utf8('x\n'.repeat(100_000)), 0xe9, 10])
    expect(await messageOf(parse(mixed))).toMatch(/^people\.csv: is UTF-8 at its start and something else further on;/)
    expect(await messageOf(parse('a\n', { encoding: 'ebcdic' }))).toMatch(/^encoding: no such encoding \(got 'ebcdic'\);/)
  })
})

describe('a file of another format that is no table', () => {
  const json = (text: string) => messageOf(readJson(bytesFrom(utf8(text)), { where: 'people.json' }))

  it('JSON', async () => {
    expect(await json('')).toMatch(/^people\.json: is empty/)
    expect(await json('  ')).toMatch(/^people\.json: is blank/)
    expect(await json('42')).toMatch(/^people\.json: is no JSON table \(it begins with '4'\)/)
    expect(await json('[{"a": 1}, 5]')).toBe('people.json: row 2: is no object (got 5); give objects with names')
    expect(await json('[{"a": 1}, {"a": }]')).toMatch(/^people\.json: row 2: is no valid JSON \(.*\); a missing comma or quote\?$/)
    expect(await json('[{"a": 1}, {"a": 2}')).toMatch(/^people\.json: ends inside its JSON array;/)
    expect(await json('[{"a": 1}] [2]')).toMatch(/^people\.json: goes on after its JSON array;/)
    expect(await json('{"a": [1, 2], "b": [1]}')).toMatch(/^people\.json: column 'b' has 1 cells where the first has 2;/)
    expect(await json('{"a": 5}')).toMatch(/^people\.json: is one object, whose 'a' is no list of cells;/)
    expect(await json('{"a": [1}')).toMatch(/^people\.json: is no valid JSON/)
  })

  it('NDJSON', async () => {
    const lines = utf8('{"a": 1}\n{"a": 2\n')
    expect(await messageOf(readNdjson(bytesFrom(lines), { where: 'p' }))).toMatch(/^p: record 2: is no valid JSON/)
    const split = utf8('{"a": 1\n"b": 2}\n')
    expect(await messageOf(readNdjson(bytesFrom(split), { where: 'p' }))).toMatch(/^p: record 1: is no valid JSON/)
  })

  it('Arrow and Parquet', async () => {
    const arrow = (text: string) => messageOf(readArrow(bytesFrom(utf8(text)), { where: 'p.arrow' }))
    const parquet = (text: string) => messageOf(readParquet(randomAccess(utf8(text)), { where: 'p.parquet' }))
    expect(await arrow('')).toMatch(/^p\.arrow: is empty/)
    expect(await arrow('FEA1xxxxxxxx')).toMatch(/^p\.arrow: is a Feather V1 file/)
    expect(await arrow('a,b\n1,2\n3,4')).toMatch(/^p\.arrow: is neither an Arrow file nor an Arrow stream/)
    expect(await arrow('ARROW1\0\0cut off')).toMatch(/^p\.arrow: can't be read as Arrow/)
    expect(await parquet('')).toMatch(/^p\.parquet: is empty/)
    expect(await parquet('a,b\n1,2\n3,4\n5,6\n')).toMatch(/^p\.parquet: can't be read as Parquet/)
  })

  it.each(['pyarrow.arrow', 'pyarrow.arrows', 'pandas-lz4.feather', 'pandas-zstd.parquet'])('%s cut off anywhere', async (name) => {
    const bytes = new Uint8Array(readFileSync(new URL(`../fixtures/io/${name}`, import.meta.url)))
    for (let length = 1; length < bytes.length - 8; length += 61) {
      const cut = bytes.subarray(0, length)
      const reading = name.endsWith('parquet')
        ? readParquet(randomAccess(cut), { where: name })
        : readArrow(bytesFrom(cut), { where: name })
      expect(await messageOf(reading)).toMatch(new RegExp(`^${name}: (can't be read|is neither)`))
    }
  })
})
