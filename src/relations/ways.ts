import { type DatabaseSchema, relationName } from './schema.js'

/** How rows of a table see a row of another one, along references. */
export interface Way {
  /** What stands before the dot in `customers.since`: the table, or the column that refers to it. */
  readonly prefix: string
  readonly table: string
  /** Relations, by number, one after the other. */
  readonly path: readonly number[]
}

/** References that one may follow to name a column. */
const mostSteps = 3

/**
 * The ways from the rows of a table to rows of others, its own first. A table that several ways lead to is named by the shortest, if there is one;
 * else by the columns that refer to it. `unclear` are the tables without a name, and the ways to each.
 */
export function waysFrom(
  { relations, tables }: DatabaseSchema,
  name: string,
): { readonly ways: Way[]; readonly unclear: Map<string, Way[]> } {
  const own: Way = { prefix: name, table: name, path: [] }
  const found: Way[] = []
  let last = [own]
  for (let step = 0; step < mostSteps; step++) {
    last = last.flatMap(({ table, path }) =>
      relations.flatMap(({ child, parent }, relation) =>
        child === table && parent !== name && !path.some((other) => relations[other]?.parent === parent)
          ? [{ prefix: parent, table: parent, path: [...path, relation] }]
          : [],
      ),
    )
    found.push(...last)
  }
  const ways = [own]
  const unclear = new Map<string, Way[]>()
  for (const table of new Set(found.map((way) => way.table))) {
    const all = found.filter((way) => way.table === table)
    const least = Math.min(...all.map(({ path }) => path.length))
    const shortest = all.filter(({ path }) => path.length === least)
    if (shortest.length === 1) ways.push(shortest[0])
    else unclear.set(table, shortest)
  }
  // `billing.city`, where billing is a column that refers to a row.
  for (const [relation, { child, parent, columns }] of relations.entries()) {
    const [column] = columns
    if (child === name && columns.length === 1 && column !== undefined && !tables[column])
      ways.push({ prefix: column, table: parent, path: [relation] })
  }
  return { ways, unclear }
}

/** `orders.customer_id > customers.region_id`. */
export function wayText({ relations }: DatabaseSchema, { path }: Way): string {
  return path.map((relation) => relationName(relations[relation])).join(' > ')
}
