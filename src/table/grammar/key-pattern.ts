import { commonDivisor } from '../common-divisor.js'

/** A key pattern (see `id` in `schema.ts`) and the first number of its counter. */
export interface KeyPattern {
  readonly pattern: string
  readonly start: number
}

/** One field or literal of a pattern in the making. */
interface Field {
  readonly kind: 'literal' | 'd' | 'a' | 'A' | 'x' | 'X'
  readonly text: string
  readonly width: number
}

/**
 * The pattern that keys share, or null where they share none. Keys of one length are compared place by place, others run by run
 * (small letters, capitals, digits, signs); what is the same in all of them stays as it is.
 */
export function inferPattern(keys: readonly string[]): KeyPattern | null {
  const [first] = keys
  if (first === undefined || keys.some((key) => !/^[\x21-\x7a\x7c\x7e]{1,64}$/.test(key))) return null
  const sameLength = keys.every((key) => key.length === first.length)
  const fields = sameLength ? fieldsByPlace(keys) : fieldsByRun(keys)
  if (!fields || fields.every(({ kind }) => kind === 'literal')) return null
  return written(fields, keys)
}

const classes: readonly (readonly [Field['kind'], RegExp])[] = [
  ['d', /^[0-9]$/],
  ['a', /^[a-z]$/],
  ['A', /^[A-Z]$/],
]

function classOf(char: string): Field['kind'] {
  return classes.find(([, pattern]) => pattern.test(char))?.[0] ?? 'literal'
}

/** Which characters were seen in a place, as bits. */
const seen = { digit: 1, hexSmall: 2, small: 4, hexCapital: 8, capital: 16, sign: 32, several: 64 } as const

function bitOf(code: number): number {
  if (code >= 48 && code <= 57) return seen.digit
  if (code >= 97 && code <= 122) return code <= 102 ? seen.hexSmall : seen.small
  if (code >= 65 && code <= 90) return code <= 70 ? seen.hexCapital : seen.capital
  return seen.sign
}

function fieldsByPlace(keys: readonly string[]): Field[] | null {
  const first = keys[0] as string
  const masks = new Uint8Array(first.length)
  for (const key of keys) {
    for (let i = 0; i < first.length; i++) {
      const code = key.charCodeAt(i)
      masks[i] = (masks[i] as number) | bitOf(code) | (code === first.charCodeAt(i) ? 0 : seen.several)
    }
  }
  const places: Field[] = []
  for (let i = 0; i < first.length; i++) {
    const mask = masks[i] as number
    if ((mask & seen.several) === 0) places.push({ kind: 'literal', text: first[i] as string, width: 1 })
    else if ((mask & seen.sign) !== 0) return null
    else places.push({ kind: mixedClass(mask & ~seen.several), text: '', width: 1 })
  }
  return mergedFields(withHexRuns(places, first))
}

/** One class for characters of several: hexadecimal where they are, else whichever there is of capitals, small letters and digits. */
function mixedClass(mask: number): Field['kind'] {
  if (mask === seen.digit) return 'd'
  if ((mask & seen.digit) !== 0 && (mask & ~(seen.digit | seen.hexSmall)) === 0) return 'x'
  if ((mask & seen.digit) !== 0 && (mask & ~(seen.digit | seen.hexCapital)) === 0) return 'X'
  return (mask & (seen.capital | seen.hexCapital)) !== 0 ? 'A' : 'a'
}

/** Places between hexadecimal ones that held only digits, or only letters up to f, by chance, are hexadecimal too. */
function withHexRuns(places: readonly Field[], example: string): Field[] {
  const result = [...places]
  for (const match of example.matchAll(/[0-9A-Za-z]+/g)) {
    const run = places.slice(match.index, match.index + match[0].length)
    const hex = run.find(({ kind }) => kind === 'x' || kind === 'X')?.kind
    if (!hex || run.some(({ kind }) => kind === (hex === 'x' ? 'A' : 'a'))) continue
    run.forEach((place, i) => {
      if (place.kind !== 'literal') result[match.index + i] = { ...place, kind: hex }
    })
  }
  return result
}

const runs = /[a-z]+|[A-Z]+|[0-9]+|[^a-zA-Z0-9]+/g

