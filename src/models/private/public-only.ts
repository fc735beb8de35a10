import { joinProblems, PrivacyError } from '../../errors.js'
import { formsBeside, holdsValue } from '../../table/forms/form.js'
import type { ColumnSchema, Schema } from '../../table/schema.js'

/** Throws one PrivacyError that lists what the schema asks to be learned from the rows without a budget, or holds because a fit has read it off rows. */
export function refuseLearned(schema: Schema): void {
  const problems = schema.columns.flatMap((column) => problemsOf(column, schema).map((problem) => `${column.name}: ${problem}`))
  if (problems.length > 0) throw new PrivacyError('schema', joinProblems(problems))
}

function problemsOf(column: ColumnSchema, schema: Schema): string[] {
  switch (column.kind) {
    case 'text':
      if (column.policy === 'markov')
        return ['the policy "markov" learns from the rows which words follow which; choose "words", or "mask" with "forms" that are public']
      return column.chain ? ['holds a "chain" that a fit read off rows; leave it out'] : []
    case 'numeric':
    case 'integer':
      return [...learnedOfNumbers(column), ...gapsOfForms(column, schema)]
    case 'datetime':
      return gapsOfForms(column, schema)
    case 'categorical':
      return column.beside === undefined || column.levels.length > 0
        ? []
        : [`needs its forms as "levels" from public knowledge: those read from ${column.beside} give away who is the only one of a kind`]
    default:
      return []
  }
}

function learnedOfNumbers(column: Extract<ColumnSchema, { kind: 'numeric' | 'integer' }>): string[] {
  return [
    ...(column.scaleBy === undefined && column.margins === undefined
      ? []
      : ['"scaleBy" learns from the rows how far each group reaches; leave it out']),
    ...(column.kind === 'numeric' && column.repeated ? ['holds "repeated" values that a fit read off rows; leave them out'] : []),
  ]
}

/** A row that has a word in place of a value has no value. */
function gapsOfForms({ name, nullable }: ColumnSchema, schema: Schema): string[] {
  const words = formsBeside(name, schema)?.levels.filter((form) => !holdsValue(form)) ?? []
  return nullable || words.length === 0
    ? []
    : [`must be nullable: where a cell is one of ${words.slice(0, 3).join(', ')}, there is no value`]
}
