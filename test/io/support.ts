import type { Bytes } from '../../src/io/bytes/bytes.js'
import type { Sink } from '../../src/io/bytes/sink.js'
import { type CsvOptions, readCsv } from '../../src/io/csv/csv.js'
import { type RawTable, rawCell } from '../../src/table/raw.js'

/** The bytes in pieces of one size. */
export async function* inPieces(bytes: Uint8Array, size: number): Bytes {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size)
}

/** As many bytes as are looked at before anything is read: what comes after them really comes in pieces. */
export const headSize = 1 << 16

/** The first bytes at once, `headSize` of them and more, then the last few hundred in pieces of one size. */
export async function* headThenPieces(bytes: Uint8Array, size: number, head: number = Math.max(headSize, bytes.length - 300)): Bytes {
  yield bytes.subarray(0, head)
  yield* inPieces(bytes.subarray(head), size)
}

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

/** The rows of a raw table, cells as text. */
export function rowsOf(raw: RawTable): (string | null)[][] {
  return Array.from({ length: raw.rows }, (_, i) => raw.columns.map((column) => rawCell(column, i)))
}

/** What a CSV text is read as. */
export async function parse(text: string | Uint8Array, options: CsvOptions = {}, pieces = (bytes: Uint8Array) => inPieces(bytes, 1 << 20)) {
  const { raw, facts } = await readCsv(pieces(typeof text === 'string' ? utf8(text) : text), { where: 'people.csv', ...options })
  return { names: raw.columns.map(({ name }) => name), rows: rowsOf(raw), facts, raw }
}

/** The message of the error that a promise ends with. */
export async function messageOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise
  } catch (error) {
    return (error as Error).message
  }
  throw new Error('expected an error')
}

/** A sink that keeps what it is given. */
export class Collected implements Sink {
  readonly chunks: Uint8Array[] = []

  async write(bytes: Uint8Array): Promise<void> {
    this.chunks.push(bytes.slice())
  }

  get bytes(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.chunks))
  }

  get text(): string {
    return Buffer.concat(this.chunks).toString('utf8')
  }
}
