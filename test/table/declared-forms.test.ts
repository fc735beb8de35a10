import { describe, expect, test } from 'vitest'
import { tableFromBytes } from '../../src/pipeline/tables/bytes.js'
import { toDeclaredTable } from '../../src/pipeline/tables/input.js'
import { type CodeColumn, isNumberColumn } from '../../src/table/column.js'
import type { SchemaInput } from '../../src/table/schema.js'
import { parseSchema } from '../../src/table/shape/schema.js'
import type { Table } from '../../src/table/table.js'

const forms = ['{}', '<0.5', '~{}', '{} kg', 'inf', 'refused']
const dose: SchemaInput['columns'] = [
  { name: 'dose', kind: 'numeric', decimals: 1, missing: ['-1'] },
  { name: 'dose_form', kind: 'categorical', beside: 'dose', levels: forms },
]

/** Value and form of each row; null for gaps. */
function cellsOf(table: Table): [number | null, string | null][] {
  const [values, form] = table.columns as [Table['columns'][number], CodeColumn]
  return Array.from(values.values, (value, row) => [
    isNumberColumn(values) && Number.isNaN(value) ? null : value,
    form.levels[form.values[row] as number] ?? null,
  ])
}

describe('words beside numbers are read cell by cell, by the forms of the schema', () => {
  const schema = parseSchema({ columns: dose })

  test('from row objects', async () => {
    const cells = [1.5, '2.5', ' <0.5 ', '~3', '4 kg', 'refused', Number.POSITIVE_INFINITY, 'inf']
    const gaps = ['5 lb', 'unheard', '-1', -1, '~-1', '', null, Number.NEGATIVE_INFINITY, true, {}, '{}']
    const rows = [...cells, ...gaps].map((value) => ({ dose: value, dose_form: '<0.5' }))
    expect(cellsOf((await toDeclaredTable(rows, schema)).table)).toEqual([
      ...[
        [1.5, '{}'],
        [2.5, '{}'],
        [null, '<0.5'],
        [3, '~{}'],
        [4, '{} kg'],
        [null, 'refused'],
        [null, 'inf'],
        [null, 'inf'],
      ],
      ...gaps.map(() => [null, null]),
    ])
  })

  test('from files, with a header and without, whose columns are those of the values', async () => {
    const more = [...dose, { name: 'ok', kind: 'boolean', levels: ['no', 'yes'] }] satisfies SchemaInput['columns']
    for (const header of [true, false]) {
      const own = parseSchema({ columns: more, dialect: { header } })
      const text = `${header ? 'ok,dose\n' : ''}${header ? 'yes,~3\nno,refused\n' : '~3,yes\nrefused,no\n'}`
      const { table } = await tableFromBytes(new TextEncoder().encode(text), { schema: own, format: 'csv', guess: false })
      expect(cellsOf(table)).toEqual([
        [3, '~{}'],
        [null, 'refused'],
      ])
      expect(Array.from(table.column('ok').values)).toEqual([1, 0])
    }
  })

  test('without the form of a plain value, a plain value has no place', async () => {
    const words = parseSchema({ columns: [dose[0] as never, { ...dose[1], levels: ['~{}'] } as never] })
    const { table } = await toDeclaredTable([{ dose: 1 }, { dose: '1' }, { dose: '~1' }], words)
    expect(cellsOf(table)).toEqual([
      [null, null],
      [null, null],
      [1, '~{}'],
    ])
  })
})
