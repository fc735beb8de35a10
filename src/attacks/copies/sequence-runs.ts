import type { Steps } from '../attacked.js'
import { type ExchangeSides, leastTail, topLooks } from '../evidence/exchange.js'
import { markTrial } from '../evidence/rates.js'
import type { Attack, Figure } from '../finding.js'
import { joinKeys } from './sequence-table.js'

/** Lengths of the runs of rows that are looked for. */
const lengths = [1, 2, 3, 5, 8, 13] as const

/**
 * The gate for sequences: runs of rows, one after the other, that a synthetic sequence shares with a real one, though no more real sequences have them than chance
 * needs. The rows may each be common: it is their order that is somebody's own. The column that puts rows in order is left out, so that a
 * sequence moved in time is found, too.
 */
export const sequenceRuns: Attack = {
  name: 'copies-runs',
  title: 'Copies of runs of rows',
  risk: 'copies',
  plain:
    'Looks for rows that follow each other in a synthetic sequence as they do in one person’s, though each of them may be common: a history can be somebody’s name.',
  references: [{ author: 'Fisher, R. A.', year: 1935, title: 'The Design of Experiments' }],
  run({ steps, targets, controls }) {
    if (!steps) return []
    const sides = { own: targets.rows, other: controls.rows }
    const found = lengths.map((length) => shared(steps, length))
    const looks = found.flatMap(({ shares, alone }) => [...topLooks(shares, sides), ...topLooks(alone, sides)])
    const marks = Uint8Array.from({ length: sides.own + sides.other }, (_, unit) => (isMostlyCopied(found, unit) ? 1 : 0))
    return [
      markTrial(sequenceRuns, {
        target: 'runs of rows that one person has',
        marks,
        sides,
        p: leastTail(looks, sides).p,
        figures: figuresOf(found, sides),
      }),
    ]
  },
}

/** A sequence counts as copied where half of its runs of so many rows, or of as many as it has, are. */
const telling = 5

function isMostlyCopied(found: readonly Shared[], unit: number): boolean {
  const share = found.filter(({ length, shares }) => length <= telling && shares[unit] !== Number.NEGATIVE_INFINITY).at(-1)?.shares[unit]
  return share !== undefined && share >= 0.5
}

interface Shared {
  readonly length: number
  /** Of each real sequence, the share of its runs of this length that more synthetic sequences have than the other real ones account for; -Infinity without any run. */
  readonly shares: Float64Array
  /** 1 for each real sequence with a run that no other real one has and a synthetic one does; -Infinity for others. */
  readonly alone: Float64Array
}

function shared([own, other, synthetic]: readonly [Steps, Steps, Steps], length: number): Shared {
  const real = [...own, ...other]
  const runs = real.map((steps) => runsOf(steps, length))
  const [owners, makers] = [countOwners(runs), countOwners(synthetic.map((steps) => runsOf(steps, length)))]
  const others = synthetic.length / Math.max(1, real.length - 1)
  const isMore = (run: number) => (makers.get(run) ?? 0) > ((owners.get(run) as number) - 1) * others
  const isAlone = (run: number) => owners.get(run) === 1 && makers.has(run)
  return {
    length,
    shares: Float64Array.from(runs, (set) => (set.size === 0 ? Number.NEGATIVE_INFINITY : [...set].filter(isMore).length / set.size)),
    alone: Float64Array.from(runs, (set) => ([...set].some(isAlone) ? 1 : Number.NEGATIVE_INFINITY)),
  }
}

/** The different runs of so many rows in a sequence, as keys. */
function runsOf(steps: readonly number[], length: number): Set<number> {
  const runs = new Set<number>()
  for (let from = 0; from + length <= steps.length; from++) {
    let key = length
    for (let at = from; at < from + length; at++) key = joinKeys(key, steps[at])
    runs.add(key)
  }
  return runs
}

/** How many sequences have each run. */
function countOwners(sequences: readonly ReadonlySet<number>[]): ReadonlyMap<number, number> {
  const owners = new Map<number, number>()
  for (const runs of sequences) for (const run of runs) owners.set(run, (owners.get(run) ?? 0) + 1)
  return owners
}

function figuresOf(found: readonly Shared[], { own }: ExchangeSides): Figure[] {
  const count = (marks: Float64Array) => marks.reduce((sum, mark) => sum + (mark === 1 ? 1 : 0), 0)
  const longest = (from: number, to: number): Figure['value'] =>
    found.reduce((most, { length, alone }) => (count(alone.subarray(from, to)) > 0 ? length : most), 0)
  return [
    ...found.map(({ length, alone }) => ({
      label: `people with a run of ${length} of their own that is in the synthetic rows: training`,
      value: count(alone.subarray(0, own)),
    })),
    { label: 'longest such run that was looked for, training', value: longest(0, own) },
    { label: 'longest such run that was looked for, holdout', value: longest(own, Number.POSITIVE_INFINITY) },
  ]
}
