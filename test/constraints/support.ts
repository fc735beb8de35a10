import type { Condition } from '../../src/constraints/domains/condition.js'
import type { Expression } from '../../src/constraints/language/expression.js'
import type { Column } from '../../src/table/column.js'
import { parseSchema } from '../../src/table/shape/schema.js'
import { Table } from '../../src/table/table.js'

export const schema = parseSchema({
  columns: [
    { name: 'age', kind: 'integer' },
    { name: 'price', kind: 'numeric', decimals: 1 },
    { name: 'ratio', kind: 'numeric' },
    { name: 'sex', kind: 'categorical', levels: ['F', 'M', 'X'], missing: ['?'] },
    { name: 'size', kind: 'ordinal', levels: ['small', 'medium', 'large'] },
    { name: 'smoker', kind: 'boolean', levels: ['no', 'yes'] },
    { name: 'PAY_0', kind: 'categorical', levels: ['-1', '0', '2'] },
    { name: 'hired', kind: 'datetime', format: '%d/%m/%Y', unit: 'day' },
    { name: 'seen', kind: 'datetime', format: '%Y-%m-%dT%H:%M:%S', unit: 's' },
    { name: 'education.num', kind: 'integer' },
    { name: 'default payment next month', kind: 'boolean', levels: ['0', '1'] },
    { name: 'ticket', kind: 'id', pattern: 'T-{n:3}' },
  ],
})

/** A row as a person writes it; null is missing, times are numbers in the column's unit. */
export type Row = Readonly<Record<string, number | string | null>>

export function tableOf(rows: readonly Row[]): Table {
  return new Table(
    schema.columns.map((column): Column => {
      const cells = rows.map((row) => row[column.name] ?? null)
      if (column.kind === 'integer' || column.kind === 'numeric' || column.kind === 'datetime') {
        return {
          name: column.name,
          kind: column.kind,
          values: Float64Array.from(cells, (cell) => (cell === null ? Number.NaN : (cell as number))),
        }
      }
      const levels = column.kind === 'id' ? [...new Set(cells.filter((cell) => cell !== null))].map(String) : column.levels
      return { name: column.name, kind: column.kind, levels, values: Int32Array.from(cells, (cell) => levels.indexOf(cell as string)) }
    }),
    rows.length,
  )
}

type Value = number | string | boolean | null

/** The value of an expression for one row, by the definition of each operator; null is unknown. */
export function naive(expression: Expression, row: Row): Value {
  if (expression.type === 'value') return expression.value
  if (expression.type === 'column') return cellOf(row, expression.name)
  const { name } = expression
  if (name === 'missing') return cellOf(row, (expression.operands[0] as { name: string }).name) === null
  const values = expression.operands.map((operand) => naive(operand, row))
  if (name === 'and') return values.includes(false) ? false : values.includes(null) ? null : true
  if (name === 'or') return values.includes(true) ? true : values.includes(null) ? null : false
  if (name === 'if') return values[0] === null ? null : ((values[0] ? values[1] : values[2]) as Value)
  if (name === 'oneOf') return values[0] === null ? null : values.slice(1).some((value) => value === values[0])
  if (values.includes(null)) return null
  const [a, b] = values as [never, never]
  switch (name) {
    case 'not':
      return !a
    case 'xor':
      return a !== b
    case '==':
      return a === b
    case '!=':
      return a !== b
    case '<':
      return rank(a) < rank(b)
    case '<=':
      return rank(a) <= rank(b)
    case '>':
      return rank(a) > rank(b)
    case '>=':
      return rank(a) >= rank(b)
    // All numbers here have one digit after the point, so tenths are whole.
    case '+':
      return (Math.round(a * 10) + Math.round(b * 10)) / 10
    case '-':
      return (Math.round(a * 10) - Math.round(b * 10)) / 10
    case 'abs':
      return Math.abs(a)
    case 'negate':
      return -a
    case 'max':
      return Math.max(...(values as number[]))
    default:
      throw new Error(`no naive ${name}`)
  }
}

function cellOf(row: Row, name: string): Value {
  const cell = row[name] ?? null
  return cell !== null && name === 'smoker' ? cell === 'yes' : cell
}

function rank(value: number | string): number {
  const place = ['small', 'medium', 'large'].indexOf(value as string)
  return place >= 0 ? place : Number(value)
}

/** Whether a row meets a condition, by the words of the contract. */
export function meets(row: Row, { column, oneOf, range, not }: Condition): boolean {
  const cell = row[column] ?? null
  if (range) {
    if (cell === null) return false
    const value = cell as number
    const inside = (range.minOpen ? value > range.min : value >= range.min) && (range.maxOpen ? value < range.max : value <= range.max)
    return inside !== (not ?? false)
  }
  return (oneOf ?? []).includes(cell) !== (not ?? false)
}
