/** What stands where there is no number. */
export const noNumber = '–'

/** A score with three decimals. One below 1 is never shown as 1. */
export function formatScore(value: number | null): string {
  if (value === null) return noNumber
  const rounded = value.toFixed(3)
  return value < 1 && rounded === '1.000' ? '0.999+' : rounded.replace('-0.000', '0.000').replace('-', '−')
}

/** A skill or a correlation with two decimals. */
export function formatHundredths(value: number | null): string {
  return value === null ? noNumber : value.toFixed(2).replace('-0.00', '0.00').replace('-', '−')
}

/** A skill with its 95 % interval: `0.97 ± 0.04`. */
export function formatSkillInterval(value: number | null, interval: readonly [number, number] | null): string {
  if (value === null || interval === null) return formatHundredths(value)
  const half = (interval[1] - interval[0]) / 2
  return `${formatHundredths(value)} ± ${half.toFixed(2)}`
}

export function formatCount(value: number): string {
  return value.toLocaleString('en-US')
}

/** `1 row`, `24,421 rows`. */
export function formatNumberOf(value: number, noun: string): string {
  return `${formatCount(value)} ${noun}${value === 1 ? '' : 's'}`
}

/** A share as a percentage; one that is not 0 is never shown as 0. */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.001) return '< 0.1 %'
  return `${(100 * share).toFixed(1)} %`
}

const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 4 })
const plain = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 6, useGrouping: false })

/** A value of a column, short enough for the axis of a small chart: `0.05`, `1984`, `250K`, `3.2e+20`. */
export function formatValue(value: number): string {
  const magnitude = Math.abs(value)
  if (magnitude >= 1e15 || (magnitude > 0 && magnitude < 1e-4)) return value.toExponential(2).replaceAll('-', '−')
  return (magnitude >= 10_000 ? compact : plain).format(value).replace('-', '−')
}

const millisecondsPer = { day: 86_400_000, s: 1000, ms: 1, us: 0.001 } as const

/** The moment that many units after 1970-01-01. */
export function dateOf(value: number, unit: keyof typeof millisecondsPer): Date {
  return new Date(Math.max(-8.64e15, Math.min(8.64e15, Math.round(value * millisecondsPer[unit]))))
}

/** A moment as text: its day, and the time where it isn't midnight. */
export function formatDate(value: number, unit: keyof typeof millisecondsPer): string {
  const [day, time] = dateOf(value, unit).toISOString().split('T') as [string, string]
  return unit === 'day' || time.startsWith('00:00:00') ? day : `${day} ${time.slice(0, 8)}`
}

/** The text without characters that would steer a terminal, turn the writing around or are not allowed in HTML. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to be replaced
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, '\ufffd')
}

/** The first words of the text, with an ellipsis where there are more; a word that is too long by itself is cut. */
export function firstWords(text: string, length: number): string {
  const cut = shorten(text, length)
  if (!cut.endsWith('…') || text.endsWith('…')) return cut
  const end = cut.lastIndexOf(' ')
  return end < length / 2 ? cut : `${cut.slice(0, end).replace(/[,;:]$/, '')} …`
}

/** The first characters of the text, with an ellipsis where there are more. */
export function shorten(text: string, length: number): string {
  const characters = Array.from(printable(text))
  return characters.length <= length ? characters.join('') : `${characters.slice(0, length - 1).join('')}…`
}

/** What a table among several is called for short: `A`, `B`, ... `Z`, `T27`. */
export function letterOf(index: number): string {
  return index < 26 ? String.fromCharCode(65 + index) : `T${index + 1}`
}

/** The text with a capital first letter. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
