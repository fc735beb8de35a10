import * as z from 'zod'

const secondsPer = { ms: 0.001, s: 1, m: 60, h: 3600 } as const
const bytesPer = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 } as const

/** A number with one of these units, `600s`, or a bare number, as a number of the smallest one that counts. */
function quantity(units: Readonly<Record<string, number>>, example: string) {
  const pattern = new RegExp(`^(\\d+(?:\\.\\d+)?)\\s*(${Object.keys(units).join('|')})$`)
  return z.union([z.number(), z.string()], `write it as ${example}`).transform((value, context) => {
    const match = typeof value === 'string' ? pattern.exec(value.trim()) : null
    const number = typeof value === 'number' ? value : match ? Number(match[1]) * units[match[2]] : Number.NaN
    if (number > 0 && number < Number.POSITIVE_INFINITY) return number
    context.addIssue({ code: 'custom', message: `write it as ${example} (got ${value})` })
    return z.NEVER
  })
}

const name = z
  .string()
  .min(1, 'give a name')
  .regex(/^[^()\n]+$/, 'names in brackets are those of the baselines; choose another')
const oneOrMore = z.preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(z.string()).min(1))
const wholeNumber = z.int('give a whole number').min(1, 'give a whole number from 1 up')

const generated = z.strictObject({
  rows: wholeNumber,
  columns: wholeNumber,
  /** Of each column that isn't a number, which is every other one. */
  levels: wholeNumber,
})

const dataset = z.strictObject({
  name,
  /** A file, from the folder of the suite on; `${NAME}` is a variable of the environment. */
  train: z.string().optional(),
  /** Several tables that refer to each other, in place of a table: a folder with a file for each, or an SQLite file. A half of its families is learned from. */
  database: z.string().optional(),
  /** Of a database, tables that are written as they are. */
  lookups: oneOrMore.optional(),
  /** Rows that no synthesizer sees. Without it a fifth of the training rows is kept aside, another one for each seed. */
  test: z.string().optional(),
  /** For files without a header. */
  names: z.array(z.string()).min(1).optional(),
  target: oneOrMore.optional(),
  /** Columns of numbers that are codes. */
  categorical: oneOrMore.optional(),
  sensitive: oneOrMore.optional(),
  /** Names rows or, where its values repeat, ties those of a sequence together; "rows" and "most" then count sequences, which stay whole. */
  key: z.string().optional(),
  order: z.string().optional(),
  /** A schema file, as `rowsmith schema` writes it; inferred without. */
  schema: z.string().optional(),
  /** Learn only from so many rows, drawn anew for each seed; the others are the test rows where no file is named. */
  rows: wholeNumber.optional(),
  /** Use so many rows of the training file at most, drawn anew for each seed; of a database about so many, in whole families. */
  most: wholeNumber.optional(),
  /** A table made for the purpose, in place of a file. */
  generate: generated.optional(),
})

const synthesizer = z.strictObject({
  name: name.optional(),
  /** One of `rowsmith models`; the name where absent. */
  model: z.string().optional(),
  options: z.record(z.string(), z.unknown()).optional(),
  /** As in `rowsmith synth`, the privacy knob is turned until the model keeps its promise; false: it stays where it is. */
  audit: z.boolean().optional(),
  privacy: z
    .strictObject({
      epsilon: z.number().positive(),
      delta: z.number().positive().optional(),
      unit: z.string().optional(),
      maxRowsPerUnit: wholeNumber.optional(),
      allowHighEpsilon: z.boolean().optional(),
    })
    .optional(),
  /** What to run in place of a model: CSV in, CSV out. */
  command: z.string().optional(),
  /** Of what the command runs, for the record; another one is another cell. */
  version: z.string().optional(),
  /** True: the command doesn't make rows but fetches some that others have made and published. */
  published: z.boolean().optional(),
  /** Only on these datasets. */
  datasets: oneOrMore.optional(),
  /** A file without which it is left out, as the program that the command runs. */
  requires: z.string().optional(),
})

/** Scores out of a paper, to stand beside those that were measured. */
const publishedFigures = z.strictObject({ name, dataset: z.string(), source: z.string(), scores: z.record(z.string(), z.number()) })

/** Of a number of seeds, each of which stands for a run. */
const mostSeeds = 10_000

export const suiteSchema = z.strictObject({
  title: z.string().optional(),
  datasets: z.array(dataset).min(1, 'name at least one dataset'),
  synthesizers: z
    .array(z.preprocess((value) => (typeof value === 'string' ? { name: value } : value), synthesizer))
    .min(1, 'name at least one synthesizer'),
  metrics: oneOrMore.default(['standard']),
  /** True: rows are attacked, too (see `rowsmith attack`), which takes its time. */
  attacks: z.boolean().default(false),
  /** Each is a run of its own; a number stands for 1 up to it. */
  seeds: z
    .preprocess(
      (value) => (typeof value === 'number' && value >= 1 && value <= mostSeeds ? Array.from({ length: value }, (_, i) => i + 1) : value),
      z.array(z.int().min(0), `give a number from 1 to ${mostSeeds}, or a list`).min(1),
    )
    .default([1]),
  limits: z
    .strictObject({
      /** Seconds to make the rows, and again to judge them. */
      time: quantity(secondsPer, '600s, 10m or 1h').default(600),
      /** Bytes, of a cell's process with all that it starts. */
      memory: quantity(bytesPer, '8GB or 500MB').default(8e9),
    })
    .prefault({}),
  published: z.array(publishedFigures).default([]),
})

/** What to run, as people write it down in a suite file. */
export type Suite = z.infer<typeof suiteSchema>
export type SuiteInput = z.input<typeof suiteSchema>
export type DatasetEntry = Suite['datasets'][number]
export type SynthesizerEntry = Suite['synthesizers'][number] & { readonly name?: string | undefined }
export type GeneratedTable = z.infer<typeof generated>
export type Limits = Suite['limits']
