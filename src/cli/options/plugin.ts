import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { InputError } from '../../errors.js'
import { parseMetric } from '../../evaluate/metrics/define-metric.js'
import type { Metric } from '../../node.js'

/**
 * The metrics that a file of JavaScript exports: each export is one, or a list of them; one that is exported twice
 * counts once. Throws an error that says what is wrong with the file.
 */
export async function readPlugin(path: string): Promise<Metric[]> {
  const exported = new Set(Object.values(await importModule(path)).flat())
  const found = [...exported].filter((value) => typeof value === 'object' && value !== null && 'compute' in value)
  if (found.length === 0) throw new InputError(path, 'exports no metric; export an object with name, level, compute and so on')
  for (const metric of found) parseMetric(metric, path)
  return found as Metric[]
}

/** What a file of JavaScript exports. */
export async function importModule(path: string): Promise<Record<string, unknown>> {
  try {
    return await import(pathToFileURL(resolve(path)).href)
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    if (code === 'ERR_MODULE_NOT_FOUND' && message.includes(resolve(path))) throw new InputError(path, 'no such file')
    throw new InputError(path, `can't be loaded as a module (got ${message})`, { cause: error })
  }
}
