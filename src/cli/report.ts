import { writeText } from '../io/files.js'
import { describeModel, type Evaluation, type FittedModel, modelFacts, renderReport } from '../node.js'

export interface ReportFacts {
  readonly title: string
  readonly evaluation: Evaluation
  readonly model?: FittedModel
  /** What was compared with what. */
  readonly note: string
  readonly notes?: readonly string[]
}

/** Writes the HTML report. */
export async function writeReport(path: string, { title, evaluation, model, note, notes = [] }: ReportFacts): Promise<void> {
  const facts = model ? modelFacts(model) : []
  await writeText(path, await renderReport({ title, evaluation, facts, model: model && describeModel(model), notes: [note, ...notes] }))
}
