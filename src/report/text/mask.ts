import { alphabets, type PatternField, parsePattern } from '../../table/grammar/pattern.js'

/** A pattern as people write one down: `P1ddd` of `P1{d:3}`. d is a digit, a and A are letters, x is a hexadecimal digit. */
export function maskOf(pattern: string): string {
  return shown(parsePattern(pattern), (letter) => letter)
}

/** The mask, and what a text of it may look like, where that has no names and no check digits in it. */
function maskWithExample(pattern: string): string {
  const fields = parsePattern(pattern)
  const mask = maskOf(pattern)
  let drawn = 3
  // Any fixed sequence serves an example.
  const example = shown(fields, (_, alphabet) => {
    drawn = (drawn * 37 + 11) % 101
    return alphabet[drawn % alphabet.length] as string
  })
  const isPlain = example === mask || fields.some(({ kind }) => kind === 'fake' || kind === 'check' || kind === 'counter')
  return isPlain ? mask : `${mask}, such as ${example}`
}

/** What becomes of a column, with masks in place of patterns. */
export function withMasks(treatment: string): string {
  const step = /\{n:\d+\+(\d+)\}/.exec(treatment)?.[1]
  const masked = treatment.replace(
    /(made anew as )(.*?)(, counting from| and \d+ other forms?$|$)/,
    (_, before: string, patterns: string, after: string) => before + patterns.split(' or ').map(maskWithExample).join(' or ') + after,
  )
  return step === undefined ? masked : `${masked} in steps of ${step}`
}

/** Longer runs of one letter are shortened. */
const mostAlike = 12
const digits = [...(alphabets.d as string)]

function shown(fields: readonly PatternField[], write: (letter: string, alphabet: readonly string[]) => string): string {
  const run = (letter: string, alphabet: readonly string[], least: number): string =>
    Array.from({ length: Math.min(least, mostAlike) }, () => write(letter, alphabet)).join('')
  const text = (field: PatternField): string => {
    switch (field.kind) {
      case 'literal':
        return field.text
      case 'counter':
        return 'n'.repeat(field.width)
      case 'characters': {
        const letter = Object.keys(alphabets).find((name) => field.alphabet.every((char) => alphabets[name]?.includes(char)))
        return run(letter ?? '?', field.alphabet, Math.max(1, field.least))
      }
      case 'word':
        return { lower: 'word', capital: 'Word', upper: 'WORD', 'as-is': 'word' }[field.letterCase]
      case 'number': {
        const [least, most] = [field.knots[0] as number, field.knots.at(-1) as number]
        const number = String(Math.round(least + 0.38 * (most - least))).padStart(field.width, '0')
        return write(number.replace(/\d/g, 'd'), [number])
      }
      case 'whole':
        return write(String(field.most).replace(/\d/g, 'd'), [String(field.least + (38n * (field.most - field.least)) / 100n)])
      case 'choice':
      case 'list':
        return write(`(${field.options[0]?.text}|…)`, [field.options[0]?.text ?? ''])
      case 'check':
        return run('d', digits, field.width)
      case 'fake':
        return `<${field.fake}>`
    }
  }
  return fields.map(text).join('')
}
