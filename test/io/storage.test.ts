import { describe, expect, it } from 'vitest'
import { parseStorage, storageOf } from '../../src/io/typed/storage.js'
import type { ColumnInput, ColumnSchema } from '../../src/table/schema.js'
import { parseSchema } from '../../src/table/shape/schema.js'

const column = (input: object): ColumnSchema =>
  parseSchema({ columns: [{ name: 'x', ...input } as ColumnInput] }).columns[0] as ColumnSchema
const int = (bits: number, signed = true) => ({ type: 'int', bits, signed })
const dictionary = (levels: string[], ordered = false) => ({ type: 'dictionary', levels, ordered })

describe('storageOf', () => {
  it.each([
    ['a whole number', { kind: 'integer' }, int(64)],
    ['a number', { kind: 'numeric' }, { type: 'float', bits: 64 }],
    ['levels', { kind: 'categorical', levels: ['a'] }, dictionary(['a'])],
    ['ordered levels', { kind: 'ordinal', levels: ['a', 'b'] }, dictionary(['a', 'b'], true)],
    ['yes and no', { kind: 'boolean', levels: ['no', 'yes'] }, { type: 'bool' }],
    ['a boolean of one level', { kind: 'boolean', levels: ['yes'] }, dictionary(['yes'])],
    ['a day', { kind: 'datetime', format: '%d.%m.%Y', unit: 'day' }, { type: 'date' }],
    ['a local time', { kind: 'datetime', format: '%Y-%m-%d %H:%M', unit: 's' }, { type: 'timestamp', unit: 's', timezone: null }],
    [
      'a time with an offset',
      { kind: 'datetime', format: '%Y-%m-%dT%H:%M:%S%:Z', unit: 'ms' },
      { type: 'timestamp', unit: 'ms', timezone: 'UTC' },
    ],
    ['a time of day', { kind: 'datetime', format: '%H:%M', unit: 's' }, { type: 'time', unit: 'us' }],
    ['an epoch', { kind: 'datetime', format: 'epoch', unit: 's' }, int(64)],
    ['a key', { kind: 'id', pattern: 'C-{n:3}' }, { type: 'text' }],
    ['a text', { kind: 'text' }, { type: 'text' }],
  ])('holds %s as its kind asks for where the schema names no storage', (_, input, storage) => {
    expect(storageOf(column(input))).toEqual(storage)
  })

  it.each([
    ['int8', { kind: 'integer', min: -128, max: 127 }, int(8)],
    ['int8', { kind: 'integer', min: -129, max: 127 }, int(64)],
    ['int32', { kind: 'integer' }, int(64)],
    ['uint16', { kind: 'integer', min: 0, max: 65_535 }, int(16, false)],
    ['uint16', { kind: 'integer', min: -1, max: 5 }, int(64)],
    ['uint64', { kind: 'integer', min: 0, max: 5 }, int(64, false)],
    ['uint64', { kind: 'integer', min: -1, max: 5 }, int(64)],
    ['double', { kind: 'integer', min: 0, max: 5 }, { type: 'float', bits: 64 }],
    ['float', { kind: 'numeric' }, { type: 'float', bits: 32 }],
    ['int64', { kind: 'numeric' }, { type: 'float', bits: 64 }],
    ['utf8', { kind: 'numeric' }, { type: 'text' }],
    ['decimal128(10, 2)', { kind: 'numeric', decimals: 2, min: 0, max: 9 }, { type: 'decimal', precision: 10, scale: 2 }],
    ['decimal128(10, 2)', { kind: 'numeric', decimals: 3, min: 0, max: 9 }, { type: 'float', bits: 64 }],
    ['decimal128(3, 2)', { kind: 'numeric', decimals: 2, min: 0, max: 10 }, { type: 'float', bits: 64 }],
    ['bool', { kind: 'boolean', levels: ['true'] }, { type: 'bool' }],
    ['int64', { kind: 'boolean', levels: ['0', '1'] }, int(64)],
    ['int8', { kind: 'categorical', levels: ['1', '200'] }, dictionary(['1', '200'])],
    ['int64', { kind: 'categorical', levels: ['9007199254740993', '-5'] }, int(64)],
    ['int64', { kind: 'categorical', levels: ['007'] }, dictionary(['007'])],
    ['float64', { kind: 'ordinal', levels: ['1.5', '2'] }, { type: 'float', bits: 64 }],
    ['string', { kind: 'categorical', levels: ['a'] }, { type: 'text' }],
    [
      'timestamp[us, UTC]',
      { kind: 'datetime', format: '%Y-%m-%dT%H:%M:%SZ', unit: 's' },
      { type: 'timestamp', unit: 'us', timezone: 'UTC' },
    ],
    ['timestamp[s]', { kind: 'datetime', format: '%Y-%m-%d %H:%M:%S.%6f', unit: 'us' }, { type: 'timestamp', unit: 'us', timezone: null }],
    ['date32', { kind: 'datetime', format: '%Y-%m-%d', unit: 'day' }, { type: 'date' }],
    ['date32', { kind: 'datetime', format: '%Y-%m-%d %H', unit: 's' }, { type: 'timestamp', unit: 's', timezone: null }],
    ['int64', { kind: 'id', pattern: '{n:1}' }, int(64)],
    ['int64', { kind: 'id', pattern: 'C-{n:3}' }, { type: 'text' }],
    ['duration[ms]', { kind: 'integer' }, { type: 'duration', unit: 'ms' }],
    ['something new', { kind: 'integer' }, int(64)],
  ])('keeps %s where it can hold %j', (storage, input, expected) => {
    expect(storageOf(column({ ...input, storage }))).toEqual(expected)
  })

  it('knows names as Arrow and as its Python library spell them', () => {
    expect(parseStorage('timestamp[us, tz=Europe/Berlin]')).toEqual({ type: 'timestamp', unit: 'us', timezone: 'Europe/Berlin' })
    expect(parseStorage('large_string')).toEqual({ type: 'text' })
    expect(parseStorage('time64[us]')).toEqual({ type: 'time', unit: 'us' })
    expect(parseStorage('list<int64>')).toEqual({ type: 'list', item: { type: 'int', bits: 64, signed: true } })
    expect(parseStorage('list<date32>')).toBeUndefined()
  })
})
