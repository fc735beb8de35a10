import { describe, expect, it } from 'vitest'
import { fileTypeOfPath, formatOfPath, outputFileType } from '../../src/io/facts.js'

describe('formatOfPath', () => {
  it.each([
    ['people.csv', 'csv'],
    ['PEOPLE.CSV', 'csv'],
    ['a.b/people.tsv', 'tsv'],
    ['people.data', 'csv'],
    ['people.txt', 'csv'],
    ['people.csv.gz', 'csv'],
    ['people.json', 'json'],
    ['people.json.gz', 'json'],
    ['people.ndjson', 'ndjson'],
    ['people.jsonl', 'ndjson'],
    ['people.feather', 'arrow'],
    ['people.arrow', 'arrow'],
    ['people.arrows', 'arrow-stream'],
    ['people.parquet', 'parquet'],
    ['people.parquet.gz', 'parquet'],
    ['people', undefined],
    ['people.xlsx', 'xlsx'],
    ['people.db', 'sqlite'],
    ['people.csv.zst', 'csv'],
    ['people.xls', undefined],
  ])('%s is %s', (path, format) => {
    expect(formatOfPath(path)).toBe(format)
  })
})

describe('outputFileType', () => {
  it('is what the name says, unless a format is given', () => {
    expect(outputFileType('x.csv.gz')).toEqual({ format: 'csv', compression: 'gzip' })
    expect(outputFileType('x.out.gz', 'ndjson')).toEqual({ format: 'ndjson', compression: 'gzip' })
    expect(outputFileType('x.csv', 'parquet')).toEqual({ format: 'parquet', compression: 'none' })
    expect(outputFileType('-')).toEqual({ format: 'csv', compression: 'none' })
    expect(fileTypeOfPath('x.parquet')).toEqual({ format: 'parquet', compression: 'none' })
  })

  it('refuses a name that says nothing', () => {
    expect(() => outputFileType('rows')).toThrow(/^rows: its ending says no format; give one of \.csv .*, or pass --format$/)
    expect(outputFileType('rows.zst', 'parquet')).toEqual({ format: 'parquet', compression: 'zstd' })
  })
})
