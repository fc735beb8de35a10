import { OptionError } from '../../../errors.js'
import { ancestralOrder } from './graph.js'

/** Edges as the user gives them: `[['age', 'income']]`, or as text `age -> income; sex -> income`. */
export type EdgesOption = string | readonly (readonly [string, string])[]

export type Edge = readonly [from: number, to: number]

/** The edges as positions of columns, each once; throws where a name is none. */
export function parseEdges(edges: EdgesOption, names: readonly string[], option: string): Edge[] {
  const pairs = typeof edges === 'string' ? splitEdges(edges, option) : edges
  const parsed = pairs.map((pair): Edge => {
    const [from, to] = pair.map((name) => position(name, names, option)) as [number, number]
    if (from === to) throw new OptionError(`options.${option}`, `a column can't depend on itself (got ${pair[0]} -> ${pair[1]})`)
    return [from, to]
  })
  return parsed.filter((edge, i) => i === parsed.findIndex((other) => other[0] === edge[0] && other[1] === edge[1]))
}

function splitEdges(text: string, option: string): [string, string][] {
  return text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const names = part.split('->').map((name) => name.trim())
      if (names.length === 2) return names as [string, string]
      throw new OptionError(`options.${option}`, `write edges as from -> to, with ; between them (got ${part})`)
    })
}

function position(name: string, names: readonly string[], option: string): number {
  const found = names.indexOf(name)
  if (found >= 0) return found
  throw new OptionError(`options.${option}`, `there is no column ${name} to be learned; choose among ${names.join(', ')}`)
}

/** Throws where the required edges contradict each other, the forbidden ones or the number of parents. */
export function checkEdges(required: readonly Edge[], forbidden: readonly Edge[], parents: number, names: readonly string[]): void {
  const written = ([from, to]: Edge): string => `${names[from]} -> ${names[to]}`
  const both = required.find(([from, to]) => forbidden.some((edge) => edge[0] === from && edge[1] === to))
  if (both) throw new OptionError('options.required', `an edge is both required and forbidden (got ${written(both)})`)
  const lists = names.map((_, child) => required.filter(([, to]) => to === child).map(([from]) => from))
  const full = lists.findIndex((list) => list.length > parents)
  if (full >= 0) {
    throw new OptionError(
      'options.required',
      `${names[full]} is given ${lists[full]?.length} parents, more than parents: ${parents}; raise it`,
    )
  }
  if (!ancestralOrder(lists)) throw new OptionError('options.required', 'the edges make a circle; leave one of them out')
}
