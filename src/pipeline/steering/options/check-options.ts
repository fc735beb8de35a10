import { parseExpression } from '../../../constraints/language/parse.js'
import { parseTarget, quantilesIn } from '../../../constraints/language/statistics.js'
import type { Schema } from '../../../table/schema.js'
import type { SampleOptions } from '../../jobs/sample.js'
import { parseFairness } from '../fair/fairness.js'
import { columnNamed, shareGroups } from '../weights/groups.js'
import { marginKeys } from '../weights/margins.js'
import { checkMaxWeight } from './options.js'

/**
 * Throws for wishes that no model of this schema can meet, such as shares of an unknown level, so that it is said before a fit. What depends on
 * the rows of a model, such as a mean that they can't have, shows when they are drawn.
 */
export async function checkSteering(wishes: SampleOptions, schema: Schema): Promise<void> {
  const { where, share = {}, margins = [], targets = [], fair, tail, coverColumns = [] } = wishes
  checkMaxWeight(wishes)
  if (where !== undefined) await parseExpression(where, schema)
  await shareGroups(share, schema)
  await marginKeys(margins, schema)
  for (const target of targets) await parseTarget(target, schema)
  if (fair !== undefined) parseFairness(fair, schema)
  for (const { column } of tail === undefined ? [] : quantilesIn(tail)) columnNamed(column, schema, 'tail')
  for (const name of coverColumns) columnNamed(name, schema, 'cover')
}
