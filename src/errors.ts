/** Everything Rowsmith throws on purpose: `where: what is wrong (got X); what to do`. The command line prints it and exits with 2. */
export class RowsmithError extends Error {
  /** Stable name of the kind of problem, for programs. */
  readonly code: string = 'ROWSMITH'
  // Spelt out in every class, as builds shorten the names of classes.
  override readonly name: string = 'RowsmithError'
  /** Where: a file, a column, an option; `age`, `people.csv:17`. */
  readonly path: string
  /** What is wrong there; `message` has both. */
  readonly problem: string

  constructor(path: string, problem: string, options?: ErrorOptions) {
    super(path === '' ? problem : `${path}: ${problem}`, options)
    this.path = path
    this.problem = problem
  }
}

/** A file or table that can't be read as one. */
export class InputError extends RowsmithError {
  override readonly code = 'INPUT'
  override readonly name = 'InputError'
}

/** A place that can't be written to. */
export class OutputError extends RowsmithError {
  override readonly code = 'OUTPUT'
  override readonly name = 'OutputError'
}

/** A schema that is malformed or contradicts the data. */
export class SchemaError extends RowsmithError {
  override readonly code = 'SCHEMA'
  override readonly name = 'SchemaError'
}

/** A model name, model option or command-line option that doesn't exist or has a wrong value. */
export class OptionError extends RowsmithError {
  override readonly code = 'OPTION'
  override readonly name = 'OptionError'
}

/** A model that can't be fitted to this table. */
export class FitError extends RowsmithError {
  override readonly code = 'FIT'
  override readonly name = 'FitError'
}

/** A condition that can't be parsed, or that no row can satisfy. */
export class ConstraintError extends RowsmithError {
  override readonly code = 'CONSTRAINT'
  override readonly name = 'ConstraintError'
}

/** A privacy budget that doesn't suffice, or a private fit without the public knowledge that it needs. Never says anything about the rows. */
export class PrivacyError extends RowsmithError {
  override readonly code = 'PRIVACY'
  override readonly name = 'PrivacyError'
}

/** A model file that isn't one, is damaged, or comes from an unknown version. */
export class ModelFileError extends RowsmithError {
  override readonly code = 'MODEL_FILE'
  override readonly name = 'ModelFileError'
}

/** One error out of several problems of one input, each on its own line. */
export function joinProblems(problems: readonly string[]): string {
  return problems.length === 1 ? (problems[0] as string) : `${problems.length} problems\n  ${problems.join('\n  ')}`
}

const classes = { InputError, OutputError, SchemaError, OptionError, FitError, ConstraintError, PrivacyError, ModelFileError }

/** An error as plain data, for the way from one thread to another. */
export function packError(error: unknown): { readonly name: string; readonly path: string; readonly problem: string } {
  const { name, message } = error instanceof Error ? error : new Error(String(error))
  return error instanceof RowsmithError ? { name, path: error.path, problem: error.problem } : { name, path: '', problem: message }
}

/** The error that `packError` packed, of the same class. */
export function unpackError(packed: unknown): Error {
  const { name, path, problem } = packed as ReturnType<typeof packError>
  const Class = classes[name as keyof typeof classes]
  return Class ? new Class(path, problem) : Object.assign(new Error(problem), { name })
}
