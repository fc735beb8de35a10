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
/**
 * Cells of the first block of a column, of any, and how blocks grow: small columns stay small and large ones are never copied to grow. The largest
 * ones are such as the allocator gives back to the system once they are joined.
 */
const [firstBlock, largestBlock, growth] = [1024, 1 << 18, 8]

/** Successive cells of a column, as those of a `RawColumn`; where the block isn't full, what comes after them is of no meaning. */
interface Block {
  readonly size: number
  numbers: Float64Array | null
  decimals: Uint8Array | null
  codes: Int32Array | null
}

/** Collects one column cell by cell: a dictionary while there are few distinct tokens, an array of numbers beyond. */
export class RawColumnBuilder {
  readonly name: string
  readonly #declared: Declared | undefined
  #blocks: Block[] = []
  /** The last block, and how many cells are in it and in all before. */
  #block: Block = { size: 0, numbers: null, decimals: null, codes: null }
  #filled = 0
  #before = 0
  #tokens: string[] = []
  #lookup = new Map<string, number>()
  #numbersApart = false

  constructor(name: string, declared?: Declared) {
    this.name = name
    this.#declared = declared
  }

  get length(): number {
    return this.#before + this.#filled
  }

  /** A cell of a text file. */
  pushToken(token: string): void {
    const i = this.#grow()
    // No plain number is in the dictionary any more.
    if (this.#numbersApart && pushPlainNumber(this.#block, i, token)) return
    const known = this.#lookup.get(token)
    if (known !== undefined) {
      pushCode(this.#block, i, known)
      return
    }
    if (!this.#numbersApart && this.#tokens.length >= dictionaryLimit) {
      this.#moveNumbersApart()
      if (pushPlainNumber(this.#block, i, token)) return
    }
    const code = this.#tokens.push(token) - 1
    this.#lookup.set(token, code)
    pushCode(this.#block, i, code)
  }

  /** A cell of a typed file that holds a number; `decimals` only if the file fixes them. */
  pushNumber(value: number, decimals = 0): void {
    const i = this.#grow()
    putNumber(this.#block, i, value, decimals)
  }

  /** A null of a typed file. */
  pushNull(): void {
    const i = this.#grow()
    const { numbers, codes } = this.#block
    if (numbers) numbers[i] = Number.NaN
    if (codes) codes[i] = -1
  }

  /** The column; there is nothing to be pushed after it. */
  finish(): RawColumn {
    const { length } = this
    const blocks = this.#blocks
    this.#blocks = []
    this.#block = { size: 0, numbers: null, decimals: null, codes: null }
    return {
      name: this.name,
      length,
      numbers: joined(blocks, 'numbers', () => new Float64Array(length), Number.NaN),
      decimals: joined(blocks, 'decimals', () => new Uint8Array(length), 0),
      codes: joined(blocks, 'codes', () => new Int32Array(length), -1),
      tokens: this.#tokens,
      ...(this.#declared ? { declared: this.#declared } : {}),
    }
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
    const values = this.#tokens.map(Number)
    for (const block of this.#blocks) {
      const { codes } = block
      // The last cell of the last block has no code yet: it is the one that is about to be pushed.
      const end = block === this.#block ? this.#filled - 1 : block.size
      const numbers = numbersOf(block, end)
      let isUsed = false
      for (let i = 0; codes && i < end; i++) {
        const code = codes[i] as number
        if (code < 0) continue
        codes[i] = recode[code] as number
        isUsed ||= (recode[code] as number) >= 0
        if ((recode[code] as number) >= 0) continue
        numbers[i] = values[code] as number
        if ((decimals[code] as number) > 0) decimalsOf(block)[i] = decimals[code] as number
      }
      if (!isUsed) block.codes = null
    }
    this.#tokens = tokens
    this.#lookup = new Map(tokens.map((token, code) => [token, code]))
  }

  /** Makes room for a cell, and tells its place in the last block. */
  #grow(): number {
    if (this.#filled === this.#block.size) {
      this.#before += this.#filled
      this.#filled = 0
      this.#block = {
        size: Math.min(largestBlock, Math.max(firstBlock, growth * this.#block.size)),
        numbers: null,
        decimals: null,
        codes: null,
      }
      this.#blocks.push(this.#block)
    }
    return this.#filled++
  }
}

/** The numbers of a block, of whose first cells none is one where there were none. */
function numbersOf(block: Block, before: number): Float64Array {
  block.numbers ??= new Float64Array(block.size).fill(Number.NaN, 0, before)
  return block.numbers
}

function decimalsOf(block: Block): Uint8Array {
  block.decimals ??= new Uint8Array(block.size)
  return block.decimals
}

function pushCode(block: Block, i: number, code: number): void {
  block.codes ??= new Int32Array(block.size).fill(-1, 0, i)
  block.codes[i] = code
  if (block.numbers) block.numbers[i] = Number.NaN
}

function putNumber(block: Block, i: number, value: number, decimals: number): void {
  numbersOf(block, i)[i] = value
  if (decimals > 0) decimalsOf(block)[i] = decimals
  if (block.codes) block.codes[i] = -1
}

/** This part of all blocks in one array, which frees those of the blocks; null where none has it. */
function joined<Part extends 'numbers' | 'decimals' | 'codes'>(
  blocks: readonly Block[],
  part: Part,
  make: () => NonNullable<Block[Part]>,
  absent: number,
): Block[Part] {
  if (blocks.every((block) => block[part] === null)) return null
  const all = make()
  let at = 0
  for (const block of blocks) {
    const end = Math.min(all.length, at + block.size)
    const own = block[part]
    if (own) all.set(own.subarray(0, end - at) as never, at)
    else if (absent !== 0) all.fill(absent, at, end)
    block[part] = null as Block[Part]
    at = end
  }
  return all
}

/** Powers of ten that a double holds exactly, by which whole numbers of 15 digits are divided as exactly as `Number` reads them. */
const powersOfTen = Float64Array.from({ length: 16 }, (_, power) => Number(`1e${power}`))

/** Puts a token into a block if it is a plain number. */
function pushPlainNumber(block: Block, i: number, token: string): boolean {
  const decimals = plainNumberDecimals(token)
  if (decimals < 0) return false
  let whole = 0
  for (let at = 0; at < token.length; at++) {
    const digit = token.charCodeAt(at) - 48
    if (digit >= 0) whole = whole * 10 + digit
  }
  const value = whole / (powersOfTen[decimals] as number)
  putNumber(block, i, token.charCodeAt(0) === 45 ? -value : value, decimals)
  return true
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
