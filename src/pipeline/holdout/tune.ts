import { defaultModel, loadModel } from '../../models/loaded.js'
import { type FitOptions, parseModelOptions } from '../../models/shell/fit.js'
import type { Schema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import { conform } from '../../table/typing/conform.js'
import { type Audit, type AuditSplit, auditModel, auditOf, type Halves, halve, isWide, refuseBudget, splitsOf } from './audit.js'
import { chooseRung, type Measured, type Rung } from './choose-rung.js'
import { type Closeness, closenessOver } from './closeness.js'
import { dependenceOf, type LostDependence, lostDependence } from './lost-dependence.js'

/** An audit, and how the model's privacy knob was set to pass it. Plain JSON; shares are of 1. */
export interface Tuning {
  readonly audit: Audit
  /** The options to fit with. */
  readonly options: Readonly<Record<string, unknown>>
  /** What was turned; null for a model without a knob, or with nothing promised. */
  readonly knob: {
    readonly option: string
    readonly value: number
    readonly target: number
    readonly met: boolean
    /** Whether no other value was tried as the table is wide, so that each fit takes long. */
    readonly isWide: boolean
    /** By how much the share may be above the target: so many rows can't tell it from that. */
    readonly allowance: number
    /** Shares on the halves that choose, and on those that confirm; null where these weren't asked. */
    readonly tried: readonly { readonly value: number; readonly nearerTraining: number; readonly confirmation: number | null }[]
  } | null
  /** The dependence of one column on another that synthetic rows lose most of; null where none is lost to speak of. */
  readonly loss: LostDependence | null
  /** How others do on the same halves where the promise is not kept, or was kept at a price; none elsewhere, nor where rows are many. */
  readonly alternatives: readonly Alternative[]
}

/** Another model, or the same otherwise, fitted to the same halves. */
export interface Alternative {
  readonly model: string
  readonly options: Readonly<Record<string, unknown>>
  readonly nearerTraining: number
  /** Of the two columns of which the model at hand loses most; null where it loses nothing to speak of. */
  readonly dependence: number | null
  readonly keepsPromise: boolean
  readonly keepsDependence: boolean
}

/** A promise counts as broken when the share is above it by more than so many standard errors. */
const standardErrors = 2
/** What the promise leaves to chance, times the square root of the rows of a half: somewhat less than two standard errors of one halving, which are 1 over that root. */
const usualError = 0.82
/**
 * Halvings that are tried first. The others can change the share by half of the difference between two such pairs; where the first pair is further from
 * the bound than so many of its standard errors, the others would have decided otherwise once in 200 times, and are left out.
 *
 * @see Lan, Simon and Halperin, 1982, Stochastically curtailed tests
 */
const firstHalvings = 2
const surely = 2.6 * Math.SQRT1_2
/** Rows from which the first value is confirmed, too, where that is a close call: below, fits to halves are most of the time that rows take. */
const enoughToConfirm = 2000
/** Who else is asked: the way round first, then models of other kinds. */
const others: readonly Pick<Alternative, 'model' | 'options'>[] = [
  { model: 'sequential-trees', options: { fidelity: 'high' } },
  { model: 'gaussian-copula', options: {} },
  { model: 'mixture', options: {} },
  { model: 'bayesian-network', options: {} },
]
/** Cells of a table up to which others are asked, which takes a fit of each. */
const mostCells = 100_000

/** How near rows of models of some halves come. */
interface Trial extends Measured {
  readonly splits: readonly AuditSplit[]
  readonly closeness: Closeness
}

/**
 * The options with which a model keeps the promise that they make (see `privacyKnob`): the knob is turned from its value towards
 * privacy until models of halves of the rows pass the audit by the other halves (see `chooseRung`). What is told of the value that is taken
 * comes from halves that had no part in choosing it, unless it is the first and surely low enough. Null where there are too few rows to
 * tell, or nothing is learned of them: see `withoutAudit`.
 */
export async function tunePrivacy(table: Table, schema: Schema, options: FitOptions = {}): Promise<Tuning | null> {
  refuseBudget(options)
  const { model = defaultModel, options: own = {} } = options
  const synthesizer = await loadModel(model)
  const parsed = await parseModelOptions(synthesizer, own)
  const knob = synthesizer.privacyKnob
  const target = knob?.target(parsed) ?? null
  if (!knob || target === null) {
    const audit = await auditModel(table, schema, options)
    return audit && { audit, options: own, knob: null, loss: null, alternatives: [] }
  }
  const halvings = halve(conform(table, schema), schema, options.seed)
  if (!halvings) return null
  const start = knob.current(parsed)
  const optionsOf = (value: number) => (value === start ? own : { ...own, [knob.option]: value })
  const trialOver = (value: number) => (halves: readonly Halves[]) =>
    splitsOf(halves, schema, { ...options, options: { ...optionsOf(value), ...knob.settled?.(parsed, table.rows) } })
  const wide = isWide(table, schema)
  const { rungs, chosen } = await chooseRung([start, ...knob.ladder.filter((value) => value > start && !wide)], {
    screen: (value) => screen(target, halvings.choosing, trialOver(value)),
    confirm: async (value) => trialOf(await trialOver(value)(halvings.confirming), target),
    confirmsFirst: table.rows >= enoughToConfirm && !wide,
  })
  const { value, met } = chosen
  const { splits, closeness, bound } = toldOf(chosen)
  const loss = lostDependence(splits)
  const isAsked = (!met || (loss !== null && rungs.length > 1)) && table.rows * table.columns.length <= mostCells
  const asked = chosen.confirmed ? halvings.confirming : halvings.choosing.slice(0, splits.length)
  return {
    audit: auditOf(splits, schema, closeness, options.seed),
    options: optionsOf(value),
    knob: { option: knob.option, value, target, met, isWide: wide, allowance: bound - target, tried: rungs.map(triedOf) },
    loss,
    alternatives: isAsked ? await askOthers((other) => splitsOf(asked, schema, { ...options, ...other }), target, loss) : [],
  }
}

const toldOf = ({ screened, confirmed }: Rung<Trial>): Trial => confirmed ?? screened

function triedOf({ value, screened, confirmed }: Rung<Trial>): NonNullable<Tuning['knob']>['tried'][number] {
  return { value, nearerTraining: screened.share, confirmation: confirmed?.share ?? null }
}

function trialOf(splits: readonly AuditSplit[], target: number): Trial {
  const closeness = closenessOver(splits)
  const { nearerTraining: share, nearerTrainingError: error } = closeness
  const allowance = Math.max(standardErrors * error, usualError / Math.sqrt(splits[0]?.training.rows ?? 1))
  return { splits, closeness, share, error, bound: target + allowance }
}

/** How near rows of the first halvings come, and of all where these leave open whether that is near enough. */
async function screen(
  target: number,
  halvings: readonly Halves[],
  splitsOver: (some: readonly Halves[]) => Promise<AuditSplit[]>,
): Promise<Trial> {
  const first = trialOf(await splitsOver(halvings.slice(0, firstHalvings)), target)
  if (halvings.length <= firstHalvings || Math.abs(first.share - first.bound) > surely * first.error) return first
  return trialOf([...first.splits, ...(await splitsOver(halvings.slice(firstHalvings)))], target)
}

async function askOthers(
  splitsWith: (asked: Pick<Alternative, 'model' | 'options'>) => Promise<AuditSplit[]>,
  target: number,
  loss: LostDependence | null,
): Promise<Alternative[]> {
  const alternatives: Alternative[] = []
  for (const asked of others) {
    const { splits, share, bound } = trialOf(await splitsWith(asked), target)
    alternatives.push({
      ...asked,
      nearerTraining: share,
      dependence: loss && dependenceOf(splits, loss.columns),
      keepsPromise: share <= bound,
      keepsDependence: lostDependence(splits) === null,
    })
  }
  return alternatives
}
