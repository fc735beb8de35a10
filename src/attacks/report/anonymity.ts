import type { MixedRows } from '../../learn/neighbours/box-tree.js'
import { nearestRows, nearestSeveral } from '../../learn/neighbours/neighbours.js'
import { type ConfidenceInterval, newcombeInterval } from '../../stats/tests/intervals.js'
import { type Attacked, drawTargets } from '../attacked.js'
import { classSizes, coarseColumn, equivalenceClasses } from '../inference/classes.js'
import { quasiIdentifiers } from '../inference/quasi-identifiers.js'

/** An anonymity-style number by its true definition, on training rows and on the holdout; without a verdict. */
export interface AnonymityFigure {
  readonly name: string
  readonly title: string
  readonly plain: string
  readonly training: number | null
  readonly holdout: number | null
  /** 95 % interval of the difference, where it is one of shares. */
  readonly difference?: ConfidenceInterval
  readonly reason?: string
}

const mostRows = 2000
const stream = 13

/** k-map, δ-presence, replicated uniques and ε-identifiability; people are looked up by these columns, roughly known. */
export function anonymityFigures(attacked: Attacked): { readonly known: readonly string[]; readonly figures: readonly AnonymityFigure[] } {
  const known = attacked.known ?? quasiIdentifiers(attacked, attacked.secrets[0] ?? '')
  return { known, figures: [kMap(attacked, known), presence(attacked, known), replicated(attacked, known), identifiability(attacked)] }
}

/**
 * The least number of people, training and holdout together, that a class of synthetic rows maps to, leaving out classes that map to nobody.
 * @see Sweeney, 2002, k-anonymity: a model for protecting privacy
 */
function kMap(attacked: Attacked, known: readonly string[]): AnonymityFigure {
  const { count, targets, controls, synthetic } = equivalenceClasses(attacked, known)
  const [own, other, made] = [targets, controls, synthetic].map((ids) => classSizes(ids, count)) as [Int32Array, Int32Array, Int32Array]
  let least = Number.POSITIVE_INFINITY
  for (let id = 0; id < count; id++) {
    const people = own[id] + other[id]
    if (made[id] > 0 && people > 0) least = Math.min(least, people)
  }
  const found = least < Number.POSITIVE_INFINITY ? least : null
  return {
    name: 'k-map',
    title: 'k-map',
    plain: 'Fewest real people, training and holdout together, in a group that synthetic rows point to.',
    training: found,
    holdout: found,
  }
}

/**
 * Greatest chance that somebody whose class is among the synthetic rows is a training row: δ-presence with training and holdout as the population.
 * Against it stands the chance of being a holdout row: both are near 1 in classes of one person.
 * @see Nergiz, Atzori and Clifton, 2007, Hiding the presence of individuals from shared databases
 */
function presence(attacked: Attacked, known: readonly string[]): AnonymityFigure {
  const { count, targets, controls, synthetic } = equivalenceClasses(attacked, known)
  const [own, other, made] = [targets, controls, synthetic].map((ids) => classSizes(ids, count)) as [Int32Array, Int32Array, Int32Array]
  /** Mean over people of the side of the chance, in classes that synthetic rows point to. */
  const mean = (side: Int32Array, opposite: Int32Array): number | null => {
    let [sum, people] = [0, 0]
    for (let id = 0; id < count; id++) {
      const size = side[id]
      if (made[id] === 0 || size === 0) continue
      sum += (size * size) / (size + opposite[id])
      people += size
    }
    return people === 0 ? null : sum / people
  }
  return {
    name: 'presence',
    title: 'δ-presence, on average',
    plain:
      'How sure one may be that a person whose group appears among the synthetic rows was a training row; on the holdout, that it was a holdout row.',
    training: mean(own, other),
    holdout: mean(other, own),
  }
}

/** Share of people who are unique in their table by these columns and whose combination is unique among the synthetic rows. */
function replicated(attacked: Attacked, known: readonly string[]): AnonymityFigure {
  const { count, targets, controls, synthetic } = equivalenceClasses(attacked, known)
  const made = classSizes(synthetic, count)
  const uniques = (ids: Int32Array): number => {
    const sizes = classSizes(ids, count)
    return ids.reduce((sum, id) => sum + (sizes[id] === 1 && made[id] === 1 ? 1 : 0), 0)
  }
  const [a, c] = [uniques(targets), uniques(controls)]
  return {
    name: 'replicated-uniques',
    title: 'Replicated uniques',
    plain: 'Share of people who are one of a kind by these columns and of whose kind there is exactly one synthetic row.',
    training: targets.length === 0 ? null : a / targets.length,
    holdout: controls.length === 0 ? null : c / controls.length,
    difference: newcombeInterval(a, targets.length, c, controls.length),
  }
}

/**
 * Share of people who are nearer to a synthetic row than to any other person of their table, columns weighted by one over their entropy: ε-identifiability;
 * about a half by chance.
 * @see Yoon, Drumright and van der Schaar, 2020, Anonymization Through Data Synthesis Using Generative Adversarial Networks (ADS-GAN)
 */
function identifiability(attacked: Attacked): AnonymityFigure {
  const about = {
    name: 'identifiability',
    title: 'ε-identifiability',
    plain:
      'Share of people who are nearer to a synthetic row than to any other person, rare cells weighing more; about a half by chance where tables are of one size.',
  }
  const { own, other } = drawTargets(attacked, mostRows, stream)
  if (own.rows < 2) return { ...about, training: null, holdout: null, reason: 'needs two rows of each' }
  const weights = attacked.columns.map(({ name }) => 1 / Math.max(0.05, entropyOf(attacked, name)))
  const weigh = (table: typeof own) => weighted(attacked, table, weights)
  const synthetic = weigh(attacked.synthetic.slice(0, own.rows))
  const identified = (rows: MixedRows): number => {
    const toSynthetic = nearestRows(rows, synthetic).distances
    const toOthers = nearestSeveral(
      rows,
      rows,
      1,
      Int32Array.from({ length: rows.rows }, (_, row) => row),
    ).distances
    return toSynthetic.reduce((sum, distance, row) => sum + (distance < toOthers[row] ? 1 : 0), 0)
  }
  const [a, c] = [identified(weigh(own)), identified(weigh(other))]
  return { ...about, training: a / own.rows, holdout: c / other.rows, difference: newcombeInterval(a, own.rows, c, other.rows) }
}

function entropyOf(attacked: Attacked, name: string): number {
  const { count, parts } = coarseColumn(attacked, name)
  const sizes = classSizes(parts[0], count)
  return sizes.reduce((sum, size) => (size === 0 ? sum : sum - (size / parts[0].length) * Math.log(size / parts[0].length)), 0)
}

/** Weighted numbers; a level that weighs more than another is repeated, in tenths. */
function weighted(attacked: Attacked, table: Attacked['targets'], weights: readonly number[]): MixedRows {
  const names = attacked.columns.map(({ name }) => name)
  const least = Math.min(...weights)
  const times = weights.map((weight) => Math.max(1, Math.round(weight / least)))
  const repeated = names.flatMap((name, c) => Array.from({ length: Math.min(20, times[c]) }, () => name))
  return attacked.mixed(table, repeated)
}
