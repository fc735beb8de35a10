import { library } from '../support/library.js'

export interface RowsPlan {
  readonly training: string
  readonly target: string
  readonly categorical: readonly string[]
  readonly model: string
  readonly options?: Readonly<Record<string, unknown>>
  readonly seed: number
  readonly output: string
  /** Whether a model that promises privacy is audited first, as it is by default, and its knob turned until it keeps the promise. */
  readonly audit: boolean
}

/** Writes as many synthetic rows as there are training rows, made as `rowsmith synth` makes them. */
export async function writeSynthetic({ training, target, categorical, model, options = {}, seed, output, audit }: RowsPlan): Promise<void> {
  const kinds = Object.fromEntries(categorical.map((name) => [name, 'categorical' as const]))
  const { table, schema } = await library.readTable(training, { roles: { target: [target] }, kinds })
  const asked = { model, options, seed }
  const promises = library.models.find(({ name }) => name === model)?.privacyKnob
  const tuning = audit && promises ? await library.tunePrivacy(table, schema, asked) : null
  const fitted = await library.fit(table, { schema, ...asked, options: tuning?.options ?? options })
  await library.writeTable(output, await library.sample(fitted, table.rows, { seed }), schema)
}
