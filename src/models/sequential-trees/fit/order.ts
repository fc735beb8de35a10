import { OptionError } from '../../../errors.js'
import type { Rng } from '../../../random/rng.js'
import { shuffle } from '../../../random/shuffle.js'
import type { ColumnSchema, Schema } from '../../../table/schema.js'
import type { Identity } from './identities.js'

/**
 * The columns in the order in which they are drawn: targets first, since what comes early is kept best and everything after it is
 * drawn with it in sight; but those named in `first` before all others; then the rest as the table has them.
 */
function visitOrder(schema: Schema, first: string | readonly string[]): ColumnSchema[] {
  const named = namedFirst(first)
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

/** The names in a list, or in a text that separates them by commas. */
export function namedFirst(first: string | readonly string[]): readonly string[] {
  if (typeof first !== 'string') return first
  return first === '' ? [] : first.split(',').map((name) => name.trim())
}

/** So many orders: the visit order, and others in which all but the named columns and the targets are shuffled. */
export function visitOrders(schema: Schema, first: string | readonly string[], orders: number, rng: Rng): ColumnSchema[][] {
  const order = visitOrder(schema, first)
  const fixed = order.filter(({ name, role }) => role === 'target' || namedFirst(first).includes(name)).length
  return Array.from({ length: orders }, (_, way) => (way === 0 ? order : [...order.slice(0, fixed), ...shuffle(order.slice(fixed), rng)]))
}

/** The order with every computed column right after the last of those that it is computed from. */
export function computedLast(order: readonly ColumnSchema[], identities: ReadonlyMap<string, Identity>): ColumnSchema[] {
  const placed = order.filter(({ name }) => !identities.has(name))
  let waiting = order.filter(({ name }) => identities.has(name))
  while (waiting.length > 0) {
    const ready = waiting.filter((column) => !waiting.some(({ name }) => termsOf(column, identities).includes(name)))
    for (const column of ready) {
      const terms = termsOf(column, identities)
      placed.splice(placed.findLastIndex(({ name }) => terms.includes(name)) + 1, 0, column)
    }
    waiting = waiting.filter((column) => !ready.includes(column))
  }
  return placed
}

function termsOf({ name }: ColumnSchema, identities: ReadonlyMap<string, Identity>): string[] {
  return (identities.get(name)?.terms ?? []).map((term) => term.name)
}
