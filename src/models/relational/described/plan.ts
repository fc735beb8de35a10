import { type DrawPlan, impliedPath, type PlannedRelation } from '../../../relations/plan.js'
import { type DatabaseSchema, relationName, type TableRelation } from '../../../relations/schema.js'
import { circleIn } from '../../description/circle.js'

/** How a database is drawn of which there are no rows, and what keeps it from being drawn. */
interface DescribedPlan {
  readonly plan: DrawPlan
  readonly problems: string[]
}

/** The plan of a database that a schema describes: the parent that says how many children its rows have owns them. */
export function describedPlan(schema: DatabaseSchema): DescribedPlan {
  const problems: string[] = []
  const owners = new Map(Object.keys(schema.tables).map((name) => [name, ownerOf(name, schema, problems)]))
  const relations = schema.relations.map((relation, i): PlannedRelation => {
    const path = impliedPath(schema.relations, i)
    if (path) return { ...relation, part: 'implied', gain: 0, path }
    if (owners.get(relation.child) === relation) return { ...relation, part: 'owner', gain: 0 }
    // Rows of a table that refers to itself are all drawn before it is known which of them they refer to.
    return { ...relation, part: relation.parent === relation.child ? 'late' : 'second', gain: 0 }
  })
  const parents = new Map(
    Object.keys(schema.tables).map((name) => [
      name,
      [...new Set(relations.filter(({ child, part }) => child === name && part !== 'late').map(({ parent }) => parent))],
    ]),
  )
  const circle = circleIn(parents)
  if (circle) problems.push(`relations: ${circle.join(' refers to ')}: a circle, so that no table can be drawn first; take one of them out`)
  return { plan: { tables: circle ? Object.keys(schema.tables) : parentsFirst(parents), relations, notes: [] }, problems }
}

/** The relation along which the rows of a table come to their owner; undefined for a table that says how many rows it has. */
function ownerOf(name: string, { tables, relations }: DatabaseSchema, problems: string[]): TableRelation | undefined {
  const own = relations.filter(({ child }) => child === name)
  for (const relation of own) {
    if (relation.owner && relation.children === undefined)
      problems.push(
        `${relationName(relation)}: is "owner" and doesn't say how many rows each of ${relation.parent} has; add "children": "poisson(3)"`,
      )
    if (relation.children !== undefined && relation.parent === name)
      problems.push(`${relationName(relation)}: refers to its own table, whose "rows" say how many there are; leave out its "children"`)
  }
  const counted = own.filter(({ children, parent }) => children !== undefined && parent !== name)
  const owner = counted.find(({ owner }) => owner) ?? counted[0]
  const { rows, role } = tables[name]
  if (role === 'lookup')
    problems.push(`${name}: is a "lookup", written as it is, and there are no rows of it; leave out its role and state its columns`)
  if (owner && rows !== undefined)
    problems.push(`${name}: has "rows": ${rows}, and as many as the "children" of ${relationName(owner)} say; leave out one of the two`)
  if (!owner && rows === undefined)
    problems.push(
      `${name}: doesn't say how many rows it has; add "rows": 1000${own.length > 0 ? `, or "children" to ${own.map(relationName).join(' or ')}` : ''}`,
    )
  return owner
}

function parentsFirst(parents: ReadonlyMap<string, readonly string[]>): string[] {
  const order: string[] = []
  const take = (name: string): void => {
    if (order.includes(name)) return
    for (const parent of parents.get(name) ?? []) take(parent)
    order.push(name)
  }
  for (const name of parents.keys()) take(name)
  return order
}
