const encoder = new TextEncoder()
const zero = 48
const point = 46
const minus = 45

/** UTF-8 text in the making, as bytes. Whoever puts numbers or bytes sees to it that there is room; see `reserve`. */
export interface ByteText {
  bytes: Uint8Array<ArrayBuffer>
  length: number
}

/** Bytes for which `putBytes` counts on there being room. */
export const fewBytes = 32

/** Most bytes that `putDecimal` takes, but for the zeros that `least` asks for. */
export const decimalRoom = 20

/** Makes room for so many more bytes. */
export function reserve(text: ByteText, room: number): void {
  const needed = text.length + room
  if (needed <= text.bytes.length) return
  const bytes = new Uint8Array(Math.max(needed, 2 * text.bytes.length))
  bytes.set(text.bytes.subarray(0, text.length))
  text.bytes = bytes
}

/** Puts bytes; where they are many, makes room for them and for `spare` bytes after them. */
export function putBytes(text: ByteText, cell: Uint8Array, spare: number): void {
  if (cell.length > fewBytes) reserve(text, cell.length + spare)
  const { bytes, length } = text
  for (let i = 0; i < cell.length; i++) bytes[length + i] = cell[i] as number
  text.length = length + cell.length
}

/** Puts a string, and makes room for it and for `spare` bytes after it. */
export function putString(text: ByteText, cell: string, spare: number): void {
  reserve(text, 3 * cell.length + spare)
  const { bytes, length } = text
  for (let i = 0; i < cell.length; i++) {
    const code = cell.charCodeAt(i)
    if (code >= 0x80) {
      text.length = length + encoder.encodeInto(cell, bytes.subarray(length)).written
      return
    }
    bytes[length + i] = code
  }
  text.length = length + cell.length
}

/**
 * Puts the number units / 10^decimals without the zeros at its end, but with at least `least` digits after the point. `units` is a whole
 * number of at most 15 digits: of so many, a double's shortest text is what the decimal number looks like.
 */
export function putDecimal(text: ByteText, units: number, scale: number, decimals: number, least: number): void {
  const { bytes } = text
  if (units < 0) bytes[text.length++] = minus
  const size = Math.abs(units)
  const whole = decimals === 0 ? size : Math.floor(size / scale)
  putDigits(text, whole, digitsOf(whole))
  if (decimals > 0) {
    bytes[text.length++] = point
    putDigits(text, size - whole * scale, decimals)
    let digits = decimals
    while (digits > least && bytes[text.length - 1] === zero) {
      text.length--
      digits--
    }
    if (digits === 0) text.length--
  } else if (least > 0) bytes[text.length++] = point
  for (let digits = decimals; digits < least; digits++) bytes[text.length++] = zero
}

function digitsOf(whole: number): number {
  let digits = 1
  for (let power = 10; whole >= power; power *= 10) digits++
  return digits
}

/** Puts the last `width` digits of a whole number, nine at a time, since those fit into 32 bits. */
function putDigits(text: ByteText, whole: number, width: number): void {
  let rest = whole | 0
  let digits = width
  if (width > 9) {
    const high = Math.floor(whole / 1e9)
    putDigits(text, high, width - 9)
    rest = (whole - high * 1e9) | 0
    digits = 9
  }
  const { bytes, length } = text
  for (let i = length + digits - 1; i >= length; i--) {
    const tenth = (rest / 10) | 0
    bytes[i] = zero + rest - 10 * tenth
    rest = tenth
  }
  text.length = length + digits
}
