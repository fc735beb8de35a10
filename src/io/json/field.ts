import { fieldName, objectNote } from '../../table/places.js'
import { type RawColumn, rawCell } from '../../table/raw.js'
import { mixedType } from '../../table/typing/mixed.js'
import { asTexts, TypedColumnBuilder } from '../typed/typed-column.js'

/** How JSON readers mark whole numbers that a double would round: texts that no file holds. */
export const exactMark = '\u0000'

/** Objects of more names, or of more than `someFields` with most of them absent, are dictionaries rather than records. */
const mostFields = 100
const someFields = 20
const leastFilled = 0.25

/**
 * A field of JSON records: a column of numbers, booleans or texts, or, where its values are objects, a column for each of their fields. Lists, and
 * whatever is mixed with objects, stay JSON texts.
 */
export class JsonField {
  readonly #path: readonly string[]
  #cells: TypedColumnBuilder
  #numbers = 0
  #fractions = 0
  #booleans = 0
  #texts = 0
  #nested = 0
  /** Whether some text could be taken for a value of another type. */
  #isAmbiguous = false
  #fields: Map<string, JsonField> | null = new Map()
  readonly #objectRows: number[] = []

  constructor(path: readonly string[]) {
    this.#path = path
    this.#cells = new TypedColumnBuilder(fieldName(path))
  }

  /** What became of objects, a sentence each. */
  get notes(): readonly string[] {
    if (this.#objectRows.length === 0) return []
    const name = fieldName(this.#path)
    if (this.#fields === null) return [`column '${name}' holds objects that aren't alike: read as JSON, and written so`]
    return [objectNote(name, this.#leaves())]
  }

  #leaves(): string[] {
    if (this.#objectRows.length === 0 || this.#fields === null) return [fieldName(this.#path)]
    return [...this.#fields.values()].flatMap((field) => field.#leaves())
  }

  put(row: number, value: unknown): void {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      this.#putObject(row, value)
      return
    }
    this.#pad(row)
    if (typeof value === 'number') {
      this.#numbers++
      if (!Number.isInteger(value)) this.#fractions++
      this.#cells.pushNumber(value)
    } else if (typeof value === 'boolean') {
      this.#booleans++
      this.#cells.pushToken(String(value))
    } else if (typeof value === 'string') {
      const exact = value.startsWith(exactMark)
      if (exact) this.#numbers++
      else this.#texts++
      const known = this.#cells.distinct
      this.#cells.pushToken(exact ? value.slice(1) : value)
      // Texts that were seen before are looked at once more only where other values are tokens, too.
      const isNew = this.#cells.distinct > known || this.#booleans + this.#nested > 0
      if (!exact && isNew && !this.#isAmbiguous) this.#isAmbiguous = mixedType(value) !== 'text'
    } else if (value === null || value === undefined) this.#cells.pushNull()
    else this.#putJson(JSON.stringify(value))
  }

  finish(rows: number): RawColumn[] {
    if (this.#objectRows.length > 0 && this.#fields && !this.#isRecord()) this.#joinFields(rows)
    if (this.#objectRows.length > 0 && this.#fields) return [...this.#fields.values()].flatMap((field) => field.finish(rows))
    return [this.#asOne(rows)]
  }

  /** The cells as one column, with objects as JSON. */
  #asOne(rows: number): RawColumn {
    if (this.#objectRows.length > 0 && this.#fields) this.#joinFields(rows)
    this.#pad(rows)
    const counts = [this.#numbers, this.#booleans, this.#texts, this.#nested]
    const column =
      counts.filter((count) => count > 0).length > 1
        ? asTexts(this.#cells, this.#isAmbiguous ? 'utf8' : 'mixed')
        : this.#cells.finish({ type: this.#type() })
    return this.#path.length > 1 ? { ...column, path: this.#path } : column
  }

  #type(): string {
    if (this.#numbers > 0) return this.#fractions > 0 ? 'float64' : 'int64'
    if (this.#booleans > 0) return 'bool'
    return this.#texts > 0 ? 'utf8' : this.#nested > 0 ? 'json' : 'null'
  }

  #putObject(row: number, value: object): void {
    const entries = Object.entries(value)
    if (this.#fields) {
      this.#objectRows.push(row)
      for (const [name, one] of entries) {
        let field = this.#fields.get(name)
        if (!field) {
          field = new JsonField([...this.#path, name])
          this.#fields.set(name, field)
        }
        field.put(row, one)
      }
      if (this.#fields.size > mostFields) this.#joinFields(row + 1)
    } else {
      this.#pad(row)
      this.#putJson(JSON.stringify(value))
    }
  }

  #putJson(text: string): void {
    this.#nested++
    this.#cells.pushToken(text.replace(/"\\u0000(-?\d+)"/g, '$1'))
  }

  /** Whether the objects are records, and nothing else stands among them. */
  #isRecord(): boolean {
    const fields = [...(this.#fields as Map<string, JsonField>).values()]
    const others = this.#numbers + this.#booleans + this.#texts + this.#nested
    const filled = fields.reduce((sum, field) => sum + field.#filled(), 0)
    const isSparse = fields.length > someFields && filled < leastFilled * fields.length * this.#objectRows.length
    return others === 0 && fields.length > 0 && !isSparse
  }

  #filled(): number {
    return this.#numbers + this.#booleans + this.#texts + this.#nested + this.#objectRows.length
  }

  /** Makes JSON texts of the objects so far, without the names that have no value. */
  #joinFields(rows: number): void {
    const columns = [...(this.#fields as Map<string, JsonField>)].map(([name, field]) => ({ name, column: field.#asOne(rows) }))
    this.#fields = null
    this.#pad(rows)
    const before = this.#cells.finish({ type: 'utf8' })
    this.#cells = new TypedColumnBuilder(before.name)
    let next = 0
    for (let row = 0; row < rows; row++) {
      if (this.#objectRows[next] === row) {
        next++
        const parts = columns.flatMap(({ name, column }) => jsonPart(name, column, row))
        this.#putJson(`{${parts.join()}}`)
        continue
      }
      const number = before.numbers?.[row] ?? Number.NaN
      const code = before.codes?.[row] ?? -1
      if (code >= 0) this.#cells.pushToken(before.tokens[code] as string)
      else this.#cells.pushNumber(number)
    }
  }

  #pad(rows: number): void {
    while (this.#cells.length < rows) this.#cells.pushNull()
  }
}

/** `"name":value` of a cell; nothing where it has no value. */
function jsonPart(name: string, column: RawColumn, row: number): string[] {
  const cell = rawCell(column, row)
  if (cell === null) return []
  const isBare = ['int64', 'float64', 'bool', 'json'].includes(column.declared?.type ?? '')
  return [`${JSON.stringify(name)}:${isBare ? cell : JSON.stringify(cell)}`]
}
