import { OptionError } from '../../../errors.js'
import type { Margin } from '../weights/margins.js'

/** What rows should be that a model would not make them by itself. */
export interface SteeringOptions {
  /** Statistics that the rows should have: `mean(age) == 45`, `share(sex == "F" where age > 60) == 0.5`. */
  readonly targets?: readonly string[]
  /** Shares of levels and pairs of levels, of another population; see `parseMargins`. */
  readonly margins?: readonly Margin[]
  /** `income~sex` or `income~sex|education`: a label that should not depend on a sensitive column, within strata if asked. */
  readonly fair?: string
  /** How: by moving labels (the default), or by weights alone, which keeps each row as the model made it. */
  readonly fairBy?: 'labels' | 'weights'
  /** Greatest weight of a row where rows are weighed, in average ones, 1 at least; none where absent. */
  readonly maxWeight?: number
  /** Only of the share of rows that the model gives the least density. */
  readonly surprising?: number
  /** No row twice, keys and texts made anew left out. */
  readonly distinct?: boolean
}

/** Whether rows have to be chosen from a pool. */
export function needsPool({ targets = [], margins = [], fair, surprising, distinct, maxWeight }: SteeringOptions): boolean {
  const isWeighed = targets.length > 0 || margins.length > 0 || fair !== undefined || maxWeight !== undefined
  return isWeighed || surprising !== undefined || distinct === true
}

/** Throws an OptionError for a bound on weights that none keep, or that bounds nothing. */
export function checkMaxWeight({ maxWeight, targets = [], margins = [], fair, fairBy }: SteeringOptions): void {
  if (maxWeight === undefined) return
  if (!(maxWeight >= 1))
    throw new OptionError('max-weight', `is in average weights, and some are at least average (got ${maxWeight}); give 1 or more`)
  const isWeighed = targets.length + margins.length > 0 || (fair !== undefined && fairBy === 'weights')
  if (!isWeighed)
    throw new OptionError(
      'max-weight',
      'bounds weights, and nothing that is wanted weighs rows; give targets, margins, or --fair-by weights, too',
    )
}
