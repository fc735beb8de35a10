import { checks } from './check-digits.js'
import { type PatternField, parsePattern } from './pattern.js'

/** Tells whether a text is written in a pattern. */
export type PatternTest = (text: string) => boolean

/** A test of a pattern. Made-up words and names may be any. */
export function createPatternTest(pattern: string): PatternTest {
  const fields = parsePattern(pattern)
  const numbers = fields.flatMap((field) => (field.kind === 'number' ? [field] : []))
  const shape = new RegExp(`^${fields.map(source).join('')}$`, 'su')
  return (text) => {
    const match = shape.exec(text)
    return (
      match !== null &&
      numbers.every(({ knots }, i) => {
        const value = Number(match[i + 1])
        return value >= (knots[0] as number) && value <= (knots.at(-1) as number)
      })
    )
  }
}

/** Tells in which of the forms a text is written: of several that fit the one that says most of it, -1 where none does. */
export function createFormFinder(forms: readonly { readonly pattern: string }[]): (text: string) => number {
  const tests = forms.map(({ pattern }, form) => ({ form, holds: createPatternTest(pattern), length: literalLength(pattern) }))
  tests.sort((a, b) => b.length - a.length || a.form - b.form)
  return (text) => tests.find(({ holds }) => holds(text))?.form ?? -1
}

/** How much of a pattern stands in every text of it. */
function literalLength(pattern: string): number {
  return parsePattern(pattern).reduce((sum, field) => sum + (field.kind === 'literal' ? field.text.length : 0), 0)
}

function source(field: PatternField): string {
  switch (field.kind) {
    case 'literal':
      return quoted(field.text)
    case 'counter':
      return `\\d{${field.width},}`
    case 'characters':
      return `[${field.alphabet.map((char) => (char === '-' ? '\\-' : quoted(char))).join('')}]{${field.least},${field.most}}`
    case 'word':
      return { lower: '\\p{Ll}+', capital: '\\p{Lu}\\p{Ll}*', upper: '\\p{Lu}+', 'as-is': '\\p{L}+' }[field.letterCase]
    case 'number':
      return field.width > 1 ? `(\\d{${field.width}})` : '(-?(?:0|[1-9]\\d*))'
    case 'whole':
      return '-?\\d+'
    case 'choice':
      return `(?:${field.options.map(({ text }) => quoted(text)).join('|')})`
    case 'list':
      return Array.from({ length: field.count }, () => `(?:${field.options.map(({ text }) => quoted(text)).join('|')})`).join(
        quoted(field.separator),
      )
    case 'check':
      return `[0-9${checks[field.check].width === 1 ? 'X' : ''}]{${field.width}}`
    case 'fake':
      // Of a person's names none has a comma in it: that stands between them.
      return field.fake === 'first' || field.fake === 'last' ? '[^@,]+?' : '[^@]+?'
  }
}

function quoted(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
