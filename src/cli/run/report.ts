import { createOutput } from '../../io/files.js'
import type { Comparison, Evaluation, FittedModel, ReportInput } from '../../node.js'

export interface ReportFacts {
  readonly title: string
  /** Of one synthetic table, or of several side by side. */
  readonly evaluation: Evaluation | Comparison
  readonly model?: FittedModel
  /** What was compared with what. */
  readonly note: string
  /** How near each table comes to the rows it was made from. */
  readonly nearness?: ReportInput['nearness']
  readonly previews?: ReportInput['previews']
  readonly rules?: ReportInput['rules']
  readonly wishes?: ReportInput['wishes']
}

/** A report of this: `work` fills it; see `withOutput`. */
export async function withReport(
  path: string | undefined,
  work: (write: (facts: ReportFacts) => Promise<void>) => Promise<void>,
): Promise<void> {
  await withOutput(path, (write) =>
    work(async (facts) => {
      if (path !== undefined) await write(await htmlOf(facts))
    }),
  )
}

/**
 * Opens a file, if one is named, before the work, so that a place that can't be written to is found out first; `work` fills it. It appears when
 * the work has come to its end.
 */
export async function withOutput(path: string | undefined, work: (write: (text: string) => Promise<void>) => Promise<void>): Promise<void> {
  const output = path === undefined ? null : await createOutput(path)
  try {
    await work(async (text) => output?.write(new TextEncoder().encode(text)))
    await output?.commit()
  } catch (error) {
    await output?.abort()
    throw error
  }
}

async function htmlOf({ title, evaluation, model, note, nearness, previews, rules, wishes }: ReportFacts): Promise<string> {
  const { describeModel, modelFacts } = await import('../../pipeline/jobs/queries/describe.js')
  const { renderReport } = await import('../../report/html/index.js')
  const facts = model ? modelFacts(model) : []
  return renderReport({ title, evaluation, facts, model: model && describeModel(model), notes: [note], nearness, previews, rules, wishes })
}

/** The name of a file, without the folders that it lies in. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) || path
}
