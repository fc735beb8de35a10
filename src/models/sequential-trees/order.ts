import { OptionError } from '../../errors.js'
import type { Rng } from '../../random/rng.js'
import type { ColumnSchema, Schema } from '../../table/schema.js'

/**
 * The columns in the order in which they are drawn: targets first, since what comes early is kept best and everything after it is
 * drawn with it in sight; but those named in `first` before all others; then the rest as the table has them.
 */
export function visitOrder(schema: Schema, first: string): ColumnSchema[] {
  const named = first === '' ? [] : first.split(',').map((name) => name.trim())
  const known = new Set(schema.columns.map(({ name }) => name))
  for (const name of named) {
    if (!known.has(name))
      throw new OptionError('order', `names ${name}, which is no column that this model learns; it learns ${[...known].join(', ')}`)
  }
  const rank = ({ name, role }: ColumnSchema): number => {
    if (named.includes(name)) return named.indexOf(name)
    return named.length + (role === 'target' ? 0 : 1)
  }
  return [...schema.columns].sort((a, b) => rank(a) - rank(b))
}

/** So many orders: the visit order, and others in which all but the named columns and the targets are shuffled. */
export function visitOrders(schema: Schema, first: string, orders: number, rng: Rng): ColumnSchema[][] {
  const order = visitOrder(schema, first)
  const fixed = order.filter(({ name, role }) => role === 'target' || first.split(',').some((named) => named.trim() === name)).length
  return Array.from({ length: orders }, (_, way) => (way === 0 ? order : [...order.slice(0, fixed), ...shuffled(order.slice(fixed), rng)]))
}

function shuffled<T>(items: readonly T[], rng: Rng): T[] {
  const mixed = [...items]
  for (let i = mixed.length - 1; i > 0; i--) {
    const j = rng.integer(i + 1)
    const moved = mixed[i] as T
    mixed[i] = mixed[j] as T
    mixed[j] = moved
  }
  return mixed
}
