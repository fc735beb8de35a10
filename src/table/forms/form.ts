import type { ColumnSchema, Schema } from '../schema.js'
import { ordinalEnding } from '../times/datetime-parts.js'

/**
 * How a cell is written whose column holds numbers or times: `{}` is the value alone, `{} kg` and `~{}` are a value and what stands beside it, and a
 * form without `{}` is a word in place of one: `<0.5`, `refused`. Forms are the levels of a column of their own beside that of the values.
 */
export const plainForm = '{}'

/** Whether cells of this form hold a value. */
export function holdsValue(form: string): boolean {
  return form.includes(plainForm)
}

/** The words before and after the value. */
function affixesOf(form: string): [string, string] {
  const at = form.indexOf(plainForm)
  return [form.slice(0, at), form.slice(at + plainForm.length)]
}

export function writeForm(form: string, value: string): string {
  const [before, after] = affixesOf(form)
  return holdsValue(form) ? before + value + after : form
}

/** Forms of English ordinals, each with the ending that fits the number. */
export function agreeingForm(form: string, value: string, areOrdinals: boolean): string {
  return areOrdinals && ordinalForm.test(form) ? form.replace(ordinalForm, plainForm + ordinalEnding(Number(value))) : form
}

const ordinalForm = /\{\}(st|nd|rd|th)$/

export function areOrdinalForms(forms: readonly string[]): boolean {
  return new Set(forms.flatMap((form) => ordinalForm.exec(form)?.[1] ?? [])).size > 1
}

/** A cell apart: its form and the text of its value. */
export interface FormedCell {
  readonly form: string
  readonly value: string | null
}

/** Takes cells apart by these forms; null for one that has none of them. Words come first, then the value alone, then the longest words around it. */
export function formReader(forms: readonly string[], isValue: (text: string) => boolean): (text: string) => FormedCell | null {
  const words = new Set(forms.filter((form) => !holdsValue(form)))
  const around = forms
    .filter(holdsValue)
    .map((form) => ({ form, affixes: affixesOf(form) }))
    .sort((a, b) => Number(b.form === plainForm) - Number(a.form === plainForm) || b.form.length - a.form.length)
  return (text) => {
    if (words.has(text)) return { form: text, value: null }
    for (const { form, affixes } of around) {
      const [before, after] = affixes
      if (text.length <= before.length + after.length || !text.startsWith(before) || !text.endsWith(after)) continue
      const value = text.slice(before.length, text.length - after.length)
      if (isValue(value)) return { form, value }
    }
    return null
  }
}

/** The number that stands for an infinity in a typed file; undefined for any other word. */
export function infinityOf(form: string): number | undefined {
  const match = /^([-+\u2212]?)(inf|infinity|\u221e)$/i.exec(form)
  if (!match) return undefined
  return match[1] === '-' || match[1] === '\u2212' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
}

/** The word for an infinity of a typed file. */
export function infinityForm(value: number): string {
  return value > 0 ? 'inf' : '-inf'
}

/** The columns of forms and of further numbers in a column's cells, in the order of the schema. */
export function columnsBeside(name: string, { columns }: Schema): readonly ColumnSchema[] {
  let known = beside.get(columns)
  if (!known) {
    known = new Map()
    for (const column of columns) {
      const owner = 'beside' in column ? column.beside : undefined
      if (owner !== undefined) known.set(owner, [...(known.get(owner) ?? []), column])
    }
    beside.set(columns, known)
  }
  return known.get(name) ?? []
}

const beside = new WeakMap<Schema['columns'], Map<string, ColumnSchema[]>>()

/** The column of forms beside a column of values, if there is one. */
export function formsBeside(name: string, schema: Schema): Extract<ColumnSchema, { kind: 'categorical' }> | undefined {
  return columnsBeside(name, schema).find((column) => column.kind === 'categorical')
}

/** Whether a table has columns that go out as one. */
export function hasForms({ columns }: Schema): boolean {
  return columns.some((column) => 'beside' in column && column.beside !== undefined)
}
