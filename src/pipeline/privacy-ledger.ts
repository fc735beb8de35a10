import { z } from 'zod'
import { epsilonOf, rhoOf } from '../dp/accounting.js'
import type { Budget, LedgerRecord, PrivacyUnit } from '../dp/ledger.js'
import { approximately, compare, exactly, plus, type Rational, readRational, writeRational, zero } from '../dp/rational.js'
import { joinProblems, PrivacyError } from '../errors.js'

const fraction = z.string().regex(/^\d+(\/[1-9]\d*)?$/)

const release = z.strictObject({
  model: z.string(),
  /** ISO 8601. */
  date: z.string(),
  epsilon: z.number().positive(),
  delta: z.number().positive().lt(1),
  /** Spent, in zCDP. */
  rho: fraction,
})

const sourceLedger = z.strictObject({
  format: z.literal('rowsmith-ledger'),
  version: z.literal(1),
  /** Whose rows are protected: those that share a value of a column, or each row by itself. */
  unit: z.union([z.literal('row'), z.strictObject({ column: z.string() })]),
  /** What all releases together may spend; null: nothing was declared. */
  total: z.strictObject({ epsilon: z.number().positive(), delta: z.number().positive().lt(1) }).nullable(),
  releases: z.array(release),
})

/** All that was released from one source of data. Plain JSON, all of it releasable. */
export type SourceLedger = z.infer<typeof sourceLedger>
export type SourceRelease = z.infer<typeof release>

/** What a fit is about to release. */
export interface PlannedRelease extends Budget {
  readonly unit: PrivacyUnit
  /** What all releases together may spend, declared now or before. */
  readonly total?: number
}

/** The ledger in a file; throws a PrivacyError that says what is wrong with it, for a ledger that can't be read proves nothing. */
export function parseSourceLedger(text: string, where: string): SourceLedger {
  try {
    const parsed = sourceLedger.safeParse(JSON.parse(text))
    if (parsed.success) return parsed.data
    throw new PrivacyError(
      where,
      `is no ledger: ${joinProblems(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`))}`,
    )
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new PrivacyError(where, 'is no ledger: it is no valid JSON; restore it, for what was spent stays spent')
    throw error
  }
}

/** What all releases cost together, in zCDP. */
export function spentInAll({ releases }: SourceLedger): Rational {
  return releases.reduce((sum, { rho }) => plus(sum, readRational(rho)), zero)
}

/** The epsilon, at this delta, of all releases together. */
export function epsilonInAll(ledger: SourceLedger, delta: number): number {
  return epsilonOf(approximately(spentInAll(ledger)), delta)
}

/**
 * The ledger, new where there is none, as far as it has to do with the plan before anything is spent. Throws a PrivacyError where the plan
 * protects others than the releases before it, or where all together would exceed the declared total.
 */
export function openSourceLedger(before: SourceLedger | null, plan: PlannedRelease, where: string): SourceLedger {
  const unit = plan.unit === 'row' ? 'row' : { column: plan.unit.column }
  const ledger = before ?? { format: 'rowsmith-ledger', version: 1, unit, total: null, releases: [] }
  if (nameOf(ledger.unit) !== nameOf(unit)) {
    throw new PrivacyError(
      where,
      `protects ${nameOf(ledger.unit)}, and this fit ${nameOf(unit)}; what protects different units can't be added up`,
    )
  }
  if (ledger.total && plan.total !== undefined && plan.total !== ledger.total.epsilon) {
    throw new PrivacyError(where, `has a total of epsilon ${ledger.total.epsilon} already (got ${plan.total}); it is declared once`)
  }
  const total = ledger.total ?? (plan.total === undefined ? null : { epsilon: plan.total, delta: plan.delta })
  checkTotal({ ...ledger, total }, exactly(rhoOf(plan.epsilon, plan.delta)), where)
  return { ...ledger, total }
}

/** The ledger with one more release in it. */
export function withRelease(ledger: SourceLedger, model: string, { epsilon, delta, spent }: LedgerRecord, date: string): SourceLedger {
  return { ...ledger, releases: [...ledger.releases, { model, date, epsilon, delta, rho: writeRational(readRational(spent)) }] }
}

function checkTotal(ledger: SourceLedger, next: Rational, where: string): void {
  const { total } = ledger
  if (!total) return
  const spent = spentInAll(ledger)
  if (compare(plus(spent, next), exactly(rhoOf(total.epsilon, total.delta))) <= 0) return
  const words = `epsilon ${Number(epsilonOf(approximately(spent), total.delta).toPrecision(4))} of ${total.epsilon} (delta ${total.delta}) is spent`
  throw new PrivacyError(where, `${words}, and this fit would exceed it; nothing was released: ask for less`)
}

function nameOf(unit: SourceLedger['unit']): string {
  return unit === 'row' ? 'single rows' : `values of ${unit.column}`
}