/** Fields of keys of several lengths; null unless all have the same sequence of runs. */
function fieldsByRun(keys: readonly string[]): Field[] | null {
  const split = keys.map((key) => key.match(runs) as string[])
  const shape = (parts: readonly string[]): string => parts.map((part) => classOf(part[0] as string)[0]).join('')
  const first = split[0] as string[]
  if (split.some((parts) => shape(parts) !== shape(first))) return null
  const fields: Field[] = []
  for (let i = 0; i < first.length; i++) {
    const texts = split.map((parts) => parts[i] as string)
    const kind = classOf((first[i] as string)[0] as string)
    if (texts.every((text) => text === texts[0])) fields.push({ kind: 'literal', text: texts[0] as string, width: 1 })
    else if (kind === 'literal') return null
    else {
      const lengths = texts.map((text) => text.length).sort((a, b) => a - b)
      fields.push({ kind, text: '', width: lengths[lengths.length >> 1] as number })
    }
  }
  return fields
}

/** Neighbours of one class as one field; zeros that lead into digits belong to them, as in C-00017. */
function mergedFields(places: readonly Field[]): Field[] {
  const fields: Field[] = []
  for (const place of places) {
    const previous = fields.at(-1)
    if (previous?.kind === place.kind) {
      fields[fields.length - 1] = { ...previous, text: previous.text + place.text, width: previous.width + place.width }
      continue
    }
    const zeros = place.kind === 'd' && previous?.kind === 'literal' ? (/0+$/.exec(previous.text)?.[0] ?? '') : ''
    if (zeros !== '') {
      fields.pop()
      const text = (previous as Field).text.slice(0, -zeros.length)
      if (text !== '') fields.push({ kind: 'literal', text, width: text.length })
    }
    fields.push({ ...place, width: place.width + zeros.length })
  }
  return fields
}

/** The pattern as text: one field of digits that nearly count up is a counter, with the digits that lead into it. */
function written(fields: readonly Field[], keys: readonly string[]): KeyPattern {
  const open = fields.flatMap((field, i) => (field.kind === 'literal' ? [] : [i]))
  const at = open[0] as number
  if (open.length === 1 && fields[at]?.kind === 'd') {
    const texts = fields.map(({ text }) => text)
    const before = texts.slice(0, at).join('').replace(/\d+$/, '')
    const after = texts.slice(at + 1).join('')
    const counter = counterOf(
      keys.map((key) => key.slice(before.length, key.length - after.length)),
      before === '' && after === '',
    )
    if (counter) return { pattern: before + counterField(counter.width, counter.step) + after, start: counter.start }
  }
  return { pattern: fields.map(({ kind, text, width }) => (kind === 'literal' ? text : `{${kind}:${width}}`)).join(''), start: 1 }
}

/** Width and first number of digits that count; null where they are too sparse for that. Digits of several lengths always count. */
function counterOf(digits: readonly string[], isBare: boolean): { width: number; start: number; step: number } | null {
  const values = Float64Array.from(digits, Number).sort()
  const [start, most] = [values[0] as number, values.at(-1) as number]
  const width = (digits[0] as string).length
  if (!Number.isSafeInteger(most)) return null
  const step = counterStep(values)
  if (digits.some((text) => text.length !== width)) return { width: 1, start: counterStart(values, step, isBare), step }
  return (most - start) / step + 1 <= 2 * digits.length ? { width, start: counterStart(values, step, isBare, width), step } : null
}

/**
 * Where numbers, in ascending order, are counted on: behind the greatest, so that none comes back, where as many fit into so many digits. Bare numbers from
 * 0 or 1 on, which are those of rows, begin anew.
 */
export function counterStart(values: Float64Array, step: number, isBare: boolean, width = 15): number {
  const [least, most] = [values[0] as number, values.at(-1) as number]
  return (isBare && least <= 1) || most + step * values.length >= 10 ** width ? least : most + step
}

/** Fewest numbers whose common step is none by chance, and the longest there is. */
const fewestSteps = 20
const longestStep = 1000

/** The step in which all these whole numbers, in ascending order, are counted. */
export function counterStep(values: Float64Array): number {
  let step = 0
  for (let i = 1; i < values.length && step !== 1; i++) step = commonDivisor((values[i] as number) - (values[0] as number), step)
  return values.length >= fewestSteps && step > 0 && step <= longestStep ? step : 1
}

/** The field of a counter of so many digits. */
export function counterField(width: number, step: number): string {
  return `{n:${width}${step === 1 ? '' : `+${step}`}}`
}
