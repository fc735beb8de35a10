import { normalCdf } from '../../stats/normal/normal.js'
import type { Attacked } from '../attacked.js'
import { fewestTargets, impossibleTrial, type Proportion, rateTrial, shareOf } from '../evidence/rates.js'
import type { Attack, Figure, Trial } from '../finding.js'
import { classSizes, coarseColumn, equivalenceClasses } from './classes.js'
import { quasiIdentifiers } from './quasi-identifiers.js'

const mostSecrets = 12

/** What the synthetic rows of one's class say of one's secret. */
interface Disclosed {
  /** Sum and sum of squares over people of the share of like synthetic rows that have one's secret (CAP); people without like rows count 0. */
  readonly cap: number
  readonly squares: number
  /** People whose class has one secret only among synthetic rows, for whom it is right, and for whom it is one among real rows, too. */
  readonly constant: number
  readonly right: number
  readonly alsoReal: number
  /** Of those whose class agrees, for whom always guessing the commonest secret would be right. */
  readonly guessed: number
  readonly of: number
}

/**
 * Correct attribution: people are looked up among synthetic rows by roughly known columns, and where all rows found agree on the secret, it is
 * taken for theirs (DiSCO; of those the share that is right is TCAP). CAP, the mean share of rows found that have one's secret, stands beside it.
 */
export const disclosure: Attack = {
  name: 'disclosure',
  title: 'Looking up a secret (CAP, TCAP, DiSCO)',
  risk: 'inference',
  byRow: true,
  plain:
    'Looks a person up by a few columns, roughly known; where all synthetic rows found agree on the secret, takes it for the person’s.',
  references: [
    {
      author: 'Raab, G. M., Nowok, B. and Dibben, C.',
      year: 2025,
      title: 'Practical privacy metrics for synthetic data',
      url: 'https://arxiv.org/abs/2406.16826',
    },
    {
      author: 'Taub, J., Elliot, M., Pampaka, M. and Smith, D.',
      year: 2018,
      title: 'Differential Correct Attribution Probability for Synthetic Data',
    },
  ],
  run(attacked) {
    return attacked.secrets.slice(0, mostSecrets).map((secret): Trial => {
      const known = quasiIdentifiers(attacked, secret)
      if (known.length === 0) return impossibleTrial(disclosure, secret, 'nothing is known to look people up by; it needs a second column')
      const [own, other] = [disclosed(attacked, known, secret, 'targets'), disclosed(attacked, known, secret, 'controls')]
      const rate = { successes: own.right, of: own.of }
      return rateTrial(disclosure, {
        target: `${secret} by ${known.join(', ')}`,
        ...{ rate, control: { successes: other.right, of: other.of } },
        baseline: { successes: own.guessed, of: own.of },
        figures: figuresOf(attacked, secret, own, other),
        weak:
          own.of < fewestTargets
            ? `only ${own.of} targets, and fewer than ${fewestTargets} say nothing`
            : own.constant === 0
              ? 'no class of synthetic rows agrees on the secret, so nothing could be taken for true'
              : undefined,
      })
    })
  },
}

function disclosed(attacked: Attacked, known: readonly string[], secret: string, side: 'targets' | 'controls'): Disclosed {
  const classes = equivalenceClasses(attacked, known)
  const withSecret = equivalenceClasses(attacked, [...known, secret])
  const ids = classes[side]
  const found = classSizes(classes.synthetic, classes.count)
  const agreeing = classSizes(withSecret.synthetic, withSecret.count)
  const real = classSizes(ids, classes.count)
  const realAgreeing = classSizes(withSecret[side], withSecret.count)
  const constantOf = constants(classes.synthetic, withSecret.synthetic, classes.count)
  const { count, parts } = coarseColumn(attacked, secret)
  const secrets = parts[side === 'targets' ? 0 : 1]
  const made = classSizes(parts[2], count)
  const commonest = made.indexOf(made.reduce((most, own) => Math.max(most, own), 0))
  const sums = { cap: 0, squares: 0, constant: 0, right: 0, alsoReal: 0, guessed: 0, of: ids.length }
  for (let row = 0; row < ids.length; row++) {
    const [id, own] = [ids[row], withSecret[side][row]]
    const like = found[id]
    const share = like === 0 ? 0 : agreeing[own] / like
    sums.cap += share
    sums.squares += share * share
    if (like === 0 || constantOf[id] < 0) continue
    sums.constant++
    if (secrets[row] === commonest) sums.guessed++
    if (constantOf[id] !== own) continue
    sums.right++
    if (real[id] === realAgreeing[own]) sums.alsoReal++
  }
  return sums
}

/** For each class the one finer class that all its rows have; -1 where there are several, or no rows. */
function constants(ids: Int32Array, finer: Int32Array, count: number): Int32Array {
  const constantOf = new Int32Array(count).fill(-1)
  const seen = new Uint8Array(count)
  for (let row = 0; row < ids.length; row++) {
    const id = ids[row]
    if (seen[id] === 0) constantOf[id] = finer[row]
    else if (constantOf[id] !== finer[row]) constantOf[id] = -1
    seen[id] = 1
  }
  return constantOf
}

/** Chance that a training row's secret is that of another drawn at random. */
function baseCap(attacked: Attacked, secret: string): number {
  const { count, parts } = coarseColumn(attacked, secret)
  const [codes] = parts
  return classSizes(codes, count).reduce((sum, size) => sum + (size / Math.max(1, codes.length)) ** 2, 0)
}

function figuresOf(attacked: Attacked, secret: string, own: Disclosed, other: Disclosed): Figure[] {
  const { count, parts } = coarseColumn(attacked, secret)
  const majority = Math.max(0, ...classSizes(parts[0], count)) / Math.max(1, parts[0].length)
  const counted = (label: string, share: Proportion): Figure => ({ label, ...(shareOf(share) ?? { reason: 'nobody to count' }) })
  return [
    { label: 'CAP, training rows', value: own.cap / Math.max(1, own.of) },
    { label: 'CAP, holdout rows', value: other.cap / Math.max(1, other.of) },
    { label: 'CAP, more on training rows by chance (p)', value: capTest(own, other) },
    { label: 'CAP of a row drawn at random', value: baseCap(attacked, secret) },
    { label: 'right by always guessing the commonest', value: majority },
    counted('TCAP: right where rows agree, training rows', { successes: own.right, of: own.constant }),
    counted('TCAP, holdout rows', { successes: other.right, of: other.constant }),
    counted('DiSDiO: where training rows agree, too', { successes: own.alsoReal, of: own.of }),
  ]
}

function capTest(own: Disclosed, other: Disclosed): number {
  const part = ({ cap, squares, of }: Disclosed) =>
    of < 2 ? { mean: 0, variance: 1 } : { mean: cap / of, variance: (squares - (cap * cap) / of) / (of - 1) / of }
  const [a, b] = [part(own), part(other)]
  const deviation = Math.sqrt(a.variance + b.variance)
  return deviation === 0 ? 1 : normalCdf((b.mean - a.mean) / deviation)
}
