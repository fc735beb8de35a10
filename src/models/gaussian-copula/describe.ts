import type { Schema } from '../../table/schema.js'
import { marginParameters, marginsReveal } from '../shell/margin-words.js'
import type { Description } from '../synthesizer.js'
import { type CopulaState, correlationMatrix, layoutOf } from './state.js'

const strongest = 20

/** The copula in words and its strongest dependences. */
export function describeCopula(state: CopulaState, schema: Schema): Description {
  const { size, ofColumn, ofGap } = layoutOf(state.margins, state.gaps)
  const matrix = correlationMatrix(state, size)
  const names: string[] = []
  ofColumn.forEach((variable, i) => {
    if (variable >= 0) names[variable] = schema.columns[i]?.name as string
  })
  ofGap.forEach((variable, i) => {
    if (variable < 0) return
    names[variable] = `${state.gaps[i]?.columns.map((column) => schema.columns[column]?.name).join(', ')} missing`
  })
  const pairs = names.flatMap((a, i) => names.slice(0, i).map((b, j) => ({ a: b, b: a, strength: matrix[i * size + j] as number })))
  pairs.sort((x, y) => Math.abs(y.strength) - Math.abs(x.strength))
  const gaps = size - ofColumn.filter((variable) => variable >= 0).length
  return {
    summary: `A normal distribution of ${size} variables behind ${schema.columns.length} columns${gaps > 0 ? `, ${gaps} of them for missing values` : ''}.${
      state.given ? ` Confined to what was asked for (${state.given.length} ${state.given.length === 1 ? 'case' : 'cases'}).` : ''
    }`,
    parameters: marginParameters(schema, state.margins),
    holds: 'summaries',
    reveals: `${marginsReveal} Of how columns hang together it holds one number for each pair, and the order of levels.`,
    dependences: pairs.slice(0, strongest),
  }
}
