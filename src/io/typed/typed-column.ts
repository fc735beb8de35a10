import { type Declared, type RawColumn, rawCell } from '../../table/raw.js'

const firstCapacity = 1024
const largestWhole = 2 ** 53

/** Collects a column of a typed file: numbers as they are, texts as tokens (a text of digits stays a text), and nulls. */
export class TypedColumnBuilder {
  readonly name: string
  #length = 0
  #capacity = 0
  #numbers: Float64Array | null = null
  #codes: Int32Array | null = null
  readonly #tokens: string[] = []
  readonly #lookup = new Map<string, number>()

  constructor(name: string) {
    this.name = name
  }

  get length(): number {
    return this.#length
  }

  /** How many different tokens there are. */
  get distinct(): number {
    return this.#tokens.length
  }

  pushNull(): void {
    this.#grow()
  }

  /** NaN is a null. */
  pushNumber(value: number): void {
    const i = this.#grow()
    this.#numbers ??= new Float64Array(this.#capacity).fill(Number.NaN)
    this.#numbers[i] = value
  }

  pushToken(token: string): void {
    this.pushCode(this.codeOf(token))
  }

  /** The code of a token, for callers that push the same tokens many times. */
  codeOf(token: string): number {
    let code = this.#lookup.get(token)
    if (code === undefined) {
      code = this.#tokens.push(token) - 1
      this.#lookup.set(token, code)
    }
    return code
  }

  pushCode(code: number): void {
    const i = this.#grow()
    this.#codes ??= new Int32Array(this.#capacity).fill(-1)
    this.#codes[i] = code
  }

  /** A whole number; where a double can't hold it, its digits. */
  pushWhole(value: bigint): void {
    const number = Number(value)
    if (Math.abs(number) < largestWhole) this.pushNumber(number)
    else this.pushToken(String(value))
  }

  /** The column; `decimals` only where the type fixes them. */
  finish(declared: Declared, decimals = 0): RawColumn {
    const { codes, tokens } = this.#inOrderOfAppearance()
    const numbers = this.#numbers?.subarray(0, this.#length) ?? null
    const fixed = numbers && decimals > 0 ? new Uint8Array(this.#length).fill(decimals) : null
    return { name: this.name, length: this.#length, numbers, decimals: fixed, codes, tokens, declared }
  }

  /** Codes asked for but never pushed, as the unused levels of a dictionary are, don't count as tokens. */
  #inOrderOfAppearance(): { readonly codes: Int32Array | null; readonly tokens: readonly string[] } {
    if (!this.#codes) return { codes: null, tokens: [] }
    const codes = this.#codes.subarray(0, this.#length)
    const recode = new Int32Array(this.#tokens.length).fill(-1)
    const tokens: string[] = []
    for (let i = 0; i < codes.length; i++) {
      const code = codes[i] as number
      if (code < 0) continue
      if ((recode[code] as number) < 0) recode[code] = tokens.push(this.#tokens[code] as string) - 1
      codes[i] = recode[code] as number
    }
    return { codes, tokens }
  }

  #grow(): number {
    if (this.#length === this.#capacity) {
      this.#capacity = Math.max(firstCapacity, Math.ceil(this.#capacity * 1.6))
      if (this.#codes) this.#codes = extended(this.#codes, new Int32Array(this.#capacity).fill(-1))
      if (this.#numbers) this.#numbers = extended(this.#numbers, new Float64Array(this.#capacity).fill(Number.NaN))
    }
    return this.#length++
  }
}

function extended<T extends Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from as never)
  return to
}

/** Cells of several types as texts: `mixed` where each goes out as what it came in, since no text could be one of the others, else `utf8`. */
export function asTexts(cells: TypedColumnBuilder, type: 'mixed' | 'utf8'): RawColumn {
  const column = cells.finish({ type: 'utf8' })
  const texts = new TypedColumnBuilder(column.name)
  for (let i = 0; i < column.length; i++) {
    const cell = rawCell(column, i)
    if (cell === null) texts.pushNull()
    else texts.pushToken(cell)
  }
  return texts.finish({ type })
}
