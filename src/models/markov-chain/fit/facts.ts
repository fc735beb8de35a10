import { sorted } from '../../../stats/order/sorted.js'
import type { ChainFacts } from '../state.js'
import type { Arranged } from './arrange.js'

const shares = [0.05, 0.25, 0.5, 0.75, 0.95] as const

/** Counts for readers: lengths, pairs of successive states, members of each component. */
export function factsOf(
  { starts, position }: Arranged,
  states: Int32Array | null,
  count: number,
  components: Int32Array,
  kinds: number,
): ChainFacts {
  const lengths = sorted(Float64Array.from(starts.subarray(1), (end, i) => end - (starts[i] as number)))
  const transitions = new Float64Array(count * count)
  if (states) {
    for (let row = 1; row < position.length; row++) {
      if (position[row] === 0) continue
      const at = (states[row - 1] as number) * count + (states[row] as number)
      transitions[at] = (transitions[at] as number) + 1
    }
  }
  const members = new Float64Array(kinds)
  for (const component of components) members[component] = (members[component] as number) + 1
  return {
    sequences: lengths.length,
    rows: position.length,
    lengths: Float64Array.from(shares, (share) => lengths[Math.floor(share * (lengths.length - 1))] as number),
    transitions,
    components: members,
  }
}
