import { inTurns, takeTurns } from '../../../learn/turn.js'
import type { Schema } from '../../../table/schema.js'
import type { Table } from '../../../table/table.js'
import type { FitContext } from '../../synthesizer.js'
import { findGaps } from '../draw/gaps/gaps.js'
import { dealFolds } from '../draw/laws/folds.js'
import { settingsOf, type TreesOptions, type TreesSettings } from '../settings.js'
import type { TreeStep, TreesState } from '../state.js'
import { encodeColumn } from './encoded.js'
import { loadLaws } from './fit-bag.js'
import { fittingStep, type TreeStepInput, type TreeStepsTask } from './fit-step.js'
import { findIdentities } from './identities.js'
import { computedLast, visitOrders } from './order.js'

/** Cells that trees look at for each split, up to which it takes longer to start threads than to fit. */
const fewCells = 5_000_000
/** No training row hands on more than one of so many cells in turn. */
const foldCount = 5
/** Boosting takes about as long as so many trees of all rows. */
const treesOfBoosting = 5

/** One step per column and order: how it is drawn, given the columns before it. */
export async function fitTrees(table: Table, schema: Schema, options: TreesOptions, context: FitContext): Promise<TreesState> {
  const { rng } = context
  const settings = settingsOf(options, table.rows)
  const encoded = new Map(schema.columns.map((column) => [column.name, encodeColumn(table.column(column.name), column, settings)]))
  const identities = findIdentities(table, schema)
  const orders = visitOrders(schema, options.order, options.orders, rng.split(0)).map((order) =>
    computedLast(order, identities).map(({ name }) => name),
  )
  const folds = dealFolds(table.rows, foldCount, rng.split(2))
  const task = { encoded, identities, gaps: findGaps(table, schema), rows: table.rows, orders, settings, folds }
  const inputs = orders.flatMap((order, way) =>
    order.map((_, position): TreeStepInput => {
      const stream = rng.split(1, way, position)
      return { way, position, key: [stream.integer(2 ** 32), stream.integer(2 ** 32)] }
    }),
  )
  const isLarge = table.rows * treesPerStep(settings) * inputs.length * (schema.columns.length / 2) > fewCells
  const steps = isLarge ? await fitSteps(task, inputs, context) : await fitSteps(task, inputs, { ...context, pool: undefined })
  return { ways: orders.map((order, way) => ({ steps: steps.slice(way * order.length, (way + 1) * order.length), given: null })) }
}

function treesPerStep({ trees, bagging, boosting }: TreesSettings): number {
  return trees * bagging + (boosting ? treesOfBoosting : 0)
}

async function fitSteps(
  task: TreeStepsTask,
  inputs: readonly TreeStepInput[],
  { pool, progress, signal }: FitContext,
): Promise<TreeStep[]> {
  const steps: TreeStep[] = []
  const tell = ({ way, position }: TreeStepInput): void =>
    progress?.(steps.length / inputs.length, `learning ${task.orders[way]?.[position]}`)
  if (pool && pool.size > 1) {
    for await (const step of pool.map<TreeStepsTask, TreeStepInput, TreeStep>('tree-step', task, inputs, signal)) {
      tell(inputs[steps.length])
      steps.push(step)
    }
    return steps
  }
  const laws = await loadLaws(task.settings)
  for (const input of inputs) {
    tell(input)
    await takeTurns(signal)
    steps.push(await inTurns(fittingStep(task, input, laws), signal))
  }
  return steps
}
