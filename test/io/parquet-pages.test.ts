import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { Encoding, PageHeader } from 'hyparquet'
import { parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer'
import { ByteWriter } from 'hyparquet-writer/src/bytewriter.js'
import { writePageHeader } from 'hyparquet-writer/src/datapage.js'
import { writeMetadata } from 'hyparquet-writer/src/metadata.js'
import { describe, expect, test } from 'vitest'
import { randomAccess, readParquet } from '../../src/io/parquet/parquet.js'
import type { RawColumn } from '../../src/table/raw.js'
import { messageOf } from './support.js'

const cellOf = (column: RawColumn, i: number): string | number | null => {
  const code = column.codes?.[i] ?? -1
  if (code >= 0) return column.tokens[code] as string
  const number = column.numbers?.[i] ?? Number.NaN
  return Number.isNaN(number) ? null : number
}
/** As a cell has it: lists and objects are JSON. */
function plain(value: unknown): unknown {
  if (value === null || value === undefined) return null
  if (typeof value === 'bigint') return Number(value)
  if (typeof value !== 'boolean' && typeof value !== 'object') return value
  return JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? Number(inner) : inner))
}

/** Every cell as the library reads it, which believes what the file says. */
async function expectAsTheLibrary(bytes: Uint8Array): Promise<void> {
  const { raw } = await readParquet(randomAccess(bytes))
  const rows = await parquetReadObjects({ file: randomAccess(bytes), compressors })
  expect(raw.rows).toBe(rows.length)
  for (const column of raw.columns) {
    const expected = rows.map((row) => plain((column.path ?? [column.name]).reduce<unknown>((value, key) => (value as never)?.[key], row)))
    expect([column.name, rows.map((_, i) => cellOf(column, i))]).toEqual([column.name, expected])
  }
}

const count = 3000
const whole = Array.from({ length: count }, (_, i) => (i * 7919) % 5003)
const word = (i: number): string => `part ${Math.floor(i / 9)} of ${i % 13}`
const encodings: readonly (readonly [ColumnSource['type'], Encoding, (i: number) => unknown])[] = [
  ['INT32', 'PLAIN', (i) => whole[i]],
  ['INT32', 'RLE_DICTIONARY', (i) => (whole[i] as number) % 300],
  ['INT32', 'DELTA_BINARY_PACKED', (i) => (whole[i] as number) - 2500],
  ['INT32', 'BYTE_STREAM_SPLIT', (i) => whole[i]],
  ['INT64', 'DELTA_BINARY_PACKED', (i) => BigInt(whole[i] as number) * 4_000_000n],
  ['DOUBLE', 'BYTE_STREAM_SPLIT', (i) => (whole[i] as number) / 8],
  ['BOOLEAN', 'RLE', (i) => (whole[i] as number) % 3 === 0],
  ['BOOLEAN', 'PLAIN', (i) => (whole[i] as number) % 3 === 0],
  ['STRING', 'DELTA_LENGTH_BYTE_ARRAY', word],
  ['STRING', 'DELTA_BYTE_ARRAY', word],
  ['STRING', 'RLE_DICTIONARY', (i) => word(i % 40)],
]

