import { type AttackOptions, attackTables, type PrivacyReport } from '../../attacks/report/privacy-report.js'
import type { FittedModel } from '../../models/synthesizer.js'
import { describeModel } from '../jobs/queries/describe.js'
import { attackByRefitting, type RefitOptions } from './refit.js'
import { type PrivacyStatement, privacyStatement } from './statement.js'

/** What a controller fills in: no program decides what risk is acceptable. */
export const decisionFields = [
  'purpose',
  'recipients',
  'release model',
  'retention of the source',
  'acceptable risk',
  'decision',
  'name',
  'date',
] as const

/** The report of an attack with what is known of the model. Plain JSON; as private as the real rows. */
export interface OfficerReport extends PrivacyReport {
  readonly model: { readonly name: string; readonly reveals: string } | null
  /** What a private fit promises; null where none was made. */
  readonly privacy: PrivacyStatement | null
  /** Empty, for the controller. */
  readonly decision: Readonly<Record<(typeof decisionFields)[number], null>>
}

/** What is attacked, and what an attacker is after. */
export interface OfficerOptions extends Omit<AttackOptions, 'more'>, RefitOptions {
  /** What made the synthetic rows: attacked by refitting, too. */
  readonly model?: FittedModel
}

/** Everything that is tried on synthetic rows, for those who decide whether they may leave the house. */
export async function attackRows({ model, refits, pool, signal, ...options }: OfficerOptions): Promise<OfficerReport> {
  const { progress } = options
  const graph = model && describeModel(model).graph
  const input = { ...options, focal: options.focal ?? (graph ? graph.edges.map(({ from, to }) => [from, to]) : undefined) }
  const refitted = model ? await attackByRefitting(options, model, { refits, pool, progress, signal }) : null
  const report = attackTables({ ...input, ...(input.focal?.length ? {} : { focal: undefined }), more: refitted?.trials ?? [] })
  const areaOf = new Map(refitted?.people.map(({ row, area }) => [row + 1, area]))
  const known = new Set(report.worst.map(({ row }) => row))
  const others = [...areaOf]
    .filter(([row, area]) => !known.has(row) && area >= suspicious)
    .map(([row, area]) => ({ row, area, copied: null, unseenLikelier: null, moreIsolated: null }))
  return {
    ...report,
    worst: [...report.worst.map((own) => (areaOf.has(own.row) ? { ...own, area: areaOf.get(own.row) as number } : own)), ...others],
    model: model ? { name: model.model, reveals: describeModel(model).reveals } : null,
    privacy: model?.privacy ? privacyStatement(model) : null,
    decision: Object.fromEntries(decisionFields.map((field) => [field, null])) as OfficerReport['decision'],
  }
}

/** People whom refits tell apart as well as this go on the list of the worst records. */
const suspicious = 0.65
