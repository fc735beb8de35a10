/**
 * Whether the messages of an Arrow file hold together: every offset, length and count that they state lies within the file. The library believes
 * them, and would read, count and allocate what a damaged or forged file says. What C++ has as `flatbuffers::Verifier`, for the tables that say how
 * long something is.
 *
 * @see FlatBuffers Internals, and Message.fbs, File.fbs and Schema.fbs of the Arrow columnar format
 */

/** What stands in a slot of a table: a string, another table, a vector of structs of so many bytes, or of tables. Numbers need no check. */
type Slot = 'string' | { readonly table: () => Shape } | { readonly structs: number } | { readonly tables: () => Shape }
type Shape = Readonly<Record<number, Slot>>

const keyValue: Shape = { 0: 'string', 1: 'string' }
/** Those that have a vector or a string: names of zones, ids of unions. */
const typeOf: Shape = { 1: 'string' }
const unionType: Shape = { 1: { structs: 4 } }
const plainType: Shape = {}
const field: Shape = { 0: 'string', 4: { table: () => plainType }, 5: { tables: () => field }, 6: { tables: () => keyValue } }
const schema: Shape = { 1: { tables: () => field }, 2: { tables: () => keyValue }, 3: { structs: 8 } }
const recordBatch: Shape = { 1: { structs: 16 }, 2: { structs: 16 }, 3: { table: () => plainType }, 4: { structs: 8 } }
const dictionaryBatch: Shape = { 1: { table: () => recordBatch } }
const footer: Shape = { 1: { table: () => schema }, 2: { structs: 24 }, 3: { structs: 24 }, 4: { tables: () => keyValue } }
const headers: Readonly<Record<number, Shape>> = { 1: schema, 2: dictionaryBatch, 3: recordBatch }
const timestamp = 10
const union = 14
const deepest = 64

/** A buffer of tables; its methods throw where something leads out of it. */
class Tables {
  readonly #view: DataView
  /** How many tables may still be looked at: there can't be more than bytes for them, unless some are used again and again. */
  #left: number

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    this.#left = bytes.length / 4 + 1
  }

  root(): number {
    return this.#follow(0)
  }

  /** Where the slot of a table lies; 0 where it has none. */
  slot(table: number, slot: number): number {
    const vtable = table - this.#view.getInt32(table, true)
    const size = this.#view.getUint16(vtable, true)
    const offset = 4 + 2 * slot < size ? this.#view.getUint16(vtable + 4 + 2 * slot, true) : 0
    return offset === 0 ? 0 : table + offset
  }

  byte(table: number, slot: number): number {
    const at = this.slot(table, slot)
    return at === 0 ? 0 : this.#view.getUint8(at)
  }

  /** A count of bytes; one that a file can't have is infinite. */
  long(at: number): number {
    const value = Number(this.#view.getBigInt64(at, true))
    return value >= 0 ? value : Number.POSITIVE_INFINITY
  }

  int(at: number): number {
    return this.#view.getInt32(at, true)
  }

  /** Where the table of a slot begins; 0 where there is none. */
  table(table: number, slot: number): number {
    const at = this.slot(table, slot)
    return at === 0 ? 0 : this.#follow(at)
  }

  /** First element and count of the vector in a slot, whose elements have so many bytes. */
  vector(table: number, slot: number, size: number): { readonly start: number; readonly count: number } {
    const at = this.table(table, slot)
    if (at === 0) return { start: 0, count: 0 }
    const count = this.#view.getUint32(at, true)
    if (at + 4 + count * size > this.#view.byteLength) throw new Error(`a list of ${count} has no room in its bytes`)
    return { start: at + 4, count }
  }

  verify(table: number, shape: Shape, depth = 0): void {
    if (depth > deepest || --this.#left < 0) throw new Error('its types are nested without end')
    for (const [key, slot] of Object.entries(shape)) {
      const number = Number(key)
      if (slot === 'string') this.vector(table, number, 1)
      else if ('structs' in slot) this.vector(table, number, slot.structs)
      else if ('table' in slot) {
        const inner = this.table(table, number)
        if (inner !== 0) this.verify(inner, slot.table(), depth + 1)
      } else {
        const { start, count } = this.vector(table, number, 4)
        for (let i = 0; i < count; i++) this.verify(this.#follow(start + 4 * i), slot.tables(), depth + 1)
      }
    }
    if (shape !== field) return
    const type = this.table(table, 3)
    const id = this.byte(table, 2)
    if (type !== 0) this.verify(type, id === timestamp ? typeOf : id === union ? unionType : plainType, depth + 1)
  }

  #follow(at: number): number {
    const target = at + this.#view.getUint32(at, true)
    if (target + 4 > this.#view.byteLength) throw new Error('an offset leads out of its bytes')
    return target
  }
}

/** Kind and length of the body of the message in these bytes. */
function verifyMessage(bytes: Uint8Array): { readonly kind: number; readonly body: number } {
  const tables = new Tables(bytes)
  const message = tables.root()
  const kind = tables.byte(message, 1)
  const header = tables.table(message, 2)
  const shape = headers[kind]
  if (shape && header === 0) throw new Error('a message has no header')
  if (shape) tables.verify(header, shape)
  tables.verify(message, { 4: { tables: () => keyValue } })
  const length = tables.slot(message, 3)
  return { kind, body: length === 0 ? 0 : tables.long(length) }
}

/** The message that begins at `at`, and where its body begins; null at the mark that ends a stream, or at the end of the bytes. */
function messageAt(
  bytes: Uint8Array,
  at: number,
): ({ readonly body: number; readonly start: number } & ReturnType<typeof verifyMessage>) | null {
  if (at + 4 > bytes.length) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  // Before version 0.15 there was no mark of four bytes before the length.
  const lengthAt = view.getInt32(at, true) === -1 ? at + 4 : at
  if (lengthAt + 4 > bytes.length) return null
  const length = view.getInt32(lengthAt, true)
  if (length === 0) return null
  const start = lengthAt + 4 + length
  if (length < 0 || start > bytes.length) throw new Error(`a message of ${length} bytes has no room in the file`)
  const message = verifyMessage(bytes.subarray(lengthAt + 4, start))
  if (start + message.body > bytes.length) throw new Error(`a part of ${message.body} bytes has no room in the file`)
  return { ...message, start }
}

/** Throws where a message of the stream states something that can't be. */
export function verifyStream(bytes: Uint8Array): void {
  for (let at = 0; ; ) {
    const message = messageAt(bytes, at)
    if (!message) return
    at = message.start + message.body
  }
}

const tail = 10

/** The same of a file, whose footer lists its parts. */
export function verifyFile(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const length = view.getInt32(bytes.length - tail, true)
  if (length <= 0 || length > bytes.length - tail) throw new Error(`a footer of ${length} bytes has no room in the file`)
  const tables = new Tables(bytes.subarray(bytes.length - tail - length, bytes.length - tail))
  const root = tables.root()
  tables.verify(root, footer)
  for (const [slot, kind] of [
    [2, 2],
    [3, 3],
  ] as const) {
    const { start, count } = tables.vector(root, slot, 24)
    for (let i = 0; i < count; i++) {
      const message = messageAt(bytes, tables.long(start + 24 * i))
      if (message?.kind !== kind) throw new Error(`part ${i + 1} is not where the footer says`)
    }
  }
}
