import { InputError, OptionError } from '../../errors.js'
import type { Dialect } from '../../table/schema.js'
import { type Bytes, concatBytes, knownBinary, peek } from '../bytes/bytes.js'
import { unpacked } from '../bytes/unpack.js'
import type { Compression } from '../facts.js'
import { isReadOnly, legacyNames } from './legacy.js'

export type Encoding = Dialect['encoding']
const encodings = new Set<string>(['utf-8', 'utf-16le', 'utf-16be', ...Object.keys(legacyNames)])

const headSize = 1 << 16

/** The text of a source of bytes, piece by piece. `encoding` and `notes` are final once the text has been read to its end. */
export interface TextSource extends AsyncIterable<string> {
  readonly encoding: Encoding
  readonly bom: boolean
  readonly compression: Compression
  readonly notes: readonly string[]
}

/**
 * The text of `source`: unpacked if it is gzipped, decoded by its byte order mark, as UTF-16 by the pattern of its zero bytes,
 * as UTF-8 if it is valid, else as what its characters tell (see `guessLegacy`). Throws an InputError for what is no text.
 */
export async function openText(source: Bytes, where: string, given?: string): Promise<TextSource> {
  const asked = given === undefined ? undefined : encodingNamed(given)
  const { bytes: plain, compression } = await unpacked(source, where)
  const { head, bytes } = await peek(plain, headSize)
  if (head.length === 0)
    throw new InputError(where, `is empty (0 bytes${compression === 'gzip' ? ' once unpacked' : ''}); give a table with a header and rows`)
  const mark = byteOrderMark(head)
  const encoding = asked ?? mark?.encoding ?? zeroPattern(head)
  if (!encoding?.startsWith('utf-16')) refuseBinary(head, where)
  return new DecodedText(bytes, where, {
    encoding: encoding ?? 'utf-8',
    certain: encoding !== undefined,
    skip: mark && mark.encoding === (encoding ?? 'utf-8') ? mark.length : 0,
    compression,
    notes:
      asked && isReadOnly(asked)
        ? [`read as ${asked}; what comes of it is written in UTF-8`]
        : !asked && !mark && encoding
          ? [`read as ${encoding.toUpperCase()}: every other byte at its start is zero`]
          : [],
  })
}

interface Plan {
  readonly encoding: Encoding
  /** False: switch to an encoding of one language where the bytes turn out not to be UTF-8. */
  readonly certain: boolean
  /** Length of the byte order mark. */
  readonly skip: number
  readonly compression: Compression
  readonly notes: readonly string[]
}

class DecodedText implements TextSource {
  encoding: Encoding
  notes: readonly string[]
  readonly bom: boolean
  readonly compression: Compression
  readonly #bytes: Bytes
  readonly #where: string
  readonly #plan: Plan
  readonly #strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  #onlyAscii = true

  constructor(bytes: Bytes, where: string, plan: Plan) {
    this.#bytes = bytes
    this.#where = where
    this.#plan = plan
    this.encoding = plan.encoding
    this.bom = plan.skip > 0
    this.compression = plan.compression
    this.notes = plan.notes
  }

  async *[Symbol.asyncIterator](): AsyncIterator<string> {
    let skip = this.#plan.skip
    let legacy = this.encoding === 'utf-8' ? null : decoderOf(this.encoding)
    // Bytes of a character that goes on in the next piece: whole characters decode much faster than a stream of bytes.
    let carry: Uint8Array = new Uint8Array(0)
    for await (const piece of this.#bytes) {
      const bytes = carry.length > 0 ? concatBytes([carry, piece]) : piece.subarray(skip)
      skip = 0
      const end = wholeCharacters(bytes)
      const text = legacy ? null : this.#utf8(bytes.subarray(0, end))
      if (text === null) legacy ??= await this.#fallBack(bytes)
      carry = text === null ? carry.subarray(0, 0) : bytes.slice(end)
      yield text ?? (legacy as TextDecoder).decode(bytes, { stream: true })
    }
    const rest = carry.length > 0 ? this.#utf8(carry) : ''
    if (rest === null) legacy = await this.#fallBack(carry)
    // Node decodes windows-1252 as Latin-1 unless it is told that more may follow.
    yield rest ?? (legacy as TextDecoder).decode(carry, { stream: true })
    if (legacy) yield legacy.decode()
  }

