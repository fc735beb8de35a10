import type { Dialect } from '../../table/schema.js'
import { type Bytes, concatBytes, pieces } from '../bytes/bytes.js'
import type { Encoding } from './text.js'

/** Longer records are no data; each costs no row but its own. */
const longestRecord = 1 << 24

/**
 * The physical lines of a text, some at a time, none of which depends on any other: bytes are cut at line breaks before anything else
 * is looked at, and each line is decoded by itself. What is no text in the encoding becomes U+FFFD where it stands, a byte order mark at
 * the start of a line is dropped, and a line of more than 16 MiB is left out.
 */
export async function* recordLines(source: Bytes, { encoding, newline }: Pick<Dialect, 'encoding' | 'newline'>): AsyncGenerator<string[]> {
  const cutter = new LineCutter(encoding, newline === '\r' ? '\r' : '\n')
  for await (const bytes of source) for (const piece of pieces(bytes)) yield cutter.push(piece)
  yield cutter.finish()
}

class LineCutter {
  readonly #lineBreak: '\n' | '\r'
  /** The line break as bytes: one, or two in UTF-16, which are looked for at any byte, so that a lost byte costs one line. */
  readonly #mark: readonly number[]
  readonly #strict: TextDecoder
  readonly #lenient: TextDecoder
  /** Node decodes windows-1252 as Latin-1 unless it is told that more may follow. */
  readonly #more: TextDecodeOptions
  /** The line that isn't whole yet, in pieces. */
  #pending: Uint8Array[] = []
  #length = 0
  /** Whether it is longer than any record. */
  #tooLong = false

  constructor(encoding: Encoding, lineBreak: '\n' | '\r') {
    const code = lineBreak.charCodeAt(0)
    this.#lineBreak = lineBreak
    this.#mark = encoding === 'utf-16le' ? [code, 0] : encoding === 'utf-16be' ? [0, code] : [code]
    this.#strict = new TextDecoder(encoding, { fatal: true, ignoreBOM: true })
    this.#lenient = new TextDecoder(encoding, { ignoreBOM: true })
    this.#more = { stream: encoding === 'windows-1252' }
  }

  push(piece: Uint8Array): string[] {
    // The first half of a line break may be the end of what is pending.
    const before = this.#mark.length > 1 ? this.#pending.slice(-1) : []
    if (this.#lastBreak(concatBytes([...before, piece])) < 0) {
      this.#hold(piece)
      return []
    }
    const bytes = concatBytes([...this.#pending, piece])
    const last = this.#lastBreak(bytes)
    const from = this.#tooLong ? this.#nextBreak(bytes, 0) + this.#mark.length : 0
    const lines = from <= last ? this.#linesOf(bytes.subarray(from, last)) : []
    this.#pending = []
    this.#length = 0
    this.#tooLong = false
    this.#hold(bytes.subarray(last + this.#mark.length))
    return lines
  }

  finish(): string[] {
    return this.#tooLong || this.#length === 0 ? [] : this.#linesOf(concatBytes(this.#pending))
  }

  #hold(rest: Uint8Array): void {
    if (rest.length === 0) return
    this.#length += rest.length
    this.#tooLong ||= this.#length > longestRecord
    if (this.#tooLong) this.#pending = []
    this.#pending.push(rest)
  }

  /** The lines between two line breaks: decoded at once where all of it is text, else one by one, which gives the same. */
  #linesOf(bytes: Uint8Array): string[] {
    const text = this.#mark.length > 1 || bytes.length > longestRecord ? null : this.#decoded(bytes)
    if (text !== null) return text.split(this.#lineBreak).map((line) => this.#bare(line))
    const lines: string[] = []
    for (let from = 0; from <= bytes.length; ) {
      const found = this.#nextBreak(bytes, from)
      const end = found < 0 ? bytes.length : found
      if (end - from <= longestRecord) lines.push(this.#bare(this.#lenient.decode(bytes.subarray(from, end), this.#more)))
      from = end + this.#mark.length
    }
    return lines
  }

  #decoded(bytes: Uint8Array): string | null {
    try {
      return this.#strict.decode(bytes, this.#more)
    } catch {
      return null
    }
  }

  /** Without a byte order mark and the first half of a line break. */
  #bare(line: string): string {
    const end = this.#lineBreak === '\n' && line.endsWith('\r') ? line.length - 1 : line.length
    return line.slice(line.startsWith('\ufeff') ? 1 : 0, end)
  }

  #nextBreak(bytes: Uint8Array, from: number): number {
    const [first, second] = this.#mark as [number, number | undefined]
    for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1))
      if (second === undefined || bytes[at + 1] === second) return at
    return -1
  }

  #lastBreak(bytes: Uint8Array): number {
    if (this.#mark.length === 1) return bytes.lastIndexOf(this.#mark[0] as number)
    let last = -1
    for (let at = this.#nextBreak(bytes, 0); at >= 0; at = this.#nextBreak(bytes, at + 2)) last = at
    return last
  }
}
