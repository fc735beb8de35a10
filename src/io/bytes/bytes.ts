import { InputError } from '../../errors.js'

export type Bytes = AsyncIterable<Uint8Array>

/** The bytes of a source, cut so that one piece stays in the young generation of the heap while it is worked on. */
const pieceSize = 1 << 17

/** The first bytes of a source, at least `size` of them where there are so many, and the source as if nothing had been read. */
export async function peek(source: Bytes, size: number): Promise<{ readonly head: Uint8Array; readonly bytes: Bytes }> {
  const iterator = source[Symbol.asyncIterator]()
  const read: Uint8Array[] = []
  let length = 0
  while (length < size) {
    const { done, value } = await iterator.next()
    if (done) break
    read.push(value)
    length += value.length
  }
  const head = concatBytes(read)
  return { head, bytes: resume(head, iterator) }
}

async function* resume(head: Uint8Array, iterator: AsyncIterator<Uint8Array>): Bytes {
  try {
    yield* pieces(head)
    for (;;) {
      const { done, value } = await iterator.next()
      if (done) return
      yield* pieces(value)
    }
  } finally {
    await iterator.return?.()
  }
}

/** A chunk in pieces of that size. */
export function* pieces(chunk: Uint8Array): Iterable<Uint8Array> {
  for (let start = 0; start < chunk.length; start += pieceSize) yield chunk.subarray(start, start + pieceSize)
}

/** The bytes of several arrays in one; the array itself where there is one. */
export function concatBytes(arrays: readonly Uint8Array[]): Uint8Array {
  if (arrays.length === 1) return arrays[0] as Uint8Array
  const whole = new Uint8Array(arrays.reduce((sum, { length }) => sum + length, 0))
  let offset = 0
  for (const array of arrays) {
    whole.set(array, offset)
    offset += array.length
  }
  return whole
}

export async function collectBytes(source: Bytes): Promise<Uint8Array> {
  const read: Uint8Array[] = []
  for await (const chunk of source) read.push(chunk)
  return concatBytes(read)
}

/** A source of bytes held in memory. */
export async function* bytesFrom(...chunks: readonly Uint8Array[]): Bytes {
  yield* chunks
}

export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b
}

/** The bytes without their gzip packing. Throws an InputError where it is damaged. */
export async function* gunzip(source: Bytes, where: string): Bytes {
  const { readable, writable } = new DecompressionStream('gzip')
  let readError: unknown
  const feeding = feed(source, writable.getWriter()).catch((error) => {
    readError = error
  })
  const reader = readable.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause) => {
        throw readError instanceof InputError
          ? readError
          : new InputError(where, `its gzip data end too early or are damaged (${messageOf(cause)}); copy or make the file again`, {
              cause,
            })
      })
      if (done) break
      yield* pieces(value)
    }
  } finally {
    await reader.cancel().catch(() => {})
    await feeding
  }
}

async function feed(source: Bytes, writer: WritableStreamDefaultWriter): Promise<void> {
  try {
    for await (const chunk of source) await writer.write(chunk)
    await writer.close()
  } catch (error) {
    await writer.abort(error).catch(() => {})
    throw error
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

const signatures: readonly (readonly [magic: string, what: string])[] = [
  ['PAR1', 'a Parquet file; give it the ending .parquet or pass --format parquet'],
  ['ARROW1', 'an Arrow file; give it the ending .arrow or pass --format arrow'],
  ['FEA1', 'a Feather V1 file, which has been replaced by Arrow; write it again as Feather V2 or Parquet'],
  ['PK\x03\x04', 'a zip archive or an Excel workbook; unpack it, or pass --format xlsx'],
  ['\xd0\xcf\x11\xe0', 'an old Excel or Word document; save the sheet as CSV'],
  ['SQLite format 3', 'an SQLite database; pass --format sqlite'],
  ['%PDF', 'a PDF document; give the table itself'],
  ['\x89PNG', 'an image; give the table itself'],
  ['\xff\xd8\xff', 'an image; give the table itself'],
  ['BZh', 'packed with bzip2; unpack it first'],
  ['\xfd7zXZ', 'packed with xz; unpack it first'],
]

/** What a file is whose first bytes give it away and that is no text, with what to do about it. */
export function knownBinary(head: Uint8Array): string | undefined {
  return signatures.find(([magic]) => startsWith(head, magic))?.[1]
}

/** Whether the bytes begin with the characters of `magic`, one byte each. */
export function startsWith(bytes: Uint8Array, magic: string): boolean {
  for (let i = 0; i < magic.length; i++) if (bytes[i] !== magic.charCodeAt(i)) return false
  return true
}
