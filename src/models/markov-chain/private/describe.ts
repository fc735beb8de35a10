import type { Schema } from '../../../table/schema.js'
import { privateReveals } from '../../private/reveals.js'
import type { Description } from '../../synthesizer.js'
import { planOf } from './lines.js'
import type { PrivateChainState } from './state.js'

/** What each column depends on. */
export function describePrivateChain({ nodes, columns, longest }: PrivateChainState, schema: Schema): Description {
  const { schema: own, clock } = planOf(schema)
  const names = own.columns.map(({ name }, i) =>
    i === columns.length - 1 ? 'whether it is the last row' : name === clock?.name ? `time until ${name}` : name,
  )
  const nameOf = (variable: number): string => {
    if (variable === 0) return 'the place in the sequence'
    // No row follows a last one, so that of the row before this tells whether there is one.
    if (variable === names.length) return 'whether it is the first row'
    return variable <= names.length ? `${names[variable - 1]} of the row before` : (names[variable - 1 - names.length] as string)
  }
  return {
    summary: `Sequences of up to ${longest} rows, row after row, each column by up to two others of the row or the row before.`,
    parameters: nodes.map(({ variable, parents }): [string, string] => [nameOf(variable), `by ${parents.map(nameOf).join(' and ')}`]),
    reveals: privateReveals,
  }
}
