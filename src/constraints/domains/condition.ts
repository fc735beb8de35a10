/** What a column must be. Numbers are in the column's own unit, levels are strings. */
export interface Condition {
  readonly column: string
  /** Any of these values; `null` is missing. */
  readonly oneOf?: readonly (number | string | null)[]
  /** Within these bounds; an open end is an infinity. A missing value is in no range. */
  readonly range?: { readonly min: number; readonly max: number; readonly minOpen?: boolean; readonly maxOpen?: boolean }
  /** The opposite of the above. A missing value satisfies `not oneOf` unless null is among the values, and never `not range`. */
  readonly not?: boolean
}

/** Conditions that must all hold. */
export type Evidence = readonly Condition[]

/**
 * Whether a value satisfies a condition; null is a missing one. Levels are compared as text. A missing value and a level are in no
 * range, nor outside one.
 */
export function satisfies({ oneOf, range, not = false }: Condition, value: number | string | null): boolean {
  if (range && typeof value !== 'number') return false
  return ((!oneOf || isNamed(oneOf, value)) && (!range || isWithin(range, value as number))) !== not
}

function isNamed(names: NonNullable<Condition['oneOf']>, value: number | string | null): boolean {
  return names.includes(value) || (typeof value === 'string' && names.some((name) => name !== null && String(name) === value))
}

function isWithin({ min, max, minOpen = false, maxOpen = false }: NonNullable<Condition['range']>, value: number): boolean {
  return (minOpen ? value > min : value >= min) && (maxOpen ? value < max : value <= max)
}