describe('pages of every encoding are read as the library reads them', () => {
  test.each(encodings)('%s, %s', async (type, encoding, value) => {
    const data = Array.from({ length: count }, (_, i) => value(i))
    const withGaps = data.map((cell, i) => (i % 11 === 3 || (i > 900 && i < 1800) ? null : cell))
    const columnData = [
      { name: 'full', data, type, encoding, nullable: false },
      { name: 'gaps', data: withGaps, type, encoding, nullable: true },
    ] as ColumnSource[]
    await expectAsTheLibrary(new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 1700, pageSize: 2000 })))
  })

  test.each(['V1', 'V2'])('what DuckDB writes in version %s: lists, objects, constants, gaps', async (version) => {
    const folder = mkdtempSync(join(tmpdir(), 'rowsmith-test-'))
    try {
      const connection = await (await DuckDBInstance.create()).connect()
      const path = join(folder, 'a.parquet')
      await connection.run(`copy (select i as id, i * 1.5 as half, 7 as same, null::int as none, i % 5 = 0 as fifth,
        'w' || (i % 17) as word, case when i % 3 > 0 then i // 4 end as gaps, [j for j in range(i % 4)] as list,
        {'a': i % 7, 'b': case when i % 2 = 0 then 'x' || i end} as object from range(5000) t(i))
        to '${path}' (format parquet, parquet_version ${version}, row_group_size 2048, compression zstd)`)
      await expectAsTheLibrary(new Uint8Array(readFileSync(path)))
      connection.closeSync()
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

interface Forged {
  readonly values: number
  readonly encoding?: Encoding
  readonly body: readonly number[]
  readonly type?: 'INT32' | 'INT64' | 'BYTE_ARRAY'
  readonly repetition?: 'REQUIRED' | 'OPTIONAL'
  readonly rows?: number
  readonly groupRows?: number
  readonly packed?: number
  readonly dictionary?: number
}

/** A file of one column and one page (before it a dictionary of one number, stated to have `dictionary`), which states what is asked for. */
function forged({ values, encoding = 'PLAIN', body, type = 'INT32', repetition = 'REQUIRED', ...stated }: Forged): Uint8Array {
  const { rows = values, groupRows = rows, packed = body.length, dictionary } = stated
  const writer = new ByteWriter()
  const page = (header: Partial<PageHeader>, bytes: readonly number[]) => {
    writePageHeader(writer, { uncompressed_page_size: bytes.length, compressed_page_size: bytes.length, ...header } as PageHeader)
    writer.appendBytes(Uint8Array.from(bytes))
  }
  writer.appendUint32(0x31524150)
  if (dictionary !== undefined)
    page({ type: 'DICTIONARY_PAGE', dictionary_page_header: { num_values: dictionary, encoding: 'PLAIN' } }, [9, 0, 0, 0])
  const levels = { definition_level_encoding: 'RLE', repetition_level_encoding: 'RLE' } as const
  page({ type: 'DATA_PAGE', compressed_page_size: packed, data_page_header: { num_values: values, encoding, ...levels } }, body)
  const meta_data = {
    type,
    encodings: [encoding],
    path_in_schema: ['a'],
    codec: 'UNCOMPRESSED',
    num_values: BigInt(rows),
    total_uncompressed_size: BigInt(writer.offset - 4),
    total_compressed_size: BigInt(writer.offset - 4),
    data_page_offset: 4n,
  } as const
  writeMetadata(writer, {
    version: 2,
    schema: [
      { name: 'root', num_children: 1 },
      { name: 'a', type, repetition_type: repetition },
    ],
    num_rows: BigInt(rows),
    row_groups: [{ columns: [{ file_offset: 4n, meta_data }], total_byte_size: 1n, num_rows: BigInt(groupRows) }],
    metadata_length: 0,
  } as never)
  writer.appendUint32(0x31524150)
  return new Uint8Array(writer.getBuffer())
}

/** Runs, as varints: a header, and what follows. */
const varint = (value: number): number[] => (value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))])
const int32 = (value: number): number[] => [value & 255, (value >> 8) & 255, (value >> 16) & 255, (value >> 24) & 255]

