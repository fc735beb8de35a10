import { OutputError } from '../../errors.js'
import { isReadOnly } from './legacy.js'
import type { Encoding } from './text.js'

/** Characters of windows-1252 from 0x80 to 0x9f; five codes stand for nothing but themselves. */
const highCharacters = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

/** Text as bytes in an encoding, or in UTF-8 where it is only read. Throws an OutputError for a character that the encoding doesn't have. */
export function encodeText(text: string, encoding: Encoding): Uint8Array {
  if (encoding === 'utf-8' || isReadOnly(encoding)) return new TextEncoder().encode(text)
  return encoding === 'windows-1252' ? encodeLatin(text) : encodeUtf16(text, encoding === 'utf-16le')
}

/** The byte order mark of an encoding, as text. */
export const byteOrderMark = '\ufeff'

function encodeUtf16(text: string, littleEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(text.length * 2)
  const view = new DataView(bytes.buffer)
  for (let i = 0; i < text.length; i++) view.setUint16(i * 2, text.charCodeAt(i), littleEndian)
  return bytes
}

function encodeLatin(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    bytes[i] = code < 0x80 || (code >= 0xa0 && code <= 0xff) ? code : highCode(text, i)
  }
  return bytes
}

function highCode(text: string, i: number): number {
  const at = highCharacters.indexOf(text[i] as string)
  if (at >= 0) return 0x80 + at
  const character = String.fromCodePoint(text.codePointAt(i) as number)
  throw new OutputError('encoding', `windows-1252 has no character '${character}'; set the dialect's encoding to utf-8 in the schema`)
}
