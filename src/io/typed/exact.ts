import type { TypedColumnBuilder } from './typed-column.js'

/** Most significant digits that a double holds whatever they are. */
const exactDigits = 15

/** An unscaled decimal as text: 12345 with scale 2 is `123.45`. */
function decimalText(unscaled: bigint, scale: number): string {
  if (scale <= 0) return String(unscaled * 10n ** BigInt(-scale))
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0')
  return `${unscaled < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

/** The unscaled number of a decimal text such as 123.45; null where it is none, or has more digits after the point than `scale`. */
export function unscaledDecimal(text: string, scale: number): bigint | null {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text)
  if (!match) return null
  const [, sign, whole, fraction = ''] = match
  if (fraction.length > scale) return null
  return BigInt(`${sign}${whole}${fraction.padEnd(scale, '0')}`)
}

/** Puts a decimal into a column: as a number where a double holds all its digits, else as text. */
export function pushDecimal(column: TypedColumnBuilder, unscaled: bigint, scale: number): void {
  const text = decimalText(unscaled, scale)
  if (text.replace(/^-?0*\.?0*|\./g, '').length <= exactDigits) column.pushNumber(Number(text))
  else column.pushToken(text)
}

/** What happens to a count of time units that isn't kept as it is. */
export interface TimeLosses {
  floored: boolean
  rounded: boolean
}

/** A count of time units as a number; of nanoseconds, as microseconds rounded down. What is lost is marked in `losses`. */
export function timeNumber(count: bigint, nanoseconds: boolean, losses: TimeLosses): number {
  let kept = count
  if (nanoseconds) {
    const rest = ((count % 1000n) + 1000n) % 1000n
    if (rest !== 0n) losses.floored = true
    kept = (count - rest) / 1000n
  }
  const number = Number(kept)
  if (!Number.isSafeInteger(number) && BigInt(number) !== kept) losses.rounded = true
  return number
}

/** The notes about the losses of a column. */
export function lossNotes(name: string, { floored, rounded }: TimeLosses): string[] {
  return [
    ...(floored ? [`column '${name}': nanoseconds were rounded down to microseconds`] : []),
    ...(rounded ? [`column '${name}': some times are too far away to be kept to the microsecond`] : []),
  ]
}

/** A time of day, given in `perSecond` parts of a second since midnight, as `13:45:10` or `13:45:10.250`. */
export function clockText(count: number, perSecond: number): string {
  const seconds = Math.floor(count / perSecond)
  const pad = (value: number, width = 2) => String(value).padStart(width, '0')
  const clock = `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`
  const digits = String(perSecond).length - 1
  return digits === 0 ? clock : `${clock}.${pad(count - seconds * perSecond, digits)}`
}

/** The count of `perSecond` parts of a second of a text such as `13:45:10.250`; null where it is no time of day. */
export function clockCount(text: string, perSecond: number): number | null {
  const match = /^([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d{1,6}))?$/.exec(text)
  if (!match) return null
  const [, hours, minutes, seconds, fraction = ''] = match
  const whole = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
  return whole * perSecond + Math.floor((Number(fraction.padEnd(6, '0')) * perSecond) / 1e6)
}

/** A nested value as JSON text; whole numbers of 64 bits are written as numbers, bytes in hexadecimal. */
export function nestedText(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === 'bigint') return Number.isSafeInteger(Number(inner)) ? Number(inner) : String(inner)
    return inner instanceof Uint8Array ? hexText(inner) : inner
  })
}

export function hexText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
