/**
 * A table as it was read, before anybody decided what its columns are: every cell exactly as written, in a few bytes.
 * A cell is a plain number (`numbers`, with the digits written after its point in `decimals`), a token (`codes` into
 * `tokens`), or nothing at all (a null of a typed file). Text files have no nulls: their empty cells are the token ''.
 */
export interface RawColumn {
  readonly name: string
  readonly length: number
  /** NaN where the cell is not a plain number; null where no cell is. */
  readonly numbers: Float64Array | null
  readonly decimals: Uint8Array | null
  /** -1 where the cell is a number or null; null where no cell is a token. */
  readonly codes: Int32Array | null
  /** Distinct tokens, in order of first appearance. */
  readonly tokens: readonly string[]
  /** What a typed file says of the column; absent for text files. */
  readonly declared?: Declared
  /** The names of the fields, from the outermost in, of a column that is part of a nested one. */
  readonly path?: readonly string[]
}

/** The type that a JSON, Arrow or Parquet file gives a column, in Arrow's names: `int64`, `float32`, `bool`, `utf8`, `timestamp[us, UTC]` ... */
export interface Declared {
  readonly type: string
  /** For a dictionary: its levels in the file's order, and whether that order means something. */
  readonly levels?: readonly string[]
  readonly ordered?: boolean
}

/** Whether cells of this type of a file are JSON texts that stand for several values each. */
export function holdsJson(type: string | undefined): boolean {
  return type !== undefined && /^(json$|list<|map<|struct<)/.test(type)
}

/** A table as it was read, before anything is known of its columns. */
export interface RawTable {
  readonly rows: number
  readonly columns: readonly RawColumn[]
}

/** How many distinct tokens a column may have before its plain numbers move from the dictionary to an array. */
const dictionaryLimit = 2048
const firstCapacity = 1024

/** Collects one column cell by cell: a dictionary while there are few distinct tokens, an array of numbers beyond. */
export class RawColumnBuilder {
  readonly name: string
  readonly #declared: Declared | undefined
  #length = 0
  #codes: Int32Array | null = null
  #numbers: Float64Array | null = null
  #decimals: Uint8Array | null = null
  #tokens: string[] = []
  #lookup = new Map<string, number>()
  #numbersApart = false

  constructor(name: string, declared?: Declared) {
    this.name = name
    this.#declared = declared
  }

  get length(): number {
    return this.#length
  }

