import type { RawColumn, RawTable } from '../raw.js'
import type { ColumnSchema, DatetimeSchema, IntegerSchema, NumericSchema, Schema } from '../schema.js'
import { contradiction, numberReader } from '../typing/cell-readers.js'
import { type FormedCell, formReader, formsBeside, infinityForm, plainForm } from './form.js'
import { partsBeside, splitParts } from './parts.js'

/** The raw table with columns that the schema has in parts taken apart: values, and forms or further numbers beside them. */
export function withFormsApart(raw: RawTable, schema: Schema): RawTable {
  const known = new Map(schema.columns.map((column) => [column.name, column]))
  const names = new Set(raw.columns.map(({ name }) => name))
  const columns = raw.columns.flatMap((column) => {
    const own = known.get(column.name)
    const parts = own ? partsBeside(own.name, schema) : []
    if (own && parts.length > 0 && !parts.some(({ name }) => names.has(name))) {
      return splitParts(
        column,
        parts.map(({ name }) => name),
        parts.map(({ between }) => between),
        new Set(own.missing),
      )
    }
    const forms = own && formsBeside(own.name, schema)
    if (!own || !forms || names.has(forms.name)) return [column]
    return splitColumn(column, forms.name, formReader(forms.levels, valueTest(column, own)), new Set(own.missing))
  })
  return { rows: raw.rows, columns }
}

/** Whether a text is a value of the column. */
function valueTest(raw: RawColumn, schema: ColumnSchema): (text: string) => boolean {
  const { token } = numberReader(raw, schema as NumericSchema | IntegerSchema | DatetimeSchema, () => false)
  return (text) => text.trim() !== '' && token(text) !== contradiction
}

/** The values of a column, and how each is written, under the name `forms`. A cell that has no form is a form of its own, which nobody foresaw. */
export function splitColumn(
  raw: RawColumn,
  forms: string,
  read: (text: string) => FormedCell | null,
  missing: ReadonlySet<string>,
): [RawColumn, RawColumn] {
  const parts = raw.tokens.map((text) => (missing.has(text) || text.trim() === '' ? null : (read(text) ?? { form: text, value: null })))
  const values = new TokenCodes()
  const written = new TokenCodes()
  const plain = written.codeOf(plainForm)
  const valueCode = Int32Array.from(parts, (part, code) =>
    part ? (part.value === null ? -1 : values.codeOf(part.value)) : values.codeOf(raw.tokens[code] as string),
  )
  const formCode = Int32Array.from(parts, (part) => (part ? written.codeOf(part.form) : -1))
  const numbers = raw.numbers?.slice() ?? null
  const valueCodes = new Int32Array(raw.length).fill(-1)
  const formCodes = new Int32Array(raw.length).fill(-1)
  for (let row = 0; row < raw.length; row++) {
    const code = raw.codes?.[row] ?? -1
    const number = numbers?.[row] ?? Number.NaN
    if (code >= 0) {
      valueCodes[row] = valueCode[code] as number
      formCodes[row] = formCode[code] as number
    } else if (Number.isFinite(number)) formCodes[row] = plain
    else if (!Number.isNaN(number)) {
      formCodes[row] = written.codeOf(infinityForm(number))
      ;(numbers as Float64Array)[row] = Number.NaN
    }
  }
  const own = { ...raw, numbers, codes: values.tokens.length > 0 ? valueCodes : null, tokens: values.tokens }
  return [own, { name: forms, length: raw.length, numbers: null, decimals: null, codes: formCodes, tokens: written.tokens }]
}

/** Texts in order of appearance, each once. */
class TokenCodes {
  readonly tokens: string[] = []
  readonly #codes = new Map<string, number>()

  codeOf(token: string): number {
    let code = this.#codes.get(token)
    if (code === undefined) {
      code = this.tokens.push(token) - 1
      this.#codes.set(token, code)
    }
    return code
  }
}
