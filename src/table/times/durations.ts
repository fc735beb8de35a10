/** Lengths of time that are written as such: how one is read and written, in microseconds. */
export interface DurationCodec {
  readonly parse: (text: string) => number
  readonly write: (microseconds: number) => string
}

/** What the format of a duration begins with: `duration %D days, %H:%M:%S`. */
export const durationMark = 'duration '

const sizes = { D: 864e8, H: 36e8, M: 6e7, S: 1e6 } as const
type Field = keyof typeof sizes

export function isDuration(format: string): boolean {
  return format.startsWith(durationMark)
}

/**
 * The codec of a duration format. `%D %H %M %S` are days, hours, minutes and seconds, the greatest of which has no limit; `%-H` is not
 * padded, and days never are; `%3f` a fraction of so many digits. `iso` stands for the durations of ISO 8601 (PT1H30M), whose parts of zero are left out.
 * Other text stands for itself.
 */
export function durationCodec(format: string): DurationCodec {
  const body = format.slice(durationMark.length)
  return body === 'iso' || body === 'iso-full' ? isoCodec(body === 'iso-full') : fieldCodec(body)
}

interface Piece {
  readonly field?: Field
  readonly padded?: boolean
  /** Digits of a fraction; 0: up to six with their point, where there are any. */
  readonly fraction?: number
  readonly literal?: string
}

function piecesOf(body: string): Piece[] {
  return [...body.matchAll(/%(-?)([DHMS])|([.,])?%(\d?)f|[^%]+?(?=[.,]?%|$)|[^%]+/g)].map(([text, dash, field, , digits]) => {
    if (field !== undefined) return { field: field as Field, padded: dash === '' && field !== 'D' }
    if (digits !== undefined) return { fraction: Number(digits || 0), literal: text[0] === '%' ? '' : (text[0] as string) }
    return { literal: text }
  })
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
}

function fieldCodec(body: string): DurationCodec {
  const pieces = piecesOf(body)
  const fields = pieces.flatMap(({ field }) => field ?? [])
  const greatest = fields.reduce<Field | undefined>((a, b) => (a === undefined || sizes[b] > sizes[a] ? b : a), undefined)
  const pattern = new RegExp(
    `^(-?)${pieces
      .map(({ field, padded, fraction, literal = '' }) => {
        if (field) return field === greatest ? `(\\d${padded ? '{2,}' : '+'})` : padded ? '(\\d\\d)' : '(\\d{1,2})'
        if (fraction === undefined) return escaped(literal)
        return fraction === 0 ? `((?:${escaped(literal || '.')}\\d{1,6})?)` : `(${escaped(literal)}\\d{${fraction}})`
      })
      .join('')}$`,
  )
  const parts = pieces.filter(({ field, fraction }) => field !== undefined || fraction !== undefined)
  const limits = { D: Number.POSITIVE_INFINITY, H: 24, M: 60, S: 60 }
  return {
    parse: (text) => {
      const match = pattern.exec(text)
      if (!match) return Number.NaN
      let value = 0
      for (let i = 0; i < parts.length; i++) {
        const { field } = parts[i] as Piece
        const written = match[i + 2] as string
        if (field === undefined) value += fractionOf(written)
        else if (field !== greatest && Number(written) >= limits[field]) return Number.NaN
        else value += Number(written) * sizes[field]
      }
      return match[1] === '-' ? -value : value
    },
    write: (microseconds) => {
      let rest = Math.abs(microseconds)
      const counts = new Map<Field, number>()
      for (const field of ['D', 'H', 'M', 'S'] as const) {
        if (!fields.includes(field)) continue
        counts.set(field, Math.floor(rest / sizes[field]))
        rest -= (counts.get(field) as number) * sizes[field]
      }
      const text = pieces.map(({ field, padded, fraction, literal = '' }) => {
        if (field) return String(counts.get(field)).padStart(padded ? 2 : 1, '0')
        if (fraction === undefined) return literal
        const digits = String(Math.floor(rest)).padStart(6, '0')
        if (fraction > 0) return literal + digits.padEnd(fraction, '0').slice(0, fraction)
        return rest === 0 ? '' : (literal || '.') + digits.replace(/0+$/, '')
      })
      return `${microseconds < 0 ? '-' : ''}${text.join('')}`
    },
  }
}

function fractionOf(text: string): number {
  const digits = text.replace(/\D/g, '')
  return digits === '' ? 0 : Number(digits.slice(0, 6).padEnd(6, '0'))
}

const iso = /^(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d{1,6}))?S)?)?$/

/** ISO 8601, but for years and months, which have no fixed length. With `full`, hours, minutes and seconds are written where they are zero. */
function isoCodec(full: boolean): DurationCodec {
  return {
    parse: (text) => {
      const match = /\d/.test(text) ? iso.exec(text) : null
      if (!match) return Number.NaN
      const [, sign, days = '0', hours = '0', minutes = '0', seconds = '0', fraction = ''] = match
      const value = Number(days) * sizes.D + Number(hours) * sizes.H + Number(minutes) * sizes.M + Number(seconds) * sizes.S
      return (sign === '-' ? -1 : 1) * (value + fractionOf(fraction))
    },
    write: (microseconds) => {
      let rest = Math.abs(microseconds)
      const days = full ? 0 : Math.floor(rest / sizes.D)
      rest -= days * sizes.D
      const hours = Math.floor(rest / sizes.H)
      const minutes = Math.floor((rest % sizes.H) / sizes.M)
      const seconds = (rest % sizes.M) / 1e6
      const clock = [
        [hours, 'H'],
        [minutes, 'M'],
        [seconds, 'S'],
      ].flatMap(([count, letter]) => (full || count !== 0 ? [`${count}${letter}`] : []))
      const date = days > 0 ? `${days}D` : ''
      const time = clock.length > 0 ? `T${clock.join('')}` : date === '' ? 'T0S' : ''
      return `${microseconds < 0 ? '-' : ''}P${date}${time}`
    },
  }
}
