/** A profile as the V8 engine writes it. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: { readonly functionName: string; readonly url: string }
    readonly children?: readonly number[]
  }[]
  readonly samples: readonly number[]
  /** Microseconds. */
  readonly timeDeltas: readonly number[]
}

interface Frame {
  readonly name: string
  /** Microseconds in this function and all that it calls. */
  total: number
  readonly calls: Map<string, Frame>
}

/** Functions that wait or only pass on; what they call stands in their place. */
const passedOver = /^\((?:root|program|idle)\)$|^(?:node:|async )/

/**
 * The flame graph as text: each function with the share of all time that it and what it calls take, callers above what they call.
 * Left out is what takes less than `least` of the time.
 */
export function flameText(profiles: readonly CpuProfile[], least = 0.02): string {
  const root: Frame = { name: '', total: 0, calls: new Map() }
  for (const profile of profiles) grow(root, profile)
  return lines(root, root.total, least, 0).join('\n')
}

function grow(root: Frame, { nodes, samples, timeDeltas }: CpuProfile): void {
  const parents = new Map<number, number>()
  for (const { id, children = [] } of nodes) for (const child of children) parents.set(child, id)
  const byId = new Map(nodes.map((node) => [node.id, node]))
  samples.forEach((id, i) => {
    const stack: string[] = []
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
      const { functionName, url } = (byId.get(at) as CpuProfile['nodes'][number]).callFrame
      if (functionName !== '' && !passedOver.test(functionName) && !url.startsWith('node:')) stack.push(functionName)
    }
    if (stack.length > 0) add(root, stack.reverse(), timeDeltas[i] as number)
  })
}

function add(root: Frame, stack: readonly string[], time: number): void {
  let frame = root
  frame.total += time
  for (const name of stack) {
    // A function that calls itself stands there once.
    if (name === frame.name) continue
    const next: Frame = frame.calls.get(name) ?? { name, total: 0, calls: new Map() }
    frame.calls.set(name, next)
    next.total += time
    frame = next
  }
}

function lines({ calls }: Frame, all: number, least: number, depth: number): string[] {
  return [...calls.values()]
    .filter(({ total }) => total >= least * all)
    .sort((a, b) => b.total - a.total)
    .flatMap((frame) => {
      const share = `${((100 * frame.total) / all).toFixed(0)} %`.padStart(5)
      return [`${share}  ${'  '.repeat(depth)}${frame.name}`, ...lines(frame, all, least, depth + 1)]
    })
}
