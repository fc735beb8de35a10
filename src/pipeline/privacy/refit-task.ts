import { membershipFeatures } from '../../attacks/refit/membership-features.js'
import { fitModel } from '../../models/shell/fit.js'
import type { PrivacyOptions } from '../../models/shell/fit-privately.js'
import { createRng, type Rng } from '../../random/rng.js'
import type { Column } from '../../table/column.js'
import type { Schema } from '../../table/schema.js'
import { concatTables, Table } from '../../table/table.js'
import { conform } from '../../table/typing/conform.js'
import { sampleTable } from '../jobs/sample.js'

/** How a model was fitted, so that it can be fitted again. */
export interface Recipe {
  readonly model: string
  readonly options: Readonly<Record<string, unknown>>
  readonly privacy?: PrivacyOptions
  readonly schema: Schema
}

/** What all refits share. */
export interface RefitJob {
  readonly recipe: Recipe
  /** Real rows without the targets. */
  readonly others: { readonly rows: number; readonly columns: readonly Column[] }
  /** The targets: the first ones are in a fit or out of it, those from `hidden` on are always in, with a secret set by chance. */
  readonly targets: { readonly rows: number; readonly columns: readonly Column[] }
  readonly hidden: number
  /** The two values that the secret of each target is set to; by column of the secret, cell values. */
  readonly secret: { readonly column: string; readonly values: readonly (readonly [number, number])[] } | null
  /** Rows of a fit, besides the targets, and synthetic rows drawn from it. */
  readonly rows: number
  /** Sets of columns, per target, in which synthetic rows are compared with it. */
  readonly sets: readonly (readonly (readonly number[])[])[]
  readonly seed: number
}

/** What an attacker sees of each target in the rows of one refit, and what was true. */
export interface Refit {
  /** 1 for each target that was in. */
  readonly included: Uint8Array
  /** Which of its two values each hidden secret was set to. */
  readonly bits: Uint8Array
  /** Target by target: how near synthetic rows are to it, in all and set by set. */
  readonly features: Float64Array
  /** Hidden target by hidden target: by how much more synthetic rows agree with its second value than with its first. */
  readonly leanings: Float64Array
}

const stream = -21

/** Fits the model to other rows drawn anew, with each target in or out by the toss of a coin, and looks for the targets in what it makes. */
export async function refitTask(job: RefitJob, index: number): Promise<Refit> {
  const rng = createRng(job.seed, stream, index)
  const [others, targets] = [job.others, job.targets].map(({ columns, rows }) => new Table(columns, rows)) as [Table, Table]
  const included = Uint8Array.from({ length: targets.rows }, (_, i) => (i < job.hidden ? rng.integer(2) : 1))
  const bits = Uint8Array.from({ length: targets.rows - job.hidden }, () => rng.integer(2))
  const chosen = withSecrets(targets, job, bits).take([...included.keys()].filter((i) => included[i] === 1))
  const training = concatTables([others.take(drawn(others.rows, job.rows, rng)), chosen])
  const { model, options, privacy, schema } = job.recipe
  const fitted = await fitModel(training, schema, { model, options, seed: index + 1, ...(privacy ? { privacy } : {}) })
  const made = await sampleTable(fitted, training.rows, { seed: index + 1 })
  const seen = membershipFeatures(conform(made, schema, { unseen: 'missing' }), targets, others, job)
  return { included, bits, ...seen }
}

/** The targets with each hidden secret set to one of its two values. */
function withSecrets(targets: Table, { hidden, secret }: RefitJob, bits: Uint8Array): Table {
  if (!secret) return targets
  return new Table(
    targets.columns.map((column) => {
      if (column.name !== secret.column) return column
      const values = column.values.slice()
      bits.forEach((bit, i) => {
        values[hidden + i] = secret.values[i]?.[bit]
      })
      return { ...column, values } as Column
    }),
    targets.rows,
  )
}

/** So many of the rows, without replacement. */
function drawn(rows: number, count: number, rng: Rng): Int32Array {
  const order = Int32Array.from({ length: rows }, (_, row) => row)
  const taken = Math.min(rows, count)
  for (let i = 0; i < taken; i++) {
    const j = i + rng.integer(rows - i)
    const moved = order[i]
    order[i] = order[j]
    order[j] = moved
  }
  return order.subarray(0, taken)
}
