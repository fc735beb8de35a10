import { describe, expect, it } from 'vitest'
import { cellValues, rounderTo } from '../../src/io/typed/cell-values.js'
import type { Storage } from '../../src/io/typed/storage.js'
import type { ColumnInput, ColumnSchema } from '../../src/table/schema.js'
import { parseSchema } from '../../src/table/shape/schema.js'

const schemaOf = (input: object): ColumnSchema =>
  parseSchema({ columns: [{ name: 'x', ...input } as ColumnInput] }).columns[0] as ColumnSchema

function numbers(input: object, storage: Storage, ...values: number[]) {
  const schema = schemaOf(input)
  return values.map(cellValues(schema, { name: 'x', kind: schema.kind as 'numeric', values: Float64Array.from(values) }, storage))
}

const time = (unit: string) => ({ kind: 'datetime', format: '%Y-%m-%d %H:%M:%S', unit })
const stamp = (unit: 's' | 'ms' | 'us'): Storage => ({ type: 'timestamp', unit, timezone: null })

describe('cellValues', () => {
  it('counts times in the unit of the storage, rounding down', () => {
    expect(numbers(time('s'), stamp('us'), 5, -1, Number.NaN)).toEqual([5_000_000n, -1_000_000n, null])
    expect(numbers(time('day'), stamp('s'), 2)).toEqual([172_800n])
    expect(numbers(time('us'), stamp('ms'), 1999, -1)).toEqual([1n, -1n])
    expect(numbers(time('s'), { type: 'date' }, 86_399, 86_400, -1)).toEqual([0, 1, -1])
    expect(numbers(time('s'), { type: 'time', unit: 'us' }, 86_405, -1)).toEqual([5_000_000n, 86_399_000_000n])
  })

  it('gives decimals unscaled and long whole numbers as bigints', () => {
    expect(numbers({ kind: 'numeric', decimals: 2 }, { type: 'decimal', precision: 10, scale: 2 }, 1.15, -0.07)).toEqual([115n, -7n])
    expect(numbers({ kind: 'integer' }, { type: 'int', bits: 64, signed: true }, 5)).toEqual([5n])
    expect(numbers({ kind: 'integer' }, { type: 'int', bits: 8, signed: true }, 5)).toEqual([5])
    expect(numbers({ kind: 'integer', prefix: '$', missing: ['?'] }, { type: 'text' }, 5, Number.NaN)).toEqual(['$5', null])
  })

  it('gives levels as the storage has them', () => {
    const give = (schema: ColumnSchema, storage: Storage, ...levels: string[]) =>
      [...levels.keys(), -1].map(cellValues(schema, { name: 'x', kind: 'categorical', levels, values: new Int32Array(0) }, storage))
    expect(give(schemaOf({ kind: 'boolean', levels: ['no', 'yes'] }), { type: 'bool' }, 'yes', 'no')).toEqual([true, false, null])
    expect(
      give(schemaOf({ kind: 'categorical', levels: ['9007199254740993'] }), { type: 'int', bits: 64, signed: true }, '9007199254740993'),
    ).toEqual([9007199254740993n, null])
    expect(give(schemaOf({ kind: 'categorical', levels: ['1.5'] }), { type: 'float', bits: 64 }, '1.5')).toEqual([1.5, null])
  })
})

it('rounderTo gives the double that the decimal number is read as', () => {
  for (const value of [0.1 + 0.2, 1.005, 2.675, -1234.5678, 1e21, 5e-324, 8.41 * 1.1]) {
    for (const decimals of [1, 2, 3, 9]) {
      const rounded = rounderTo(decimals)(value)
      expect(rounded).toBe(Number(rounded.toFixed(decimals)))
      expect(Math.abs(rounded - value)).toBeLessThanOrEqual(0.500001 * Number(`1e-${decimals}`))
    }
  }
})
