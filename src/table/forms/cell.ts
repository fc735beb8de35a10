import type { ColumnSchema } from '../schema.js'
import { type CellBySchema, cellBySchema, missingTokens } from '../typing/cell-by-schema.js'
import { type FormedCell, formReader, infinityForm, plainForm } from './form.js'
import { type PartSchema, partsOf } from './parts.js'

/** Reader of one of the numbers that stand in a cell together; of a cell that hasn't all of them, it is a gap. */
export function partCell(own: ColumnSchema, parts: readonly PartSchema[]): CellBySchema {
  const base = cellBySchema(own, [])
  const betweens = parts.map(({ between }) => between)
  const place = parts.findIndex(({ name }) => name === own.name) + 1
  const gap = (): number => base.gap
  const text = (cell: string): number => base.text(partsOf(cell.trim(), betweens)?.[place] ?? '')
  return { gap: base.gap, text, number: gap, truth: gap, time: gap }
}

/**
 * Readers of the two columns that a column of values and the forms beside it are: each reads the whole cell, and of that the value or the form. A cell
 * that has none of the forms is a gap in both.
 */
export function formedCells(values: ColumnSchema, forms: readonly string[]): { readonly value: CellBySchema; readonly form: CellBySchema } {
  const base = cellBySchema(values, [])
  const { tokens } = missingTokens(values)
  const codes = new Map(forms.map((form, code) => [form, code]))
  const codeOf = (form: string): number => codes.get(form) ?? -1
  const read = formReader(forms, (text) => text.trim() !== '' && !Number.isNaN(base.text(text)))
  const formed = (text: string): FormedCell | null => {
    const trimmed = text.trim()
    return trimmed === '' || tokens.has(trimmed) ? null : (read(text) ?? read(trimmed))
  }
  const hasPlain = codes.has(plainForm)
  const ifPlain = (value: number): number => (hasPlain ? value : base.gap)
  const plainCode = (value: number): number => (Number.isNaN(value) ? -1 : codeOf(plainForm))
  const form: CellBySchema = {
    gap: -1,
    text: (text) => codeOf(formed(text)?.form ?? ''),
    number: (value) => (Math.abs(value) === Number.POSITIVE_INFINITY ? codeOf(infinityForm(value)) : plainCode(base.number(value))),
    truth: (value) => codeOf(formed(String(value))?.form ?? ''),
    time: (count, unit) => plainCode(base.time(count, unit)),
  }
  const value: CellBySchema = {
    gap: base.gap,
    text: (text) => {
      const found = formed(text)?.value
      return found === null || found === undefined ? base.gap : base.text(found)
    },
    number: (value) => ifPlain(base.number(value)),
    truth: () => base.gap,
    time: (count, unit) => ifPlain(base.time(count, unit)),
  }
  return { value, form }
}
