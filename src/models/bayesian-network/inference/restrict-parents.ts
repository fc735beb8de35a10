import type { Restriction } from '../../binned/restrict.js'
import type { Cpt } from '../cpt.js'

/** The same distributions of `states` states, for parents of which some states are gone. */
export function restrictParents(cpt: Cpt, parents: readonly Restriction[], sizes: readonly number[], states: number): Cpt {
  if (cpt.kind === 'tree') {
    const ranks = cpt.ranks.map((list, i) => Uint16Array.from((parents[i] as Restriction).former, (old) => list[old] as number))
    return { ...cpt, ranks }
  }
  const combinations = parents.reduce((product, { former }) => product * former.length, 1)
  const probabilities = new Float64Array(combinations * states)
  for (let combination = 0; combination < combinations; combination++) {
    let rest = combination
    let old = 0
    for (let position = parents.length - 1, stride = 1; position >= 0; position--) {
      const { former } = parents[position] as Restriction
      old += stride * (former[rest % former.length] as number)
      rest = Math.floor(rest / former.length)
      stride *= sizes[position] as number
    }
    probabilities.set(cpt.probabilities.subarray(old * states, (old + 1) * states), combination * states)
  }
  return { kind: 'table', probabilities }
}
