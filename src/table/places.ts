import type { ColumnSchema, Schema } from './schema.js'

/**
 * A place in a row of a file that nests: a column, or fields under one name. The fields of an object are columns of their own in a table, named `user.city`,
 * and stand together again in such a file.
 */
export type Place = { readonly name: string; readonly column: string } | { readonly name: string; readonly fields: readonly Place[] }

/** The places of these columns of a schema, by their paths, in order of first appearance. */
export function placesOf(names: readonly string[], { columns }: Schema): readonly Place[] {
  const known = new Map(columns.map((column) => [column.name, column]))
  return grouped(
    names.map((column) => ({ column, path: known.get(column)?.path ?? [column] })),
    0,
  )
}

interface Placed {
  readonly column: string
  readonly path: NonNullable<ColumnSchema['path']>
}

function grouped(placed: readonly Placed[], depth: number): Place[] {
  const groups = new Map<string, Placed[]>()
  for (const one of placed) {
    const name = one.path[depth] as string
    groups.set(name, [...(groups.get(name) ?? []), one])
  }
  return [...groups].flatMap(([name, group]): Place[] => {
    const inner = group.filter(({ path }) => path.length > depth + 1)
    if (inner.length === group.length) return [{ name, fields: grouped(group, depth + 1) }]
    // A field and a column that were given the same place: each stands by itself.
    return group.map(({ column }) => ({ name: group.length === 1 ? name : column, column }))
  })
}

/** The value at a place of row i; null where no field has one. */
export function valueAt<T>(place: Place, cell: (column: string) => T | null): T | { readonly [name: string]: unknown } | null {
  if ('column' in place) return cell(place.column)
  const fields = place.fields.map((field) => [field.name, valueAt(field, cell)] as const)
  return fields.every(([, value]) => value === null || value === undefined) ? null : Object.fromEntries(fields)
}

/** The name of the column that holds a field. */
export function fieldName(path: readonly string[]): string {
  return path.join('.')
}

export function objectNote(name: string, read: readonly string[]): string {
  return `column '${name}' holds objects: read as ${read.join(', ')}, and put together again in files that nest`
}
