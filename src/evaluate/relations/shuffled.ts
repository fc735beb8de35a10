import { createRng, type Rng } from '../../random/rng.js'
import type { Compared, DatabaseView } from './view.js'
import { tableOf } from './view.js'

/**
 * The floor: the rows as they are, each referring to a row of the parent drawn at random; references to tables that are copied word for word
 * change places among the rows, which keeps how often each is referred to. What isn't referred to stays so.
 */
export function shuffled(view: DatabaseView, { relations }: Compared, seed: number): DatabaseView {
  const rng = createRng(seed, 0x666c6f)
  const links = relations.map(({ parent, isLookup, index }, i) => {
    const own = view.links[index]
    const stream = rng.split(i)
    return isLookup ? permuted(own, stream) : own.map((row) => (row < 0 ? row : stream.integer(tableOf(view, parent).rows)))
  })
  return { tables: view.tables, links }
}

function permuted(links: Int32Array, rng: Rng): Int32Array {
  const result = links.slice()
  for (let i = result.length - 1; i > 0; i--) {
    const j = rng.integer(i + 1)
    const kept = result[i]
    result[i] = result[j]
    result[j] = kept
  }
  return result
}
