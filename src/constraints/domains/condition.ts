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
