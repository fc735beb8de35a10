import type { ColumnGuess } from '../kinds/column.js'
import type { Meaning } from '../meaning/meanings.js'
import type { RawColumn } from '../raw.js'

/** Of what a row may name several: cross streets, origin and destination, buyer and seller. */
const several: ReadonlySet<string> = new Set<Meaning>(['street', 'city', 'company', 'full-name'])
const names = /\{(street|city|company|first|last)(?=[:}])/gi
/** Rows that are looked at, and the share of those with both that must name the same. */
const looked = 1000
const leastAlike = 0.5

/** The guesses with columns of names told apart whose rows name others than the first such column does; those that name the same share a number. */
export function withSeveralNames(guesses: readonly ColumnGuess[], columns: readonly RawColumn[]): ColumnGuess[] {
  const known = new Map<string, number[]>()
  return guesses.map((given, i) => {
    const { schema } = given.guess
    if (schema.kind !== 'text' || !schema.forms || !several.has(schema.meaning ?? '')) return given
    const firsts = known.get(schema.meaning as string) ?? []
    known.set(schema.meaning as string, firsts)
    const found = firsts.findIndex((first) => nameTheSame(columns[first] as RawColumn, columns[i] as RawColumn))
    const nth = found < 0 ? firsts.push(i) : found + 1
    if (nth === 1 || nth > 9) return given
    const forms = schema.forms.map((form) => ({ ...form, pattern: form.pattern.replace(names, `{$1${nth}`) }))
    return { ...given, guess: { ...given.guess, schema: { ...schema, forms } } }
  })
}

function nameTheSame(a: RawColumn, b: RawColumn): boolean {
  let [both, same] = [0, 0]
  for (let row = 0; row < Math.min(a.length, looked); row++) {
    const [one, other] = [a, b].map(({ tokens, codes }) => (tokens[codes?.[row] ?? -1] ?? '').toLowerCase()) as [string, string]
    if (one === '' || other === '') continue
    both++
    if (one.includes(other) || other.includes(one)) same++
  }
  return same >= leastAlike * both
}
