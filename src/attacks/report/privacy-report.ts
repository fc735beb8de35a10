import { OptionError } from '../../errors.js'
import { alignTables, rowKeys } from '../../evaluate/tables/align.js'
import { fisherTail } from '../../stats/tests/binomial.js'
import { type Column, isMissing, isNumberColumn } from '../../table/column.js'
import { type ColumnSchema, isModelled, type Schema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import { version } from '../../version.js'
import { type Attacked, type AttackInput, prepareViews } from '../attacked.js'
import { type Alarm, overfittingAlarms } from '../evidence/alarms.js'
import { attackLevel, gateLevel, judgeTrials } from '../evidence/gate.js'
import type { Finding, Trial } from '../finding.js'
import { attacks } from '../index.js'
import { membership } from '../membership/membership.js'
import { type AnonymityFigure, anonymityFigures } from './anonymity.js'
import { type WorstRecord, worstRecords } from './worst-records.js'

/** The first line of every form of the report. */
const notice =
  'Internal and confidential: this report was computed from the real rows and tells of them. It must not leave the house with the synthetic rows.'

/** What attacks on synthetic rows came to. Plain JSON; as private as the real rows. */
export interface PrivacyReport {
  readonly format: 'rowsmith-privacy-report'
  readonly version: 1
  readonly notice: string
  readonly rows: { readonly training: number; readonly holdout: number; readonly synthetic: number; readonly attacked: number }
  /** What people were attacked by, where one can have several rows: their whole sequences. `attacked` counts those. */
  readonly unit: Attacked['unit']
  readonly columns: readonly string[]
  readonly secrets: readonly string[]
  /** What attackers were assumed to know; null: all but the secret. */
  readonly known: readonly string[] | null
  readonly seed: number
  readonly rowsmith: string
  /** What is wrong with the tables for this purpose. */
  readonly problems: readonly string[]
  /** Chances of a false detection: of the gate, and of all other attacks together. */
  readonly levels: { readonly gate: number; readonly attacks: number }
  readonly findings: readonly Finding[]
  readonly alarms: readonly Alarm[]
  readonly anonymity: { readonly known: readonly string[]; readonly figures: readonly AnonymityFigure[] }
  /** For the internal annex. */
  readonly worst: readonly WorstRecord[]
  readonly notTested: readonly string[]
}

export interface AttackOptions extends AttackInput {
  /** Names of attacks; all where absent. */
  readonly only?: readonly string[]
  /** Trials of attacks that need more than tables: by refitting. */
  readonly more?: readonly Trial[]
  /** Told what is done next. */
  readonly progress?: (share: number, what: string) => void
}

const untested = [
  'Free text, keys and whatever else is made anew: no attack reads it.',
  'Other tables that somebody may join: linking is tried within these columns only.',
  'Several releases from one source, side by side: each report knows of one table of synthetic rows.',
  'Stronger attackers: each result bounds what these attacks find, and nothing else.',
]
const untestedModel = 'An attacker who has the model, or knows how it was fitted: give --model to have it tested by refitting.'

/** All attacks on synthetic rows, with verdicts. Never says that rows are safe. */
export function attackTables({ only, more = [], progress, ...input }: AttackOptions): PrivacyReport {
  const chosen = chooseAttacks(only)
  const { rows, units, problem } = prepareViews(input)
  const { training, holdout, synthetic, seed = 1 } = input
  const modelled = input.schema.columns.filter(isModelled)
  const overlap = units.unit === 'row' ? overlapOf(training, holdout, modelled) : overlapOf(units.targets, units.controls, units.columns)
  const spoiled = overlap.detected
    ? `${overlap.equal} of ${units.unit === 'row' ? holdout.rows : units.controls.rows} holdout ${units.unit}s are training ${units.unit}s, so the holdout is no control`
    : null
  const trials = chosen.flatMap((attack, i) => {
    progress?.(i / chosen.length, attack.title.toLowerCase())
    return attack.run(attack.byRow ? rows : units)
  })
  return {
    ...{ format: 'rowsmith-privacy-report', version: 1, notice, seed, rowsmith: version },
    rows: { training: training.rows, holdout: holdout.rows, synthetic: synthetic.rows, attacked: units.targets.rows },
    unit: units.unit,
    columns: modelled.map(({ name }) => name),
    secrets: rows.secrets,
    known: rows.known,
    problems: [...problemsOf(input, spoiled), ...(problem === null ? [] : [problem])],
    levels: { gate: gateLevel, attacks: attackLevel },
    findings: judgeTrials([...trials, ...more], spoiled),
    alarms: overfittingAlarms(units),
    anonymity: anonymityFigures(rows),
    worst: worstRecords(units, chosen.includes(membership)),
    notTested: more.length > 0 ? untested : [...untested, untestedModel],
  }
}

function problemsOf({ training, holdout, schema }: AttackInput, spoiled: string | null): string[] {
  const shared = sharedPeople(training, holdout, schema)
  return [
    ...(spoiled === null ? [] : [`${spoiled}; hold out rows of other people, by person where one has several rows.`]),
    ...(shared && shared.count > 0
      ? [
          `${shared.count} values of ${shared.key} are in both tables; if they are the same people, the holdout is no control, and nothing counts as not detected.`,
        ]
      : []),
  ]
}

function chooseAttacks(only: readonly string[] | undefined): typeof attacks {
  const unknown = only?.find((name) => !attacks.some((attack) => attack.name === name))
  if (unknown !== undefined)
    throw new OptionError('attacks', `there is no attack '${unknown}'; choose from ${attacks.map(({ name }) => name).join(', ')}`)
  return only ? attacks.filter(({ name }) => only.includes(name)) : attacks
}

/** Rows of the holdout that are training rows. */
interface Overlap {
  /** Holdout rows that equal a training row. */
  readonly equal: number
  /** Training rows that equal another training row: how many equals chance makes. */
  readonly twins: number
  /** True where equals are more than chance makes: then the holdout is no control. */
  readonly detected: boolean
}

/** Chance of taking a holdout of other people for one that overlaps. */
const level = 0.001

/** Whether holdout rows equal training rows more often than training rows equal each other. */
function overlapOf(training: Table, holdout: Table, columns: readonly ColumnSchema[]): Overlap {
  const [own, other] = alignTables([training, holdout], columns).map(rowKeys) as [Float64Array, Float64Array]
  const times = new Map<number, number>()
  for (const key of own) times.set(key, (times.get(key) ?? 0) + 1)
  const twins = own.reduce((sum, key) => sum + ((times.get(key) as number) > 1 ? 1 : 0), 0)
  const equal = other.reduce((sum, key) => sum + (times.has(key) ? 1 : 0), 0)
  return { equal, twins, detected: fisherTail(equal, other.length, twins, own.length) < level }
}

/** Which people, by the key that ties rows together, are in both tables; null without such a key. */
function sharedPeople(training: Table, holdout: Table, { columns }: Schema): { readonly key: string; readonly count: number } | null {
  const key = columns.find(({ role, name }) => role === 'sequence-key' && training.has(name) && holdout.has(name))?.name
  if (key === undefined) return null
  const [own, other] = [training, holdout].map((table) => keysOf(table.column(key))) as [Set<string | number>, Set<string | number>]
  return { key, count: [...other].filter((value) => own.has(value)).length }
}

function keysOf(column: Column): Set<string | number> {
  const present = [...column.values.keys()].filter((row) => !isMissing(column, row))
  return new Set(present.map((row) => (isNumberColumn(column) ? column.values[row] : column.levels[column.values[row]])))
}
