import { parquetMetadata } from 'hyparquet'
import { describe, expect, it } from 'vitest'
import { bytesFrom } from '../../src/io/bytes/bytes.js'
import type { FileFormat } from '../../src/io/facts.js'
import { readBytes } from '../../src/io/read.js'
import { createTableWriter } from '../../src/io/writer.js'
import { createKeyMaker } from '../../src/models/shell/keys.js'
import { inferSchema } from '../../src/table/inference/infer.js'
import type { Declared, RawColumn, RawTable } from '../../src/table/raw.js'
import type { Schema } from '../../src/table/schema.js'
import { decode } from '../../src/table/typing/decode.js'
import { Collected, rowsOf } from './support.js'

const typed = ['parquet', 'arrow', 'arrow-stream'] as const

/** A column of a typed file, as its reader would give it. */
function column(name: string, declared: Declared, cells: readonly (string | number | null)[]): RawColumn {
  const tokens = [...new Set(cells.filter((cell) => typeof cell === 'string'))]
  return {
    name,
    length: cells.length,
    numbers: cells.some((cell) => typeof cell === 'number')
      ? Float64Array.from(cells, (cell) => (typeof cell === 'number' ? cell : Number.NaN))
      : null,
    decimals: null,
    codes: tokens.length > 0 ? Int32Array.from(cells, (cell) => (typeof cell === 'string' ? tokens.indexOf(cell) : -1)) : null,
    tokens,
    declared,
  }
}

async function written(raw: RawTable, schema: Schema, format: FileFormat): Promise<Uint8Array> {
  const sink = new Collected()
  const writer = await createTableWriter(format, schema, sink)
  await writer.write(decode(raw, schema))
  await writer.close()
  return sink.bytes
}

async function again(one: RawColumn, format: FileFormat): Promise<RawTable> {
  const raw = { rows: one.length, columns: [one] }
  return (await readBytes(bytesFrom(await written(raw, inferSchema(raw).schema, format)))).raw
}

describe.each(typed)('a %s file', (format) => {
  it.each([
    ['int8', [-128, 5, null, 127]],
    ['int16', [-32_768, 5, null, 32_767]],
    ['int32', [-(2 ** 31), 5, null, 2 ** 31 - 1]],
    ['uint8', [0, 250, null, 255]],
    ['uint16', [0, 60_000, null, 65_535]],
    ['uint32', [0, 4e9, null, 2 ** 32 - 1]],
    ['int64', ['-9223372036854775808', 5, null, '9223372036854775807']],
    ['uint64', ['9223372036854775809', 5, null, '18446744073709551615']],
    ['decimal128(38, 6)', ['12345678901234567890.123456', '-0.000001', null, '12345678901234567890.123456']],
    ['utf8', ['', 'x', null, '']],
    ['binary', ['00ff', '', null, 'c328']],
    ['time32[ms]', ['13:45:10.250', '00:00:00.000', null, '23:59:59.999']],
  ] as const)('keeps the cells and the type of a column of %s', async (type, cells) => {
    const repeated = [...cells, ...cells, ...cells]
    const back = await again(column('x', { type }, repeated), format)
    expect(back.columns[0]?.declared?.type).toBe(type)
    expect(rowsOf(back).map(([cell]) => cell)).toEqual(repeated.map((cell) => (cell === null ? null : String(cell))))
  })
})

describe('a typed file knows nulls', () => {
  const of = (type: string, cells: readonly (string | number | null)[]): Schema => {
    const rows = 60
    return inferSchema({
      rows,
      columns: [
        column(
          'x',
          { type },
          Array.from({ length: rows }, (_, i) => cells[i % cells.length] ?? null),
        ),
      ],
    }).schema
  }

  it('so that NA and an empty text are words like others', () => {
    const { columns } = of('utf8', ['NA', '', 'x', null])
    expect(columns[0]).toMatchObject({ kind: 'categorical', levels: ['', 'NA', 'x'], missing: [], nullable: true })
  })

  it('and infinities are values, whatever else there is', () => {
    const infinity = Number.POSITIVE_INFINITY
    for (const cells of [[infinity, -infinity], [infinity], [infinity, null], [infinity, 0, 1, -infinity]]) {
      const { columns } = of('float64', cells)
      expect(columns.map(({ name, kind }) => [name, kind])).toEqual([
        ['x', 'numeric'],
        ['x_form', 'categorical'],
      ])
    }
  })
})

describe('the footer of a Parquet file', () => {
  it('has no logical type of integers, which hyparquet-writer would put there as no other reader takes it', async () => {
    const raw = { rows: 2, columns: [column('x', { type: 'uint8' }, [0, 255])] }
    const { buffer } = await written(raw, inferSchema(raw).schema, 'parquet')
    const [, element] = parquetMetadata(buffer as ArrayBuffer).schema
    expect(element).toMatchObject({ type: 'INT32', converted_type: 'UINT_8' })
    expect(element?.logical_type).toBeUndefined()
  })
})

describe('whole numbers beyond 2^53 that are all different', () => {
  const big = Array.from({ length: 60 }, (_, i) => String(3_000_000_000_000_000n * BigInt(i + 2) + 17n * BigInt(i)))

  it('are ids of the same lengths and type', () => {
    const { columns } = inferSchema({ rows: 60, columns: [column('n', { type: 'int64' }, big)] }).schema
    expect(columns[0]).toMatchObject({ kind: 'id', pattern: '{i:6000000000000000-189999999999999999}', storage: 'int64' })
  })

  it('may be negative, and stand beside small ones', () => {
    const cells = Array.from({ length: 60 }, (_, i) =>
      i % 3 === 0 ? i - 20 : String((i % 2 === 0 ? -1n : 1n) * (9n * 10n ** 18n + BigInt(i))),
    )
    const { columns } = inferSchema({ rows: 60, columns: [column('n', { type: 'int64' }, cells)] }).schema
    expect(columns[0]).toMatchObject({ kind: 'id', pattern: '{i:-9099999999999999999-9099999999999999999}', storage: 'int64' })
    const make = createKeyMaker({ pattern: '{i:-9099999999999999999--9000000000000000000}', start: 1 }, 7)
    const made = Array.from({ length: 500 }, (_, i) => BigInt(make(i)))
    expect(new Set(made).size).toBe(500)
    expect(made.every((value) => value >= -9_099_999_999_999_999_999n && value <= -9_000_000_000_000_000_000n)).toBe(true)
  })

  it('are made anew, never twice, inside their range', () => {
    const make = createKeyMaker({ pattern: '{i:18446744073709550000-18446744073709551615}', start: 1 }, 7)
    const made = Array.from({ length: 1616 }, (_, i) => BigInt(make(i)))
    expect(new Set(made).size).toBe(1616)
    expect(made.every((value) => value >= 18_446_744_073_709_550_000n && value <= 18_446_744_073_709_551_615n)).toBe(true)
    const far = createKeyMaker({ pattern: '{i:1000000000000000000-9223372036854775807}', start: 1 }, 7)
    expect(new Set(Array.from({ length: 5000 }, (_, i) => far(i))).size).toBe(5000)
  })
})
