/** A circle of names, each followed by one of its sources and the first again at the end; null where there is none. */
export function circleIn(sources: ReadonlyMap<string, readonly string[]>): string[] | null {
  const done = new Set<string>()
  const visit = (name: string, path: readonly string[]): string[] | null => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name]
    if (done.has(name)) return null
    for (const source of sources.get(name) ?? []) {
      const found = visit(source, [...path, name])
      if (found) return found
    }
    done.add(name)
    return null
  }
  for (const name of sources.keys()) {
    const found = visit(name, [])
    if (found) return found
  }
  return null
}
