import { expect, it } from 'vitest'
import { nearest } from '../../../src/constraints/language/hints.js'

it('finds what was meant: other letters, swapped letters, part of a name', () => {
  expect(nearest('AGE', ['age', 'wage', 'sex'])).toEqual(['age'])
  expect(nearest('incmoe', ['income', 'outcome', 'age'])[0]).toBe('income')
  expect(nearest('education', ['education.num', 'age'])).toEqual(['education.num'])
  expect(nearest('zzz', ['age', 'sex'])).toEqual([])
  expect(nearest('x', ['y'])).toEqual([])
})