describe('counts that contradict the file are refused before anything is made of them', () => {
  const huge = 2 ** 30
  const many = 50_000_000
  const cases: readonly (readonly [string, Forged, RegExp])[] = [
    ['more values in a page than in its group', { values: huge, rows: 3, body: int32(1) }, /the number of values of a page is 1073741824/],
    [
      'more rows than the file has room for',
      { values: many, encoding: 'RLE_DICTIONARY', body: [0], dictionary: 1 },
      /more cells than a file/,
    ],
    ['groups that do not add up', { values: 2, groupRows: 1, body: [...int32(1), ...int32(2)] }, /groups have 1 rows and the file 2/],
    ['fewer values than rows', { values: 1, rows: 2, body: int32(1) }, /ends after 1 of its 2 values/],
    ['plain numbers without bytes', { values: 900_000, body: int32(1) }, /4 bytes for values of 3600000/],
    ['plain texts without bytes', { values: 900_000, type: 'BYTE_ARRAY', body: int32(1) }, /4 bytes for values of 3600000/],
    ['a page longer than its column', { values: 1, packed: huge, body: int32(1) }, /the length of a page is 1073741824/],
    ['a dictionary without bytes', { values: 1, encoding: 'RLE_DICTIONARY', body: [0], dictionary: 9e5 }, /4 bytes for values of 3600000/],
    [
      'codes beyond the dictionary',
      { values: 1, encoding: 'RLE_DICTIONARY', body: [8, 2, 5], dictionary: 1 },
      /code 5 is not in a dictionary/,
    ],
    ['levels longer than the page', { values: 2, repetition: 'OPTIONAL', body: int32(huge) }, /the length of the levels of a page/],
    [
      'packed runs without bytes',
      { values: 2000, encoding: 'RLE_DICTIONARY', body: [8, ...varint(2 * 250 + 1)], dictionary: 1 },
      /bytes for values of 2000/,
    ],
    [
      'differences in no parts',
      { values: 9, encoding: 'DELTA_BINARY_PACKED', body: [...varint(128), 0, 9, 0] },
      /128 differences can't be in 0 parts/,
    ],
    [
      'differences in endless parts',
      { values: 9, type: 'INT64', encoding: 'DELTA_BINARY_PACKED', body: [...varint(2 ** 24), ...varint(2 ** 21), 9, 0] },
      /can't be in 2097152 parts/,
    ],
    [
      'prefixes longer than the value before',
      { values: 1, type: 'BYTE_ARRAY', encoding: 'DELTA_BYTE_ARRAY', body: [128, 1, 4, 1, ...varint(2 * huge), 128, 1, 4, 1, 0] },
      /the length of a prefix is 1073741824/,
    ],
  ]
  test.each(cases)('%s', async (_, stated, message) => {
    const begun = process.cpuUsage()
    expect(await messageOf(readParquet(randomAccess(forged(stated)), { where: 'a.parquet' }))).toMatch(message)
    expect(process.cpuUsage(begun).user / 1e6).toBeLessThan(2)
  })

  test('a run that goes on after the values of its page ends with them', async () => {
    const file = forged({ values: 3, encoding: 'RLE_DICTIONARY', body: [8, ...varint(2 * huge), 0], dictionary: 1 })
    const { raw } = await readParquet(randomAccess(file))
    expect([...(raw.columns[0]?.numbers ?? [])]).toEqual([9, 9, 9])
  })

  test('lists, texts and nests of the metadata that have no room in them', async () => {
    const list = [0x29, 0xf9, ...varint(2 ** 31)]
    const text = [0x68, ...varint(2 ** 31)]
    for (const footer of [list, text, Array(100_000).fill(0x1c)]) {
      const bytes = Uint8Array.from([...Buffer.from('PAR1'), ...footer, ...int32(footer.length), ...Buffer.from('PAR1')])
      expect(await messageOf(readParquet(randomAccess(bytes), { where: 'a' }))).toMatch(/no room in its metadata|nested without end/)
    }
  })
})

test('columns of the same name are read as two', async () => {
  const twice = ['x', 'x'].map((name, i) => ({ name, data: [1 + i, 3 + i], type: 'INT32' as const, nullable: false }))
  const { raw } = await readParquet(randomAccess(new Uint8Array(parquetWriteBuffer({ columnData: twice }))))
  expect(raw.columns.map(({ numbers }) => [...(numbers ?? [])])).toEqual([
    [1, 3],
    [2, 4],
  ])
})
