import { describe, expect, it } from 'vitest'
import { csvRows, csvStart, dialectFor } from '../../src/io/csv/writer.js'
import type { SchemaInput } from '../../src/table/schema.js'
import { dialect as dialectSchema, parseSchema } from '../../src/table/shape/schema.js'
import { Table } from '../../src/table/table.js'

function write(columns: SchemaInput['columns'], table: Table, dialect: object = {}): string {
  const schema = parseSchema({ columns, dialect: { delimiter: ',', ...dialect } })
  const whole = dialectSchema.parse(schema.dialect)
  return csvStart(table.names, whole) + csvRows(table, schema, whole)
}

const texts = (name: string, ...cells: (string | null)[]) => {
  const levels = cells.filter((cell) => cell !== null)
  return {
    name,
    kind: 'categorical' as const,
    levels,
    values: Int32Array.from(cells, (cell) => (cell === null ? -1 : levels.indexOf(cell))),
  }
}

describe('a CSV file', () => {
  it('quotes what would be misread, and nothing else', () => {
    const table = new Table([texts('a,b', 'x', ' y', 'z"', "'q'", 'l\nm', 'n;'), texts('c', '1', null, '3', '4', '5', '6')])
    const columns = table.columns.map(({ name }) => ({ name, kind: 'categorical' as const, levels: [] }))
    expect(write(columns, table)).toBe('"a,b",c\nx,1\n" y",\n"z""",3\n"\'q\'",4\n"l\nm",5\nn;,6\n')
  })

  it('shows a missing cell of a single column as empty quotes, since many programs skip blank lines', () => {
    const table = new Table([texts('a', 'x', null)])
    expect(write([{ name: 'a', kind: 'categorical', levels: ['x'] }], table)).toBe('a\nx\n""\n')
  })

  it('quotes numbers that contain the delimiter, and missing cells by the token of their column', () => {
    const table = new Table([{ name: 'n', kind: 'numeric', values: Float64Array.of(1234.5, Number.NaN) }, texts('m', '1', '2')])
    const columns = [
      { name: 'n', kind: 'numeric' as const, decimals: 2, thousands: ',' as const, fixed: true, missing: ['n/a, or so'] },
      { name: 'm', kind: 'categorical' as const, levels: ['1', '2'] },
    ]
    expect(write(columns, table)).toBe('n,m\n"1,234.50",1\n"n/a, or so",2\n')
    expect(write(columns, table, { delimiter: ';' })).toBe('n;m\n1,234.50;1\nn/a, or so;2\n')
    const comma = [{ name: 'n', kind: 'numeric' as const, decimals: 1, point: ',' as const }, columns[1] as (typeof columns)[1]]
    expect(write(comma, table)).toBe('n,m\n"1234,5",1\n,2\n')
  })

  it('follows its dialect', () => {
    const table = new Table([texts('a', 'x', null), texts('b', '1', '2')])
    const columns = table.columns.map(({ name }) => ({ name, kind: 'categorical' as const, levels: [] }))
    expect(write(columns, table, { spaced: true, header: false })).toBe('x, 1\n, 2\n')
    expect(write(columns, table, { quoting: 'all', newline: '\r\n', bom: true, delimiter: '\t' })).toBe(
      '\ufeff"a"\t"b"\r\n"x"\t"1"\r\n""\t"2"\r\n',
    )
  })

  it('has tabs where its name says so, and no tabs where its name says otherwise', () => {
    const tabs = parseSchema({ columns: [], dialect: { delimiter: '\t', header: false } })
    const spaced = parseSchema({ columns: [], dialect: { delimiter: ';', spaced: true } })
    expect(dialectFor('csv', tabs)).toMatchObject({ delimiter: '\t', header: false })
    expect(dialectFor('csv', spaced)).toMatchObject({ delimiter: ';', spaced: true })
    expect(dialectFor('tsv', spaced)).toMatchObject({ delimiter: '\t', spaced: false })
  })

  it('writes the same number alike, whether few or many numbers are different', () => {
    const values = Float64Array.from({ length: 20_000 }, (_, i) => (i % 9000) / 8)
    const lines = write([{ name: 'x', kind: 'numeric', decimals: 3 }], new Table([{ name: 'x', kind: 'numeric', values }])).split('\n')
    expect(lines.slice(1, -1)).toEqual(Array.from(values, String))
  })
})
