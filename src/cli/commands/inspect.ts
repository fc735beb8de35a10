import { readRaw } from '../../io/files.js'
import { isDatabasePath, liesElsewhere } from '../../node/paths.js'
import { renderInspection } from '../../report/text/inspection.js'
import { type Inspection, inspect } from '../../table/inference/inspect.js'
import type { InspectFlags } from '../options/flags.js'
import { readOptions } from '../options/read-options.js'

/** Prints what is in a file: the columns of a table, the parts of a model, or the tables of a database and how they refer to each other. */
export async function inspectFiles(paths: readonly string[], flags: InspectFlags): Promise<void> {
  const asksEngine = flags.engine !== undefined || flags.query !== undefined
  const path = paths[0]
  if (!asksEngine && (await isDatabasePath(paths, flags))) return (await import('./inspect-others.js')).inspectTables(paths, flags)
  if (liesElsewhere(path, flags)) return (await import('./inspect-others.js')).inspectElsewhere(path, flags)
  if (path.endsWith('.json') || flags.graph !== undefined) {
    if (await (await import('./inspect-others.js')).inspectIfModel(path, flags)) return
  }
  const { roles, kinds, ...options } = await readOptions(flags)
  const { raw, facts } = await readRaw(path, options)
  writeInspection(inspect(raw, facts.notes, { dialect: facts.dialect, overrides: kinds, roles }), flags)
}

export function writeInspection(inspection: Inspection, flags: InspectFlags): void {
  process.stdout.write(flags.json ? `${JSON.stringify(inspection, null, 1)}\n` : `${renderInspection(inspection)}\n`)
}
