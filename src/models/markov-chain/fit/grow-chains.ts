import { type ContextTree, type ContextTreeOptions, growContextTree } from '../../../learn/chain/context-tree.js'
import { eventsOf, type SymbolSequences } from '../../../learn/chain/events.js'
import { fitChainMixture } from '../../../learn/chain/mixture-of-chains.js'
import type { Rng } from '../../../random/rng.js'
import type { ChainOptions } from '../options.js'
import { mostMemory } from '../settings.js'

/** To which component each sequence belongs: drawn by how probable each is for it. */
export function drawComponents(sequences: SymbolSequences, components: number, ends: boolean, rng: Rng): Int32Array {
  const size = sequences.starts.length - 1
  const drawn = new Int32Array(size)
  if (components === 1) return drawn
  const { shares } = fitChainMixture(sequences, rng, { components, ends })
  for (let i = 0; i < size; i++) {
    let rest = rng.uniform()
    let k = 0
    while (k < components - 1 && rest >= shares[i * components + k]) rest -= shares[i * components + k++]
    drawn[i] = k
  }
  return drawn
}

/** The chain of each component. */
export function growChains(sequences: SymbolSequences, components: Int32Array, options: ChainOptions): ContextTree[] {
  const settings = chainSettings(options)
  return Array.from({ length: options.components }, (_, k) =>
    growContextTree(eventsOf(takeSequences(sequences, components, k), options.length === 'stop'), settings),
  )
}

function chainSettings({ memory, smoothing, pseudoRows }: ChainOptions): ContextTreeOptions {
  return {
    memory: memory === 'auto' ? mostMemory : memory,
    variable: memory === 'auto',
    smoothing: smoothing === 'dirichlet' ? { kind: smoothing, pseudoRows } : { kind: smoothing },
  }
}

/** The sequences of one group. */
function takeSequences({ codes, symbols, starts }: SymbolSequences, groups: Int32Array, wanted: number): SymbolSequences {
  const parts: Int32Array[] = []
  const ends = [0]
  for (let i = 0; i < groups.length; i++) {
    if (groups[i] !== wanted) continue
    const part = codes.subarray(starts[i], starts[i + 1])
    parts.push(part)
    ends.push((ends.at(-1) as number) + part.length)
  }
  const taken = new Int32Array(ends.at(-1) as number)
  for (const [i, part] of parts.entries()) taken.set(part, ends[i])
  return { codes: taken, symbols, starts: Int32Array.from(ends) }
}
