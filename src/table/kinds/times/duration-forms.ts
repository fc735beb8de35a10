import { durationCodec, durationMark } from '../../times/durations.js'

/** Words for units of time, by the field of a duration that they stand for. */
const units: readonly (readonly [string, string])[] = [
  ['D', 'd|days?|Tage?|jours?|días?|giorni|dias?'],
  ['H', 'h|hrs?|hours?|Std\\.?|heures?|horas?|ore'],
  ['M', 'm|mins?|minutes?|Min\\.?|minutos?|minuti'],
  ['S', 's|secs?|seconds?|Sek\\.?|segundos?|secondi'],
]
const unitPattern = new RegExp(`(\\d+)(\\s?)(${units.map(([, words]) => words).join('|')})(?![\\p{L}])`, 'gu')
const clockPattern = /(\d+):(\d\d)(?::(\d\d))?(?:([.,])(\d{1,6}))?$/

/** The format of lengths of time like this text; null where it is none, or could as well be a time of day or a number with a unit. */
function durationForm(text: string): string | null {
  if (/^-?P[\dT]/.test(text)) return durationMark + (/^-?PT\d+H\d+M\d+S$/.test(text) ? 'iso-full' : 'iso')
  const clock = clockPattern.exec(text)
  const days = /^-?(\d+)( days?,? ?| d |d )/.exec(text)
  if (clock && days && days[0].length === clock.index) return `${durationMark}%D${days[2]}${clockForm(clock, false)}`
  if (clock && clock.index === 0) return durationMark + clockForm(clock, true)
  const found = [...text.matchAll(unitPattern)]
  if (found.length < 2 || text.replace(unitPattern, '').replace(/[\s,]|and|et|und|y/g, '') !== '') return null
  const fields = found.map(([, , , word = '']) => units.find(([, words]) => new RegExp(`^(${words})$`, 'u').test(word))?.[0] ?? '')
  if (fields.some((field, i) => i > 0 && 'DHMS'.indexOf(field) <= 'DHMS'.indexOf(fields[i - 1] as string))) return null
  let i = 0
  return (
    durationMark +
    text.replace(
      unitPattern,
      (_, digits: string, blank: string, word: string) =>
        `%${digits.length === 2 && digits[0] === '0' ? '' : '-'}${fields[i++]}${blank}${word}`,
    )
  )
}

/** Without days before it, a clock of two parts is taken for hours and minutes, or minutes and seconds where it has a fraction. */
function clockForm([, first = '', , seconds, separator, fraction]: RegExpExecArray, isLong: boolean): string {
  const lead = first.length === 1 || (isLong && first.length > 2) ? '-' : ''
  const end = fraction === undefined ? '' : `${separator}%${fraction.length}f`
  if (seconds !== undefined) return `%${lead}H:%M:%S${end}`
  return fraction === undefined ? `%${lead}H:%M` : `%${lead}M:%S${end}`
}

/** The one format that all these lengths of time have, padded or not; null where there is none. */
export function commonDurationForm(texts: readonly string[]): string | null {
  if (texts.length < fewestTexts && texts.some((text) => clockPattern.exec(text)?.index === 0)) return null
  const tried = new Set<string>()
  for (const text of texts.slice(0, mostTried)) {
    const form = durationForm(text)
    if (form === null) return null
    for (const variant of [form, form.replace(/%([HM])/, '%-$1'), form.replace(/%-?([HMS])/g, '%-$1'), form.replace('iso-full', 'iso')]) {
      if (tried.has(variant)) continue
      tried.add(variant)
      const { parse, write } = durationCodec(variant)
      if (texts.every((text) => !Number.isNaN(parse(text)) && write(parse(text)) === text)) return variant
    }
  }
  return null
}

const mostTried = 20
/** Fewest different texts such as 25:10 that are believed to be lengths of time. */
const fewestTexts = 8
