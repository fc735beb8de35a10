import type { Comparison, Evaluation } from '../evaluate/evaluation.js'
import { createOutput, type Output } from '../io/files.js'
import type { FittedModel } from '../models/synthesizer.js'
import type { ReportInput } from '../report/html/index.js'

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
}

/** Opens the report's file before the work, so that a place that can't be written to is found out first; `work` fills it. */
export async function withReport(
  path: string | undefined,
  work: (write: (facts: ReportFacts) => Promise<void>) => Promise<void>,
): Promise<void> {
  const output = path === undefined ? null : await createOutput(path)
  try {
    await work(async (facts) => {
      if (output) await fill(output, facts)
    })
    await output?.commit()
  } catch (error) {
    await output?.abort()
    throw error
  }
}

async function fill(output: Output, { title, evaluation, model, note, nearness = [], previews = [] }: ReportFacts): Promise<void> {
  const { describeModel, modelFacts } = await import('../pipeline/jobs/describe.js')
  const { renderReport } = await import('../report/html/index.js')
  const facts = model ? modelFacts(model) : []
  const html = await renderReport({ title, evaluation, facts, model: model && describeModel(model), notes: [note], nearness, previews })
  await output.write(new TextEncoder().encode(html))
}

/** The name of a file, without the folders that it lies in. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) || path
}
