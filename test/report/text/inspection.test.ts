import { describe, expect, test } from 'vitest'
import { renderInspection } from '../../../src/report/text/inspection.js'
import { inspect } from '../../../src/table/inference/inspect.js'
import { cycled, rawOf } from '../../table/raw-of.js'

const range = (n: number, make: (i: number) => string): string[] => Array.from({ length: n }, (_, i) => make(i))
const phrases = ['early', 'and very slowly', 'as usual', 'in the hall', 'with care', 'for her', 'once more']
const raw = rawOf({
  id: range(120, (i) => `C-${1000 + i}`),
  degree: cycled(['Bachelors', 'Masters', 'HS-grad', '?'], 120),
  'years.of.education.in.schools.of.all.kinds': cycled(['13', '14', '9', '0'], 120),
  income: range(120, (i) => (i % 3 === 0 ? '0' : String(1000 + 37 * i))),
  since: range(120, (i) => `2019-03-${String((i % 28) + 1).padStart(2, '0')}`),
  comment: range(120, (i) => ['somebody wrote', ...phrases.filter((_, bit) => (i >> bit) & 1)].join(' ')),
  nothing: cycled([''], 120),
  'bad\u001b[31m\nname': cycled(['x', 'y'], 120),
})
const text = renderInspection(inspect(raw, ['comma-separated: 8 fields in each line', `a long note ${'with many words '.repeat(12)}`]))

describe('renderInspection', () => {
  test('says what each column is, in plain words', () => {
    expect(text).toContain('120 rows, 8 columns\n')
    expect(text).toContain('file: comma-separated: 8 fields in each line\n')
    expect(text).toMatch(/^id {2,}id \(key\) +C-nnnn$/m)
    expect(text).toContain('never copied: made anew as C-nnnn, counting from 1120')
    expect(text).toContain('never copied: written word after word, as many rows have it')
    expect(text).toContain("missing: 30 rows (25 %), written as '?'")
    expect(text).toContain('stands out: 0 33 %')
    expect(text).toContain('! all cells are missing')
    expect(text).toContain('years.of.education.in.schools.of.all.... follows from degree: kept exactly in synthetic rows')
  })

  test('is at most 100 characters wide', () => {
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100)
  })

  test('lets no control character of the data through', () => {
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
    expect(text).toContain('bad [31m name')
  })

  test('a table without columns has two lines', () => {
    expect(renderInspection(inspect(rawOf({})))).toBe('0 rows, 0 columns\n\n* the table has no rows')
  })
})
