import type { Schema } from '../../table/schema.js'
import type { Description } from '../synthesizer.js'
import type { Conditional } from './draw/laws/conditional.js'
import type { Identity } from './fit/identities.js'
import type { TreeStep, TreesState } from './state.js'

/** The order of the columns, how each one is drawn, and what the file gives away. */
export function describeTrees({ ways }: TreesState, schema: Schema): Description {
  const first = ways[0]?.steps ?? []
  const others = ways.length > 1 ? `, and in ${ways.length - 1} other orders` : ''
  return {
    summary: `${schema.columns.length} columns, drawn in this order: ${first.map(({ name }) => name).join(', ')}${others}.`,
    parameters: first.map((step) => [step.name, `${howDrawn(step)}${gapsInWords(step, first)}`]),
    reveals:
      'every level, and values of training rows as donors in the leaves, without saying which values belong to one row; do not publish the file',
  }
}

function howDrawn({ values, presence, identity }: TreeStep): string {
  if (identity) return `computed: ${identityInWords(identity)}`
  if (!values) return 'always missing'
  return `${inWords(values)}${presence ? `; whether it is missing by ${inWords(presence)}` : ''}`
}

function gapsInWords({ gaps }: TreeStep, steps: readonly TreeStep[]): string {
  const words = gaps?.rules.map(({ position, when, makes }) => {
    const [here, there] = [makes, when].map((what) => (what === 'gap' ? 'missing' : 'present'))
    return `; ${here} where ${steps[position]?.name} is ${there}`
  })
  return words?.join('') ?? ''
}

function identityInWords({ constant, terms }: Identity): string {
  const sum = terms.map(({ name, sign }, i) => `${sign < 0 ? '- ' : i > 0 ? '+ ' : ''}${name}`).join(' ')
  return constant === 0 ? sum : `${sum} ${constant < 0 ? '-' : '+'} ${Math.abs(constant)}`
}

function inWords(conditional: Conditional): string {
  if (conditional.kind === 'boosted') return `${conditional.model.trees.length} boosted trees over ${conditional.codes.length} levels`
  if (conditional.kind === 'blend') {
    const { parts, weights } = conditional
    const shares = new Map<string, number>()
    for (const [p, part] of parts.entries()) shares.set(inWords(part), (shares.get(inWords(part)) ?? 0) + weights[p])
    const [only, ...others] = shares.keys()
    return others.length === 0 ? only : [...shares].map(([words, share]) => `${Math.round(100 * share)} % ${words}`).join(', ')
  }
  if (conditional.kind === 'two-part')
    return `whether it is the commonest value by ${inWords(conditional.whether)}; any other by ${inWords(conditional.rest)}`
  const { trees, kind } = conditional
  const leaves = trees.reduce((sum, { feature }) => sum + (feature.length + 1) / 2, 0)
  if (leaves === trees.length) return 'its own distribution, whatever the columns before it'
  return `${trees.length} trees of ${Math.round(leaves / trees.length).toLocaleString('en')} leaves${kind === 'shifted' ? ', donors moved to where the row is to be expected' : ''}`
}
