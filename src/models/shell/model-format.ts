import { ModelFileError } from '../../errors.js'

/** A model file as JSON, of whatever version. */
type ModelFile = Readonly<Record<string, unknown>>
/** Makes a file of one version of the format out of one of the version before. */
export type Migration = (file: ModelFile) => ModelFile

/**
 * What became different from each version of the format to the next: the first entry leads from version 1 to 2. Whoever changes what a model
 * file holds adds one, and fixtures of the new version beside those of the older ones (`test/fixtures/models`), which are never written again.
 */
const migrations: Readonly<Record<string, readonly Migration[]>> = { 'rowsmith-model': [], 'rowsmith-database-model': [] }

/** The versions of this format that are read; the last is the one that is written. */
function latest(steps: readonly Migration[]): number {
  return steps.length + 1
}

/**
 * The file in the format of today, step by step from the version that it has. Throws a ModelFileError for a version that is none, or that only a
 * later Rowsmith knows. What is no model file at all is handed on as it is.
 */
export function upToDate(value: unknown, format: string, where: string, steps: readonly Migration[] = migrations[format] ?? []): unknown {
  if (typeof value !== 'object' || value === null || (value as ModelFile).format !== format) return value
  const { version, provenance } = value as ModelFile
  const known = typeof version === 'number' && Number.isInteger(version) && version >= 1
  if (known && version <= latest(steps)) {
    return steps.slice(version - 1).reduce<ModelFile>((file, step, i) => ({ ...step(file), version: version + i + 1 }), value as ModelFile)
  }
  const by = (provenance as { rowsmith?: unknown } | null | undefined)?.rowsmith
  const writer = typeof by === 'string' && /^[\w.+-]{1,40}$/.test(by) ? `, written by Rowsmith ${by}` : ''
  const advice = known ? 'update Rowsmith or fit the model again' : 'is it damaged? Fit the model again'
  throw new ModelFileError(
    where,
    `has version ${said(version)}${writer}, this Rowsmith reads ${latest(steps) === 1 ? 'version 1' : `versions 1 to ${latest(steps)}`}; ${advice}`,
  )
}

function said(version: unknown): string {
  return version === undefined ? 'none' : JSON.stringify(version).slice(0, 40)
}
