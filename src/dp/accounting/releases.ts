import * as z from 'zod/mini'
import { joinProblems, PrivacyError } from '../../errors.js'
import { parseShape } from '../../table/shape/parse-shape.js'
import { epsilonOf, rhoOf } from './accounting.js'
import type { Budget, PrivacyUnit } from './ledger.js'
import { approximately, compareRationals, exactly, minus, plus, type Rational, readRational, writeRational, zero } from './rational.js'

/** One fit with differential privacy to rows of a source. */
interface BookedRelease extends Budget {
  /** What was fitted. */
  readonly model: string
  /** The whole budget of the fit in zCDP, as an exact fraction, whether all of it was spent or not. */
  readonly rho: string
  /** The part of delta that its thresholds may spend. */
  readonly thresholds?: number
}

/**
 * Everything that was ever fitted to one source of rows with differential privacy, and what all of it may cost together. Plain JSON, to be
 * kept from fit to fit: privacy is lost with every release, and losses add up.
 */
export interface ReleaseBook extends Budget {
  readonly format: 'rowsmith-ledger'
  readonly version: 1
  readonly unit: PrivacyUnit
  readonly releases: readonly BookedRelease[]
}

const fraction = z.string().check(
  z.refine((text) => {
    try {
      return compareRationals(readRational(text), zero) >= 0
    } catch {
      return false
    }
  }, 'is no fraction of whole numbers, such as 3/8'),
)
const positive = z.number().check(z.gt(0))
const share = z.number().check(z.gt(0), z.lt(1))
const bookShape: z.ZodMiniType<ReleaseBook> = z.strictObject({
  format: z.literal('rowsmith-ledger'),
  version: z.literal(1),
  unit: z.union([
    z.literal('row'),
    z.strictObject({ column: z.string(), maxRows: z.int().check(z.gte(1)) }),
    z.strictObject({ column: z.string(), maxRows: z.int().check(z.gte(1)), as: z.literal('sequence') }),
  ]),
  epsilon: positive,
  delta: share,
  releases: z.array(z.strictObject({ model: z.string(), epsilon: positive, delta: share, rho: fraction, thresholds: z.optional(share) })),
})

/** A book without releases: all that are to come may cost `total` together, for each unit. */
export function openBook(total: Budget, unit: PrivacyUnit = 'row'): ReleaseBook {
  const { epsilon, delta } = total
  return checkedBook({ format: 'rowsmith-ledger', version: 1, unit, epsilon, delta, releases: [] }, 'ledger')
}

/** The book that is this value; throws a PrivacyError that says what is wrong with it. */
export function checkedBook(value: unknown, where: string): ReleaseBook {
  const parsed = parseShape(bookShape, value)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'ledger'}: ${message}`)
  throw new PrivacyError(where, `is no ledger of releases: ${joinProblems(problems)}`)
}

/** What is booked already, in zCDP, and the epsilon that this comes to at the book's delta less what thresholds may spend. */
export function spentOf(book: ReleaseBook): { readonly rho: Rational; readonly epsilon: number } {
  const rho = book.releases.reduce((sum, release) => plus(sum, readRational(release.rho)), zero)
  return { rho, epsilon: compareRationals(rho, zero) > 0 ? epsilonOf(approximately(rho) * (1 + 1e-12), deltaLeft(book)) : 0 }
}

/** What is left of the book's delta for turning rho into epsilon. */
function deltaLeft({ delta, releases }: ReleaseBook): number {
  return releases.reduce((left, { thresholds = 0 }) => left - thresholds, delta)
}

/** What a fit is about to spend. */
export interface PlannedRelease extends Budget {
  readonly model: string
  readonly unit: PrivacyUnit
  readonly thresholds?: number
}

/**
 * The book with one more release. To be kept before the fit begins: what fails halfway may have been seen all the same. Throws a
 * PrivacyError, and books nothing, where all releases together would cost more than the book allows, or where this one protects others.
 */
export function bookRelease(book: ReleaseBook, { model, unit, epsilon, delta, thresholds = 0 }: PlannedRelease): ReleaseBook {
  if (protectedBy(unit) !== protectedBy(book.unit)) {
    const [own, booked] = [protectedBy(unit), protectedBy(book.unit)]
    throw new PrivacyError(
      'ledger',
      `protects ${booked}, and this fit ${own}: losses of different units do not add up; keep a ledger of each`,
    )
  }
  const rho = exactly(rhoOf(epsilon, delta - thresholds))
  const forRho = deltaLeft(book) - thresholds
  const left = minus(forRho > 0 ? exactly(rhoOf(book.epsilon, forRho)) : zero, spentOf(book).rho)
  if (compareRationals(rho, left) > 0) {
    const rest = compareRationals(left, zero) > 0 ? epsilonOf(approximately(left), delta) * (1 - 1e-9) : 0
    throw new PrivacyError(
      'ledger',
      `all releases of this source may cost epsilon ${book.epsilon} together (delta ${book.delta}), and ${spentOf(book).epsilon.toPrecision(4)} is spent; this one may cost ${rest.toPrecision(4)} at most (got ${epsilon})`,
    )
  }
  const release = { model, epsilon, delta, rho: writeRational(rho), ...(thresholds > 0 ? { thresholds } : {}) }
  return { ...book, releases: [...book.releases, release] }
}

/** In words, who is protected: how many rows of one count doesn't matter, since each fit has noise for all that it uses. */
function protectedBy(unit: PrivacyUnit): string {
  return unit === 'row' ? 'single rows' : `all rows with one value of ${unit.column}`
}
