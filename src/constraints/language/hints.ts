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

/** Up to `count` candidates most like the name, best first; those that are too different are left out. */
export function nearest(name: string, candidates: readonly string[], count = 3): string[] {
  const wanted = name.toLowerCase()
  const scored: { candidate: string; distance: number }[] = []
  for (const candidate of candidates) {
    const other = candidate.toLowerCase()
    // A long list or a long text is compared only where the lengths let it be near.
    const longest = Math.max(wanted.length, other.length)
    if (longest > maxLength) continue
    const contained = wanted.length > 2 && other.includes(wanted)
    const distance = wanted === other ? 0 : contained ? 1 : editDistance(wanted, other)
    const tolerated = Math.min(longest - 1, Math.max(1, Math.floor(longest / 2.5)))
    if (contained || distance <= tolerated) scored.push({ candidate, distance })
  }
  const sameLetters = scored.filter(({ distance }) => distance === 0)
  return (sameLetters.length > 0 ? sameLetters : scored)
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, count)
    .map(({ candidate }) => candidate)
}

/** Longer names are not compared: the cost grows with the square. */
const maxLength = 100

/** Fewest insertions, deletions, replacements and swaps of neighbours that turn one into the other (optimal string alignment). */
function editDistance(a: string, b: string): number {
  const width = b.length + 1
  const cost = new Int32Array((a.length + 1) * width)
  for (let j = 0; j < width; j++) cost[j] = j
  for (let i = 1; i <= a.length; i++) {
    cost[i * width] = i
    for (let j = 1; j < width; j++) {
      const at = i * width + j
      const replaced = cost[at - width - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)
      let best = Math.min(cost[at - width] + 1, cost[at - 1] + 1, replaced)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (swapped) best = Math.min(best, cost[at - 2 * width - 2] + 1)
      cost[at] = best
    }
  }
  return cost[cost.length - 1]
}
