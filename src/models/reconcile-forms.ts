import { type CodeColumn, type Column, isNumberColumn, type NumberColumn } from '../table/column.js'
import { formsBeside, holdsValue } from '../table/forms/form.js'
import { partsBeside } from '../table/forms/parts.js'
import type { Schema } from '../table/schema.js'

/**
 * Makes what stands in one cell agree in the rows that a model drew: several numbers are there together, or none is; a word has no value beside it, and a form that holds a value has one. A row that lacks
 * its value gets the value of a row that has one too many, which is exact where a model draws the two apart; else that of another row of its form;
 * where there is none, the cell is missing.
 */
export function reconcileForms(columns: Map<string, Column>, schema: Schema): void {
  for (const [name, column] of [...columns]) {
    for (const part of partsBeside(name, schema)) {
      const own = columns.get(part.name)
      if (own && isNumberColumn(own) && isNumberColumn(column)) columns.set(part.name, together(own, column))
    }
    const forms = columns.get(formsBeside(name, schema)?.name ?? '')
    if (!forms || !isNumberColumn(column) || isNumberColumn(forms)) continue
    const settled = agreeing(column, forms)
    columns.set(name, settled.values)
    columns.set(forms.name, settled.forms)
  }
}

/** The numbers that stand behind those of another column: missing where these are; where one is lacking, it is that of the row before that has one. */
function together(part: NumberColumn, first: NumberColumn): NumberColumn {
  const known = part.values.filter((value, row) => !Number.isNaN(value) && !Number.isNaN(first.values[row]))
  let last = known[0] ?? Number.NaN
  const values = part.values.map((value, row) => {
    if (Number.isNaN(first.values[row])) return Number.NaN
    if (!Number.isNaN(value)) last = value
    return last
  })
  return { ...part, values }
}

function agreeing(column: NumberColumn, forms: CodeColumn): { readonly values: NumberColumn; readonly forms: CodeColumn } {
  const holds = Uint8Array.from(forms.levels, (form) => (holdsValue(form) ? 1 : 0))
  const values = column.values.slice()
  const codes = forms.values.slice()
  const spare: number[] = []
  const lacking: number[] = []
  const ofForm = new Map<number, number[]>()
  for (let row = 0; row < values.length; row++) {
    const code = codes[row]
    const value = values[row]
    if (code >= 0 && holds[code] === 1) {
      if (Number.isNaN(value)) lacking.push(row)
      else listOf(ofForm, code).push(value)
    } else if (!Number.isNaN(value)) {
      spare.push(value)
      values[row] = Number.NaN
    }
  }
  lacking.forEach((row, i) => {
    const own = ofForm.get(codes[row]) ?? []
    const value = spare[i] ?? own[i % Math.max(1, own.length)]
    if (value === undefined) codes[row] = -1
    else values[row] = value
  })
  return { values: { ...column, values }, forms: { ...forms, values: codes } }
}

function listOf(lists: Map<number, number[]>, key: number): number[] {
  let list = lists.get(key)
  if (!list) {
    list = []
    lists.set(key, list)
  }
  return list
}
