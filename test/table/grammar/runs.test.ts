import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runsOf } from '../../../src/table/grammar/runs.js'

test('a text of ASCII is read in the same runs as among other letters', () => {
  expect(runsOf('ABCdef-12x').map(({ of, text }) => `${of} ${text}`)).toEqual(['W AB', 'Ww Cdef', 'sign -', 'd 12', 'w x'])
  const ascii = fc.string({ unit: fc.constantFrom(...'abYZ09-_. /\n'), maxLength: 12 })
  // A sign beyond ASCII at the end has the text read by the pattern of all scripts, and is a run of its own.
  fc.assert(
    fc.property(ascii, (text) => {
      expect(runsOf(`${text}\u20ac`)).toEqual([...runsOf(text), { of: 'sign', text: '\u20ac' }])
    }),
  )
})
