const mostNotes = 5

/** Names that are all there and all different: an empty one becomes `column_3`, the second `age` becomes `age_2`. Every change is noted. */
export function distinctNames(written: readonly string[]): { readonly names: readonly string[]; readonly notes: readonly string[] } {
  const taken = new Set(written)
  const seen = new Map<string, number>()
  const changes: string[] = []
  const names = written.map((name, j) => {
    const base = name === '' ? `column_${j + 1}` : name
    const times = (seen.get(base) ?? 0) + 1
    seen.set(base, times)
    if (name !== '' && times === 1) return name
    const free = name === '' && !taken.has(base) ? base : freeName(base, Math.max(2, times), taken)
    taken.add(free)
    changes.push(name === '' ? `header of column ${j + 1} is empty: named '${free}'` : `header renamed: another '${name}' is now '${free}'`)
    return free
  })
  const more = changes.length - mostNotes
  return { names, notes: more > 0 ? [...changes.slice(0, mostNotes), `and ${more} more headers named in the same way`] : changes }
}

function freeName(base: string, from: number, taken: ReadonlySet<string>): string {
  let n = from
  while (taken.has(`${base}_${n}`)) n++
  return `${base}_${n}`
}
