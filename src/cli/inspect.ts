import { readRaw, readText } from '../io/files.js'
import { describeModel, inspect, parseModel, renderInspection } from '../node.js'
import { renderDescription } from './description.js'
import type { InspectFlags } from './flags.js'
import { readOptions } from './input.js'

/** Prints what is in a file: the columns of a table, or the parts of a model. */
export async function inspectFile(path: string, flags: InspectFlags): Promise<void> {
  const model = path.endsWith('.json') ? await modelIn(path) : null
  if (model) {
    const description = describeModel(model)
    process.stdout.write(
      flags.json ? `${JSON.stringify({ ...description, schema: model.schema }, null, 1)}\n` : renderDescription(path, description),
    )
    return
  }
  const { roles, kinds, ...options } = await readOptions(flags)
  const { raw, facts } = await readRaw(path, options)
  const inspection = inspect(raw, facts.notes, { dialect: facts.dialect, overrides: kinds, roles })
  process.stdout.write(flags.json ? `${JSON.stringify(inspection, null, 1)}\n` : `${renderInspection(inspection)}\n`)
}

/** The model in a JSON file; null where it holds something else, such as rows. */
async function modelIn(path: string): Promise<ReturnType<typeof parseModel> | null> {
  const text = await readText(path)
  return /^\s*\{\s*"format"\s*:\s*"rowsmith-model"/.test(text.slice(0, 200)) ? parseModel(text, path) : null
}
