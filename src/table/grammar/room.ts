import { parsePattern } from './pattern.js'

/** About how many different texts a pattern writes; infinite where it makes up words or names. */
export function roomOfPattern(pattern: string): number {
  return parsePattern(pattern).reduce((room, field) => {
    switch (field.kind) {
      case 'characters':
        return room * power(field.alphabet.length, field.most)
      case 'number':
        return room * ((field.knots.at(-1) as number) - (field.knots[0] as number) + 1)
      case 'whole':
        return room * Number(field.most - field.least + 1n)
      case 'choice':
        return room * field.options.length
      case 'list':
        return room * power(field.options.length, field.count)
      case 'literal':
      case 'check':
        return room
      default:
        return Number.POSITIVE_INFINITY
    }
  }, 1)
}

/** A whole power, by multiplying: engines round that alike. */
export function power(base: number, exponent: number): number {
  let result = 1
  for (let i = 0; i < exponent; i++) result *= base
  return result
}
