import { ConstraintError } from '../../errors.js'
import { describe, type Operand } from './operand.js'

const tests: Readonly<Record<'startsWith' | 'endsWith' | 'contains', (text: string, part: string) => boolean>> = {
  startsWith: (text, part) => text.startsWith(part),
  endsWith: (text, part) => text.endsWith(part),
  contains: (text, part) => text.includes(part),
}

/** The checked form of `startsWith(column, "part")` and its like, and of `length(column)` in characters. */
export function resolveTextFunction(
  name: 'startsWith' | 'endsWith' | 'contains' | 'length',
  [subject, part]: readonly Operand[],
  written: string,
): Operand {
  if (subject?.type !== 'levels') {
    const got = subject ? `${subject.written}, ${describe(subject)}` : 'nothing'
    throw new ConstraintError('where', `${name} needs a column of texts (got ${got}); use a categorical, ordinal, id or text column`)
  }
  const column = subject.column.name
  // Code points, so that an emoji counts as one character.
  if (name === 'length')
    return { type: 'number', node: { op: 'levels', column, number: (level) => [...level].length }, decimals: 0, written }
  if (part?.type !== 'text') {
    throw new ConstraintError(
      'where',
      `${name} looks for a text in quotes (got ${part?.written}); write ${name}(${subject.written}, "part")`,
    )
  }
  const { text } = part
  const test = tests[name]
  return { type: 'truth', node: { op: 'levels', column, test: (level) => test(level, text) }, written }
}
