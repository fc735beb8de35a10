import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvRows } from '../../src/io/csv/writer.js'
import { type ByteText, putDecimal, putString, reserve } from '../../src/io/text/byte-text.js'
import type { SchemaInput } from '../../src/table/schema.js'
import { dialect, parseSchema } from '../../src/table/shape/schema.js'
import { Table } from '../../src/table/table.js'
import { formatterOf } from '../../src/table/typing/format.js'

const textOf = ({ bytes, length }: ByteText): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, length))

describe('putDecimal', () => {
  const decimal = (units: number, decimals: number, least: number): string => {
    const text: ByteText = { bytes: new Uint8Array(64), length: 0 }
    putDecimal(text, units, Number(`1e${decimals}`), decimals, least)
    return textOf(text)
  }

  it('leaves out zeros at the end, but not those asked for', () => {
    expect(decimal(1500, 3, 0)).toBe('1.5')
    expect(decimal(1500, 3, 2)).toBe('1.50')
    expect(decimal(-2000, 3, 0)).toBe('-2')
    expect(decimal(-0, 2, 2)).toBe('0.00')
    expect(decimal(7, 0, 1)).toBe('7.0')
    expect(decimal(7, 9, 0)).toBe('0.000000007')
    expect(decimal(-999_999_999_999_999, 15, 0)).toBe('-0.999999999999999')
    expect(decimal(100_000_000_000_000, 0, 0)).toBe('100000000000000')
  })
})

describe('putString', () => {
  it('takes any text, and leaves the room asked for', () => {
    const text: ByteText = { bytes: new Uint8Array(1), length: 0 }
    for (const cell of ['\ufeffé', 'plain', '𝄞', '']) putString(text, cell, 30)
    expect(textOf(text)).toBe('\ufefféplain𝄞')
    expect(text.bytes.length - text.length).toBeGreaterThanOrEqual(30)
    reserve(text, 1000)
    expect(textOf(text)).toBe('\ufefféplain𝄞')
  })
})

describe('numbers of a CSV file', () => {
  const styles: SchemaInput['columns'] = [
    ...[0, 1, 3, 7, 15].flatMap((decimals) =>
      [0, 2].flatMap((leastDecimals) =>
        [true, false].map((fixed) => ({ name: 'n', kind: 'numeric' as const, decimals, leastDecimals, fixed })),
      ),
    ),
    { name: 'n', kind: 'integer', trailingZeros: 0 },
    { name: 'n', kind: 'integer', trailingZeros: 2 },
    { name: 'n', kind: 'numeric', decimals: null },
    { name: 'n', kind: 'numeric', decimals: 2, prefix: '€ ' },
  ]
  const numbers = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.double({ min: -1000, max: 1000, noNaN: true }),
    fc.maxSafeInteger().map((units) => units / 1e7),
    fc.integer().map((units) => units / 100),
    fc.constantFrom(0, -0, 1e15, -1e15, 999_999_999_999_999, 1e21, 1e308, 5e-324, -0.0004, 0.9995),
  )

  it('look as the column writes them one by one', () => {
    fc.assert(
      fc.property(fc.array(numbers, { minLength: 1, maxLength: 20 }), fc.constantFrom(...styles), (values, style) => {
        const schema = parseSchema({ columns: [style] })
        const column = { name: 'n', kind: style.kind as 'numeric', values: Float64Array.from(values) }
        const write = formatterOf(schema.columns[0] as never, column)
        const rows = csvRows(new Table([column], values.length), schema, dialect.parse({ delimiter: '|' }))
        expect(rows).toBe(values.map((value) => `${write(value)}\n`).join(''))
      }),
      { seed: 5, numRuns: 2000 },
    )
  })
})
