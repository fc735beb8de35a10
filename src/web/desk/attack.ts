import {
  attackRows,
  fit,
  headlineOf,
  InputError,
  privacyStatement,
  renderPrivacyHtml,
  renderReleasable,
  riskVerdicts,
  sample,
  splitHoldout,
  typeCompared,
} from '../../index.js'
import { leftOut } from '../../table/omit.js'
import type { Picked, TaskResult } from '../protocol.js'
import { protectedTable } from './fit.js'
import { readPicked } from './open.js'
import { need, state } from './state.js'
import type { Job } from './tasks.js'

/** Fewer rows than this on either side say nothing of single people. */
const fewest = 50

/** A file of other people, without the columns that the table is without. */
async function readOthers(holdout: Picked): ReturnType<typeof readPicked> {
  const { raw, facts } = await readPicked(holdout)
  return { raw: leftOut(raw, state.omitted), facts }
}

/**
 * Attacks synthetic rows as `rowsmith privacy attack` does. With a holdout of other people, the rows that were drawn; without one, the rows of a
 * second model, under the same budget if there is one, that sees only a part of the table, so that the rest can stand in for them.
 */
export async function attack(job: Job, holdout: Picked | null): Promise<TaskResult<'attack'>> {
  const { name } = need(state.source, 'table')
  const model = need(state.model, 'model')
  const fitted = need(state.fitted, 'model')
  const { model: named, settled, seed } = fitted
  const { table, schema, ...budget } = fitted.privacy
    ? await protectedTable(fitted)
    : { table: need(state.table, 'table'), schema: need(state.schema, 'schema') }
  const { pool, signal, progress } = job
  const parts = holdout
    ? { training: table, holdout: typeCompared(await readOthers(holdout), holdout.name, schema), trainingRows: null }
    : splitHoldout(table, seed)
  if (parts.holdout.rows < fewest)
    throw new InputError(
      holdout?.name ?? name,
      `leaves ${parts.holdout.rows} rows of people that no model saw, and attacks need ${fewest}; give more rows`,
    )
  const learned = holdout ? model : await fit(parts.training, { ...budget, schema, model: named, options: settled, seed, pool, signal })
  progress(0.2, 'drawing rows to attack')
  const synthetic = await sample(learned, parts.training.rows, { seed, pool, signal })
  const { training, holdout: others, trainingRows } = parts
  const found = await attackRows({
    ...{ training, holdout: others, synthetic, schema, seed, pool, signal, refits: 0 },
    progress: (share, what) => progress(0.25 + 0.75 * share, what),
  })
  // As they are counted in the file.
  const report = trainingRows
    ? { ...found, worst: found.worst.map((own) => ({ ...own, row: (trainingRows[own.row - 1] as number) + 1 })) }
    : found
  return {
    headline: headlineOf(riskVerdicts(report.findings)),
    page: renderPrivacyHtml(report, `synthetic rows against ${name}`),
    verdicts: riskVerdicts(report.findings),
    statement: model.privacy ? renderReleasable(privacyStatement(model)) : null,
  }
}
