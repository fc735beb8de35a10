import type { RelationalModel, TableState } from '../../state.js'
import type { OwnedRows } from './owned-rows.js'

/** Which keys are taken, among the rows of each scope. */
export interface KeyScopes {
  readonly columns: readonly string[]
  /** Whether the key of a row, of which these are the own columns, was free; takes it if so. */
  take(row: number, own: string): boolean
  /** Gives it back. */
  free(row: number, own: string): void
}

/** The keys of rows that refer to these rows of second parents, by relation; null where rows have keys of their own anyway. */
export function keyScopes(
  { plan }: RelationalModel,
  { unique, drawn }: TableState,
  { ownerRow }: OwnedRows,
  links: ReadonlyMap<number, Int32Array>,
): KeyScopes | null {
  const columns = unique?.columns.filter((column) => drawn.includes(column)) ?? []
  if (!unique || columns.length === 0) return null
  const referred = [...links].filter(([relation]) => plan.relations[relation]?.columns.some((column) => unique.columns.includes(column)))
  const taken = new Set<string>()
  const isOwner = unique.within === 'owner'
  const wholeOf = (row: number, key: string): string =>
    `${isOwner ? ownerRow[row] : ''}|${referred.map(([, rows]) => rows[row]).join(',')}|${key}`
  return {
    columns,
    take(row, key) {
      const whole = wholeOf(row, key)
      if (taken.has(whole)) return false
      taken.add(whole)
      return true
    },
    free(row, key) {
      taken.delete(wholeOf(row, key))
    },
  }
}
