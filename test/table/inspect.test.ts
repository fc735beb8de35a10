import { expect, test } from 'vitest'
import { inspect } from '../../src/table/inference/inspect.js'
import { cycled, rawOf } from './raw-of.js'

test('inspect tells rows, notes on the file, findings per column and dependencies as plain JSON', () => {
  const raw = rawOf({
    id: Array.from({ length: 60 }, (_, i) => `C-${100 + i}`),
    size: cycled(['S', 'M', 'L'], 60),
    inch: cycled(['36', '38', '40'], 60),
  })
  const inspection = inspect(raw, ['comma-separated'])
  expect(JSON.parse(JSON.stringify(inspection))).toEqual(inspection)
  expect(inspection).toMatchObject({
    rows: 60,
    fileNotes: ['comma-separated'],
    columns: [
      {
        name: 'id',
        kind: 'id',
        role: 'key',
        distinct: 60,
        summary: { of: 'keys', pattern: 'C-{n:3}' },
        treatment: 'never copied: made anew as C-{n:3}, counting from 160',
      },
      { name: 'size', kind: 'ordinal', missing: 0, summary: { of: 'levels', others: 0 } },
      { name: 'inch', kind: 'integer', summary: { of: 'numbers', min: 36, median: 38, max: 40, mean: 38 } },
    ],
    dependencies: [{ from: 'size', to: 'inch' }],
  })
})

test('inspect counts missing cells and shares of levels', () => {
  const [finding] = inspect(rawOf({ x: cycled(['a', 'a', 'b', '?'], 40) })).columns
  expect(finding).toMatchObject({ rows: 40, missing: 10, missingTokens: ['?'], distinct: 2 })
  expect(finding?.summary).toEqual({
    of: 'levels',
    top: [
      { value: 'a', share: 2 / 3 },
      { value: 'b', share: 1 / 3 },
    ],
    others: 0,
  })
})