  /** A cell of a text file. */
  pushToken(token: string): void {
    const i = this.#grow()
    const known = this.#lookup.get(token)
    if (known !== undefined) {
      this.#codesArray()[i] = known
      return
    }
    if (this.#numbersApart && this.#pushPlainNumber(i, token)) return
    if (!this.#numbersApart && this.#tokens.length >= dictionaryLimit) {
      this.#moveNumbersApart()
      if (this.#pushPlainNumber(i, token)) return
    }
    const code = this.#tokens.push(token) - 1
    this.#lookup.set(token, code)
    this.#codesArray()[i] = code
  }

  /** A cell of a typed file that holds a number; `decimals` only if the file fixes them. */
  pushNumber(value: number, decimals = 0): void {
    const i = this.#grow()
    this.#numbersArray()[i] = value
    if (decimals > 0) this.#decimalsArray()[i] = decimals
  }

  /** A null of a typed file. */
  pushNull(): void {
    this.#grow()
  }

  finish(): RawColumn {
    const n = this.#length
    return {
      name: this.name,
      length: n,
      numbers: this.#numbers?.subarray(0, n) ?? null,
      decimals: this.#decimals?.subarray(0, n) ?? null,
      codes: this.#codes?.subarray(0, n) ?? null,
      tokens: this.#tokens,
      ...(this.#declared ? { declared: this.#declared } : {}),
    }
  }

  #pushPlainNumber(i: number, token: string): boolean {
    const decimals = plainNumberDecimals(token)
    if (decimals < 0) return false
    this.#numbersArray()[i] = Number(token)
    if (decimals > 0) this.#decimalsArray()[i] = decimals
    return true
  }

  /** Takes the plain numbers out of the dictionary; done once, when it has grown large. */
  #moveNumbersApart(): void {
    this.#numbersApart = true
    const tokens: string[] = []
    const recode = new Int32Array(this.#tokens.length)
    const decimals = this.#tokens.map(plainNumberDecimals)
    this.#tokens.forEach((token, code) => {
      recode[code] = (decimals[code] as number) < 0 ? tokens.push(token) - 1 : -1
    })
    if (tokens.length === this.#tokens.length) return
    const codes = this.#codesArray()
    const values = this.#tokens.map(Number)
    for (let i = 0; i < this.#length; i++) {
      const code = codes[i] as number
      if (code < 0) continue
      codes[i] = recode[code] as number
      if ((recode[code] as number) >= 0) continue
      this.#numbersArray()[i] = values[code] as number
      if ((decimals[code] as number) > 0) this.#decimalsArray()[i] = decimals[code] as number
    }
    this.#tokens = tokens
    this.#lookup = new Map(tokens.map((token, code) => [token, code]))
  }

  #capacity = 0

  #grow(): number {
    if (this.#length === this.#capacity) {
      this.#capacity = Math.max(firstCapacity, Math.ceil(this.#capacity * 1.6))
      if (this.#codes) this.#codes = extended(this.#codes, new Int32Array(this.#capacity).fill(-1))
      if (this.#numbers) this.#numbers = extended(this.#numbers, new Float64Array(this.#capacity).fill(Number.NaN))
      if (this.#decimals) this.#decimals = extended(this.#decimals, new Uint8Array(this.#capacity))
    }
    return this.#length++
  }

  #codesArray(): Int32Array {
    this.#codes ??= new Int32Array(this.#capacity).fill(-1)
    return this.#codes
  }

  #numbersArray(): Float64Array {
    this.#numbers ??= new Float64Array(this.#capacity).fill(Number.NaN)
    return this.#numbers
  }

  #decimalsArray(): Uint8Array {
    this.#decimals ??= new Uint8Array(this.#capacity)
    return this.#decimals
  }
}

function extended<T extends Int32Array | Float64Array | Uint8Array>(from: T, to: T): T {
  to.set(from as never)
  return to
}

/**
 * Digits after the point where `token` is a number that `toFixed` writes back to the letter (no plus sign, exponent, leading
 * zero or `-0`; at most 15 significant digits), else -1.
 */
export function plainNumberDecimals(token: string): number {
  const n = token.length
  if (n === 0 || n > 17) return -1
  let i = token.charCodeAt(0) === 45 ? 1 : 0
  const start = i
  let point = -1
  let nonZero = false
  for (; i < n; i++) {
    const c = token.charCodeAt(i)
    if (c === 46 && point < 0 && i > start) point = i
    else if (c < 48 || c > 57) return -1
    else if (c !== 48) nonZero = true
  }
  const digits = n - start - (point < 0 ? 0 : 1)
  if (digits < 1 || digits > 15 || point === n - 1) return -1
  if (start === 1 && !nonZero) return -1
  if (token.charCodeAt(start) === 48 && (point < 0 ? n - start : point - start) > 1) return -1
  return point < 0 ? 0 : n - 1 - point
}

/** The cell as text; null where it is a null. */
export function rawCell(column: RawColumn, row: number): string | null {
  const code = column.codes?.[row] ?? -1
  if (code >= 0) return column.tokens[code] as string
  const number = column.numbers?.[row] ?? Number.NaN
  if (Number.isNaN(number)) return null
  return column.declared && !column.decimals ? String(number) : number.toFixed(column.decimals?.[row] ?? 0)
}

export function finishRawTable(builders: readonly RawColumnBuilder[]): RawTable {
  return { rows: builders[0]?.length ?? 0, columns: builders.map((builder) => builder.finish()) }
}
