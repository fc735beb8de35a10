import { type ComparedRelation, type ComparedSchema, type DatabaseView, tableOf } from './view.js'

/** Foreign keys one after the other, from the top down: the child of each is the parent of the next. */
export type Path = readonly ComparedRelation[]

/** Most foreign keys of a path, and most paths of one length: wide schemas have very many. */
const longest = 3
const mostPaths = 200

/** All paths of each length, at most three long; a table is met once. */
export function pathsOf({ relations }: ComparedSchema): Path[][] {
  const byLength: Path[][] = [relations.filter(({ child, parent }) => child !== parent).map((relation) => [relation])]
  while (byLength.length < longest) {
    const longer = (byLength.at(-1) as Path[]).flatMap((path) =>
      relations
        .filter(({ child, parent }) => parent === path.at(-1)?.child && !path.some((step) => step.parent === child || step.child === child))
        .map((next) => [...path, next]),
    )
    if (longer.length === 0) break
    byLength.push(longer.slice(0, mostPaths))
  }
  return byLength
}

/** What a path is called: `customers > orders.customer_id > lines.order_id`. */
export function pathName(path: Path): string {
  return `${path[0]?.parent} > ${path.map(({ name }) => name).join(' > ')}`
}

/** The rows of a join: for each row at the bottom that has one, the row at the top. */
export interface Join {
  readonly top: Int32Array
  readonly bottom: Int32Array
}

export function joinOf(view: DatabaseView, path: Path): Join {
  const last = path.at(-1) as ComparedRelation
  const rows = tableOf(view, last.child).rows
  const [top, bottom] = [new Int32Array(rows), new Int32Array(rows)]
  let n = 0
  for (let row = 0; row < rows; row++) {
    let at = row
    for (let step = path.length - 1; step >= 0 && at >= 0; step--) at = view.links[path[step].index][at]
    if (at < 0) continue
    top[n] = at
    bottom[n++] = row
  }
  return { top: top.subarray(0, n), bottom: bottom.subarray(0, n) }
}

/** For each row of the child that has both, the rows of two parents. */
export function crossOf(view: DatabaseView, a: ComparedRelation, b: ComparedRelation): Join {
  const [first, second] = [view.links[a.index], view.links[b.index]]
  const rows = [...first.keys()].filter((row) => first[row] >= 0 && second[row] >= 0)
  return { top: Int32Array.from(rows, (row) => first[row]), bottom: Int32Array.from(rows, (row) => second[row]) }
}
