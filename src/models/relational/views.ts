import type { DrawPlan } from '../../relations/plan.js'
import type { Hop, Virtual } from './state.js'

/** Views of a row of its own table; others follow. */
export const now = 0
export const last = 1
export const firstFar = 2

/** Where the rows of a table look: to the rows that they refer to, and to those that these refer to. */
export function paths(plan: DrawPlan, name: string): Hop[][] {
  const near = hopsOf(plan, name, false)
  return near.flatMap((hop) => [
    [hop],
    ...hopsOf(plan, targetOf(plan, hop), true)
      .filter((next) => !isBack(hop, next))
      .map((next) => [hop, next]),
  ])
}

/** Ways to the kinds of children of the same owner that are drawn before: a player's seasons in the field look at those at bat. */
export function eldersOf({ relations, tables }: DrawPlan, name: string): Hop[][] {
  const own = relations.findIndex(({ child, part }) => child === name && part === 'owner')
  return relations.flatMap(({ child, parent, part }, relation): Hop[][] => {
    const isElder = part === 'owner' && parent === relations[own]?.parent && tables.indexOf(child) < tables.indexOf(name)
    return isElder
      ? [
          [
            { relation: own, back: false },
            { relation, back: true, all: true },
          ],
        ]
      : []
  })
}

/** Whether a way leads to all children of a row together. */
export function isTogether(path: readonly Hop[]): boolean {
  return path.at(-1)?.all === true
}

/** The table that a hop leads to. */
export function targetOf({ relations }: DrawPlan, { relation, back }: Hop): string {
  const { child, parent } = relations[relation]
  return back ? child : parent
}

/** Hops that a way to the far end of a diamond has at most, besides one back from a partner. */
const mostNear = 2

/**
 * Pairs of ways from the rows of the child to one table: the first by its owner or another parent that is found before, the second by this relation
 * to a second parent, and from there by one hop or none.
 */
export function diamondsOf(plan: DrawPlan, relation: number): { readonly near: Hop[]; readonly far: Hop[] }[] {
  const { child, parent } = plan.relations[relation]
  const isSelf = (hop: Hop): boolean => plan.relations[hop.relation]?.part === 'self'
  const isBefore = (hop: Hop): boolean => hop.back || plan.relations[hop.relation]?.part === 'owner' || hop.relation < relation
  const ways = (path: readonly Hop[], most: number): (readonly Hop[])[] => {
    const last = path.at(-1) as Hop
    if (path.length >= most) return [path]
    const next = hopsOf(plan, targetOf(plan, last), true).filter((hop) => !isBack(last, hop) && !isSelf(hop) && hop.relation !== relation)
    return [path, ...next.flatMap((hop) => ways([...path, hop], most))]
  }
  const near = hopsOf(plan, child, false)
    .filter((hop) => hop.relation !== relation && !isSelf(hop) && isBefore(hop))
    .flatMap((hop) => ways([hop], mostNear + (hop.back ? 1 : 0)))
  const far = hopsOf(plan, parent, false).filter((hop) => !hop.back && !isSelf(hop) && hop.relation !== relation)
  return [[], ...far.map((hop) => [hop])].flatMap((way) => {
    const end = way[0] ? targetOf(plan, way[0]) : parent
    return near.filter((path) => targetOf(plan, path.at(-1) as Hop) === end).map((path) => ({ near: [...path], far: way }))
  })
}

/** The hops from rows of a table that is just drawn, or, `later`, is finished and has its partners. */
function hopsOf({ relations }: DrawPlan, name: string, later: boolean): Hop[] {
  const parts = ['owner', 'self', 'second', 'lookup', ...(later ? ['partner'] : [])]
  return relations.flatMap(({ child, parent, part }, relation): Hop[] => {
    if (child === name && parts.includes(part)) return [{ relation, back: false }]
    return parent === name && part === 'partner' ? [{ relation, back: true }] : []
  })
}

/** Whether a hop leads to where another one came from. */
function isBack(from: Hop, hop: Hop): boolean {
  return from.relation === hop.relation && from.back !== hop.back
}

/** Names of what a row has besides its columns. */
export const countName = (child: string, columns: readonly string[]): string => `#${child}.${columns.join('+')}`
export const sketchName = ({ child, columns }: { readonly child: string; readonly columns: readonly string[] }, column: string): string =>
  `~${child}.${columns.join('+')}.${column}`
export const className = (relation: number): string => `@${relation}`
/** Whether a second parent leads where another way of the row does. */
export const sameName = (relation: number): string => `≈${relation}`
export const depthName = '^'
export const placeName = '.place'
export const leftName = '.left'
/** What the siblings before usually have: the mean, or the commonest level. */
export const meanName = (column: string): string => `.mean ${column}`
/** Of levels: whether the row has that of the sibling before, and the latest level before that was another one. */
export const againName = (column: string): string => `.again ${column}`
export const otherName = (column: string): string => `.other ${column}`
export const changeName = '.change'
export const ageName = (relation: number): string => `.age ${relation}`

/** Whether a column that mostly follows from other tables does in a row. */
export const exceptionName = (column: string): string => `=${column}`

/** The levels of a class. */
export const classLevels = (classes: number): string[] => Array.from({ length: classes }, (_, k) => String(k))

/** The greatest number of rows that a reference to an earlier row of the same owner goes back. */
export const mostAge = 30

/** The virtual of a table that says how many children of a relation a row has. */
export function childCountVirtual(virtuals: readonly Virtual[], relation: number): number {
  return virtuals.findIndex((virtual) => virtual.kind === 'count' && virtual.relation === relation)
}
