import type { Schema } from '../../table/schema.js'
import { formatColumn, isIdentifier } from './expression.js'

/** The text with every quoted string blanked out, character for character, so that places and operators can be looked for. */
export function maskStrings(text: string): string {
  let masked = ''
  let quote = ''
  for (let i = 0; i < text.length; i++) {
    const character = text[i]
    if (quote === '') {
      if (character === '"' || character === "'") quote = character
      masked += quote === '' ? character : ' '
    } else if (character === '\\' && i + 1 < text.length) {
      masked += '  '
      i++
    } else {
      if (character === quote) quote = ''
      masked += ' '
    }
  }
  return masked
}

/** Habits from other languages, and what to write instead. */
const habits: readonly (readonly [RegExp, string])[] = [
  [/&/, 'write and'],
  [/\|/, 'write or'],
  [/!(?!=)/, 'write not (...)'],
  [/={3}/, 'write =='],
  [/<>/, 'write != for "is not"'],
  [/[“”„‘’]/, 'put text in straight quotes: "..."'],
  [/\b(AND|OR|NOT|XOR)\b/, 'write and, or, not, xor in small letters'],
  [/\bin\b/i, 'write oneOf(column, "a", "b")'],
  [/\bis\b/i, 'write missing(column), or not missing(column)'],
  [/\blike\b/i, 'write contains(column, "part"), startsWith or endsWith'],
]

/** How to write what the text seems to mean; empty where it shows nothing of the kind. */
export function hintFor(masked: string, schema: Schema): string {
  const hidden = schema.columns.map((column) => column.name).filter((name) => !isIdentifier(name) && masked.includes(name))
  // The longest name is the one that was meant: `education.num` holds no shorter one that is spelled with signs.
  const longest = hidden.filter((name) => /[^\p{L}_]/u.test(name)).sort((a, b) => b.length - a.length)[0]
  const hints = longest === undefined ? [] : [`write ${formatColumn(longest)}`]
  for (const [habit, remedy] of habits) if (habit.test(masked)) hints.push(remedy)
  return hints.join('; ')
}