  /** The text of whole characters of UTF-8; null where the bytes are something else and so may all before them be. */
  #utf8(bytes: Uint8Array): string | null {
    try {
      const text = this.#strict.decode(bytes)
      this.#onlyAscii &&= text.length === bytes.length
      return text
    } catch (cause) {
      if (!this.#plan.certain && this.#onlyAscii) return null
      const problem = this.#onlyAscii ? 'is not valid UTF-8' : 'is UTF-8 at its start and something else further on'
      throw new InputError(this.#where, `${problem}; save it in one encoding, or say which one it is (option encoding)`, { cause })
    }
  }

  async #fallBack(bytes: Uint8Array): Promise<TextDecoder> {
    // Hardly a file needs it.
    const { guessLegacy } = await import('./guess-legacy.js')
    const encoding = guessLegacy(bytes)
    this.encoding = encoding
    const written = isReadOnly(encoding) ? '; what comes of it is written in UTF-8; --encoding says otherwise' : ''
    this.notes = [...this.notes, `read as ${encoding} (${legacyNames[encoding]}): it is not valid UTF-8${written}`]
    return decoderOf(encoding)
  }
}

function decoderOf(encoding: Encoding): TextDecoder {
  return new TextDecoder(encoding, { ignoreBOM: true })
}

/** The encoding of that name, also under its other usual names. */
export function encodingNamed(name: string): Encoding {
  const usual = name
    .toLowerCase()
    .replace(/^utf-?(8|16)/, 'utf-$1')
    .replace(/^latin-?1$/, 'windows-1252')
  let encoding = usual
  // Under its other names, too; as utf-16le, utf-16 is known to decoders.
  if (!encodings.has(usual) && usual !== 'utf-16') {
    try {
      encoding = new TextDecoder(usual === 'gbk' || usual === 'gb2312' ? 'gb18030' : usual).encoding
    } catch {}
  }
  if (encodings.has(encoding)) return encoding as Encoding
  throw new OptionError('encoding', `no such encoding (got '${name}'); give one of ${[...encodings].join(', ')}`)
}

/** How many of the bytes make whole UTF-8 characters: all but up to three at the end. */
function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] as number
    if (byte < 0x80) break
    if (byte < 0xc0) continue
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
    return needed > back ? bytes.length - back : bytes.length
  }
  return bytes.length
}

function byteOrderMark(head: Uint8Array): { readonly encoding: Encoding; readonly length: number } | undefined {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', length: 3 }
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', length: 2 }
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', length: 2 }
  return undefined
}

/** UTF-16 without a byte order mark: mostly Latin text has a zero in every other byte, and nowhere else. */
function zeroPattern(head: Uint8Array): Encoding | undefined {
  const zeros: [number, number] = [0, 0]
  for (let i = 0; i < head.length; i++) if (head[i] === 0) zeros[(i & 1) as 0 | 1]++
  const [even, odd] = zeros
  const many = head.length * 0.35
  if (odd >= many && even === 0) return 'utf-16le'
  if (even >= many && odd === 0) return 'utf-16be'
  return undefined
}

function refuseBinary(head: Uint8Array, where: string): void {
  const known = knownBinary(head)
  if (known) throw new InputError(where, `is ${known}`)
  let control = 0
  for (const byte of head) {
    if (byte === 0) throw new InputError(where, 'is binary, not text (it has zero bytes); give a CSV, JSON, Arrow or Parquet file')
    if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) control++
  }
  if (control > head.length / 10) throw new InputError(where, 'is binary, not text; give a CSV, JSON, Arrow or Parquet file')
}
