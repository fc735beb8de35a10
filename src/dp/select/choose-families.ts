import { choiceFor } from '../accounting/budget.js'
import { bringCounts, type CodedRows, countRows } from '../domain/coded-rows.js'
import type { Gate } from '../gate.js'
import { type Scope, scopeSize } from '../pgm/scope.js'
import { errorUnit } from './choose-pairs.js'

/** A column and those that it depends on, ascending. */
export interface ParentFamily {
  readonly child: number
  readonly parents: Scope
}

export interface FamilyLimits {
  readonly rho: number
  /** The standard deviation that the counts of a family's table will have, about. */
  readonly spread: number
  /** Most parents of a column. */
  readonly most: number
  /** Whether the model can have these families, of which the last one is to be the next. */
  readonly fits: (families: readonly ParentFamily[]) => boolean
  /** The columns that depend on none. */
  readonly roots: readonly number[]
}

/** Mean distance of a normal number of variance 1 from 0: sqrt(2 / pi). */
const meanDistance = 0.7978845608028654

/**
 * A Bayesian network, one column after the other: among all columns that are left and all groups of those that are in, the family whose
 * counts differ most from what they would be were the column independent of the group, less what noise is expected to make of them; by
 * the exponential mechanism. Costs `rho`. Ends early where no family fits into the model any more.
 * @see Zhang, Cormode, Procopiuc, Srivastava, Xiao, 2017, PrivBayes: private data release via Bayesian networks, for the order of choices
 */
export async function chooseFamilies(
  gate: Gate<CodedRows>,
  shares: readonly Float64Array[],
  sizes: readonly number[],
  { rho, spread, most, fits, roots }: FamilyLimits,
): Promise<ParentFamily[]> {
  const scored = gate.through((rows) => new Dependences(rows, shares, sizes))
  const epsilon = choiceFor(rho / Math.max(1, sizes.length - roots.length))
  const families: ParentFamily[] = []
  const inside = [...roots]
  while (inside.length < sizes.length) {
    const groups = subsets(
      [...inside].sort((a, b) => a - b),
      most,
    )
    const open = [...sizes.keys()].filter((child) => !inside.includes(child))
    const candidates = open.flatMap((child) => groups.map((parents): ParentFamily => ({ child, parents })))
    const fitting = candidates.filter((family) => fits([...families, family]))
    if (fitting.length === 0) return families
    await scored.bring((dependences) => dependences.bring(fitting))
    const of = (dependences: Dependences): Float64Array =>
      Float64Array.from(fitting, (family) => {
        const noise = meanDistance * spread * scopeSize(scopeOf(family), sizes)
        return dependences.of(family) - Math.round(noise * errorUnit)
      })
    const name = `column ${inside.length + 1} of the network, and what it depends on`
    // A row moves its own cell by a row less its expected share, and what is expected of the others of its group by the same in all.
    const query = { name, candidates: fitting.length, sensitivity: 2 * errorUnit, of }
    const family = fitting[scored.choose(query, epsilon).value]
    families.push(family)
    inside.push(family.child)
  }
  return families
}

export function scopeOf({ child, parents }: ParentFamily): Scope {
  return [...parents, child].sort((a, b) => a - b)
}

/** Groups of one to `most` of these numbers. */
function subsets(numbers: readonly number[], most: number): Scope[] {
  let last: Scope[] = [[]]
  const all: Scope[] = []
  for (let size = 1; size <= Math.min(most, numbers.length); size++) {
    last = last.flatMap((group) => numbers.filter((number) => number > (group.at(-1) ?? -1)).map((number) => [...group, number]))
    all.push(...last)
  }
  return all
}

/** How far each family is from independence, in parts of a row, looked at once. */
class Dependences {
  readonly #rows: CodedRows
  readonly #sizes: readonly number[]
  /** Public shares of each column's cells, in parts that sum to `errorUnit`. */
  readonly #parts: readonly Float64Array[]
  readonly #known = new Map<string, number>()

  constructor(rows: CodedRows, shares: readonly Float64Array[], sizes: readonly number[]) {
    this.#rows = rows
    this.#sizes = sizes
    this.#parts = shares.map(wholeParts)
  }

  async bring(families: readonly ParentFamily[]): Promise<void> {
    const open = families.filter((family) => !this.#known.has(keyOf(family)))
    await bringCounts(
      this.#rows,
      open.map(({ child, parents }) => [...parents, child]),
    )
  }

  of({ child, parents }: ParentFamily): number {
    const key = keyOf({ child, parents })
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const size = this.#sizes[child]
    const parts = this.#parts[child]
    const counts = countRows(this.#rows, [...parents, child], this.#sizes)
    let sum = 0
    for (let start = 0; start < counts.length; start += size) {
      let group = 0
      for (let state = 0; state < size; state++) group += counts[start + state]
      for (let state = 0; state < size; state++) {
        sum += Math.abs(counts[start + state] * errorUnit - group * parts[state])
      }
    }
    this.#known.set(key, sum)
    return sum
  }
}

function keyOf({ child, parents }: ParentFamily): string {
  return `${child}:${parents.join()}`
}

/** Shares in whole parts of `errorUnit`: cut off, and what is missing goes to the first cells. */
function wholeParts(shares: Float64Array): Float64Array {
  const parts = shares.map((share) => Math.floor(share * errorUnit))
  let left = errorUnit - parts.reduce((sum, part) => sum + part, 0)
  for (let cell = 0; left > 0; cell = (cell + 1) % parts.length, left--) parts[cell] += 1
  return parts
}
