import { recordProblems } from '../../dp/accounting/check-record.js'
import type { LedgerRecord } from '../../dp/accounting/ledger.js'
import { approximately, plus, readRational, zero } from '../../dp/accounting/rational.js'
import { openBook } from '../../dp/accounting/releases.js'
import { fitModel } from '../../models/shell/fit.js'
import type { PrivacyOptions } from '../../models/shell/fit-privately.js'
import { stringifyModel } from '../../models/shell/model-file.js'
import type { FittedModel } from '../../models/synthesizer.js'
import type { Schema } from '../../table/schema.js'
import { greatestRho } from '../evidence/oracle.js'
import { type Finding, findingOf } from '../finding.js'
import { type AuditRow, type AuditWorld, auditTable, narrowWorld, unheardOf, wideWorld } from './neighbouring-tables.js'
import type { Subject } from './replay.js'
import { opened, protectedIn } from './replays.js'

const rowsInAll = 40

/** Fits as users make them, by the gate that they go through: what the model file says of them, and what is refused. Nothing here is chance. */
export async function auditFits({ synthesizer, options }: Subject, privacy: PrivacyOptions): Promise<Finding[]> {
  const fit = async (world: AuditWorld, schema: Schema, own: PrivacyOptions): Promise<FittedModel> => {
    const rows = world.rows(rowsInAll, 4)
    // A level that no schema knows, in every column of levels, in the last row.
    const last = (rows.at(-1) as AuditRow).map((value, i) => levelAfter(world.schema, i) ?? value)
    return fitModel(auditTable([...rows.slice(0, -1), last], world.schema), schema, {
      model: synthesizer.name,
      options,
      seed: 1,
      privacy: own,
    })
  }
  const protectedRows = protectedIn(synthesizer.unit, privacy)
  const people = { ...privacy, unit: 'person', maxRowsPerUnit: 2, openLevels: true }
  const [first, second] = [
    await fit(narrowWorld, narrowWorld.schema, protectedRows),
    await fit(narrowWorld, narrowWorld.schema, protectedRows),
  ]
  const open = opened(wideWorld.schema)
  const levels = await fit(wideWorld, open, people)
  const openCount = open.columns.filter((column) => column.kind === 'categorical').length
  const finding = (what: string, problems: readonly string[], otherwise: string): Finding => findingOf('fit', what, problems, otherwise)
  return [
    finding(
      'what a model file says of its budget',
      [...recordChecks(first, protectedRows, 0), ...recordChecks(levels, people, openCount)],
      'two fits, one with open levels',
    ),
    finding(
      'the same seed makes other noise',
      stateOf(first) === stateOf(second) ? ['two fits with one seed gave one model'] : [],
      'two fits with one seed',
    ),
    finding('a model file names no key and no level of a single row', [first, levels].flatMap(nameProblems), 'two model files'),
    finding('what makes no promise is refused', await refusalProblems(fit, protectedRows), 'budgets, units, schemas and books'),
  ]
}

function levelAfter(schema: Schema, column: number): number | undefined {
  const own = schema.columns[column]
  return own?.kind === 'categorical' ? own.levels.length : undefined
}

function stateOf({ state }: FittedModel): string {
  return JSON.stringify(state, (_, value) => (ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value))
}

/** The record adds up, and to no more than was asked for. */
function recordChecks(
  { privacy: record }: FittedModel,
  { epsilon, delta = 1e-9, unit, maxRowsPerUnit = 1 }: PrivacyOptions,
  openColumns: number,
): string[] {
  if (!record) return ['there is no record of the budget']
  const problems = [...recordProblems(record)]
  const rows = record.unit === 'row' ? 1 : record.unit.maxRows
  if (record.epsilon !== epsilon || record.delta !== delta) problems.push('the record has another budget than was asked for')
  if ((record.unit === 'row' ? undefined : record.unit.column) !== unit || rows !== maxRowsPerUnit)
    problems.push('the record protects somebody else')
  const failing = sumOfDeltas(record)
  const thresholds = record.expenses.filter((expense) => expense.delta !== undefined)
  if (thresholds.length !== openColumns) problems.push(`${thresholds.length} releases of levels for ${openColumns} columns without`)
  const rho = approximately(record.expenses.map((expense) => readRational(expense.rho)).reduce(plus, zero))
  // What thresholds may spend is lost to rho, whether they spend it or not.
  if (!(failing < delta && rho <= greatestRho(epsilon, delta - failing)))
    problems.push('releases cost more than epsilon and delta together allow')
  if (openColumns > 0 && !(failing > 0 && failing <= (record.thresholds ?? 0)))
    problems.push('thresholds cost more delta than was set aside')
  return problems
}

function sumOfDeltas({ expenses }: LedgerRecord): number {
  return expenses.reduce((sum, { delta = 0 }) => sum + delta, 0)
}

function nameProblems(model: FittedModel): string[] {
  const text = stringifyModel(model)
  return [
    ...(text.includes(unheardOf) ? ['holds a level that one row has'] : []),
    ...(/"P\d+"/.test(text) ? ['holds a key of the data'] : []),
  ]
}

type Fit = (world: AuditWorld, schema: Schema, privacy: PrivacyOptions) => Promise<FittedModel>

async function refusalProblems(fit: Fit, privacy: PrivacyOptions): Promise<string[]> {
  const problems: string[] = []
  const refused = async (what: string, own: PrivacyOptions, schema = narrowWorld.schema): Promise<void> => {
    const model = await fit(narrowWorld, schema, own).catch(() => null)
    if (model) problems.push(`${what} is let through`)
  }
  const { columns } = narrowWorld.schema
  const unbounded = {
    ...narrowWorld.schema,
    columns: columns.map((column) => (column.kind === 'integer' ? { ...column, max: null } : column)),
  }
  await refused('an epsilon of 0', { ...privacy, epsilon: 0 })
  await refused('an epsilon that is no number', { ...privacy, epsilon: Number.NaN })
  await refused('an epsilon of 11', { ...privacy, epsilon: 11, allowHighEpsilon: false })
  await refused('a delta of 1', { ...privacy, delta: 1 })
  await refused('a unit without a cap', { ...privacy, unit: 'person', maxRowsPerUnit: undefined })
  await refused('a cap of half a row', { ...privacy, unit: 'person', maxRowsPerUnit: 0.5 })
  await refused('a column without bounds', privacy, unbounded)
  await refused('a column without levels', { ...privacy, openLevels: false }, opened(narrowWorld.schema))
  await refused('a delta that is large for so many rows', privacy, {
    ...narrowWorld.schema,
    rowBound: Math.ceil(0.2 / (privacy.delta ?? 1e-9)),
  })
  const book = openBook(
    { epsilon: privacy.epsilon / 2, delta: privacy.delta ?? 1e-9 },
    privacy.unit === undefined ? 'row' : { column: privacy.unit, maxRows: 3 },
  )
  await refused('a fit beyond what the book of all fits allows', { ...privacy, ledger: book })
  return problems
}
