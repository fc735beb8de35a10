import type { Evidence } from '../../../constraints/domains/condition.js'
import { ConstraintError } from '../../../errors.js'
import type { Schema } from '../../../table/schema.js'
import { type Restriction, restrictColumns, unrestricted } from '../../binned/restrict.js'
import { type Cpt, distributionNumbers } from '../cpt.js'
import type { NetworkNode, NetworkState } from '../network.js'
import { ancestralSet, eliminate } from '../structure/graph.js'
import type { Factor } from './factor.js'
import { collectMessages } from './junction-tree.js'

/**
 * The network given the evidence: columns with evidence and their ancestors are turned into conditionals of the junction tree, in
 * the order that draws them exactly; the others depend on them as before.
 */
export function conditionNetwork(
  state: NetworkState,
  schema: Schema,
  evidence: Evidence,
): { readonly state: NetworkState; readonly exact: boolean; readonly logProbability: number } {
  const restricted = restrictColumns(state.columns, schema, evidence)
  const restrictions = state.columns.map(({ bins }, i) => restricted[i] ?? unrestricted(bins))
  const named = [...restricted.keys()].filter((column) => restricted[column])
  const sizes = restrictions.map(({ former }) => former.length)
  const parents: (readonly number[])[] = state.columns.map(() => [])
  for (const node of state.nodes) parents[node.column] = node.parents
  const involved = ancestralSet(parents, named)
  const factors = state.nodes.filter(({ column }) => involved.has(column)).map((node) => factorOf(node, state, restrictions))
  const { conditionals, logTotal } = collectMessages(factors, eliminate(parents, sizes, involved), sizes)
  if (!(logTotal > Number.NEGATIVE_INFINITY)) {
    throw new ConstraintError('where', 'the model gives no row that satisfies all conditions together; loosen one of them')
  }
  const drawn = conditionals.reverse().map(({ variable, neighbours, probabilities }): NetworkNode => {
    return { column: variable, parents: neighbours, cpt: { kind: 'table', probabilities } }
  })
  const rest = state.nodes.filter(({ column }) => !involved.has(column)).map((node) => withRestrictedParents(node, state, restrictions))
  const columns = state.columns.map(({ margin }, i) => ({ margin, bins: restrictions[i].bins }))
  return { state: { columns, nodes: [...drawn, ...rest], edges: state.edges }, exact: true, logProbability: Math.min(0, logTotal) }
}

/** The node's distribution as a factor over its parents and itself, weighted by what the evidence leaves of each state. */
function factorOf({ column, parents, cpt }: NetworkNode, { columns }: NetworkState, restrictions: readonly Restriction[]): Factor {
  const { former, left } = restrictions[column]
  const combinations = parents.reduce((product, parent) => product * restrictions[parent].former.length, 1)
  let repeat = combinations
  const codes = parents.map((parent) => {
    const list = restrictions[parent].former
    repeat /= list.length
    const states = new Uint16Array(combinations)
    for (let i = 0; i < combinations; i++) states[i] = list[Math.floor(i / repeat) % list.length]
    return states
  })
  const sizes = parents.map((parent) => columns[parent].bins.states)
  const distributions = distributionNumbers(cpt, codes, sizes, combinations)
  const states = columns[column].bins.states
  const values = new Float64Array(combinations * former.length)
  for (let i = 0, cell = 0; i < combinations; i++) {
    const start = distributions[i] * states
    for (let k = 0; k < former.length; k++) values[cell++] = cpt.probabilities[start + former[k]] * left[k]
  }
  return { variables: [...parents, column], values }
}

function withRestrictedParents(node: NetworkNode, { columns }: NetworkState, restrictions: readonly Restriction[]): NetworkNode {
  const parents = node.parents.map((parent) => restrictions[parent])
  const sizes = node.parents.map((parent) => columns[parent].bins.states)
  return { ...node, cpt: restrictParents(node.cpt, parents, sizes, columns[node.column].bins.states) }
}

/** The same distributions of `states` states, for parents of which some states are gone. */
function restrictParents(cpt: Cpt, parents: readonly Restriction[], sizes: readonly number[], states: number): Cpt {
  if (cpt.kind === 'tree') {
    const ranks = cpt.ranks.map((list, i) => Uint16Array.from(parents[i].former, (old) => list[old]))
    return { ...cpt, ranks }
  }
  const combinations = parents.reduce((product, { former }) => product * former.length, 1)
  const probabilities = new Float64Array(combinations * states)
  for (let combination = 0; combination < combinations; combination++) {
    let rest = combination
    let old = 0
    for (let position = parents.length - 1, stride = 1; position >= 0; position--) {
      const { former } = parents[position]
      old += stride * former[rest % former.length]
      rest = Math.floor(rest / former.length)
      stride *= sizes[position]
    }
    probabilities.set(cpt.probabilities.subarray(old * states, (old + 1) * states), combination * states)
  }
  return { kind: 'table', probabilities }
}
