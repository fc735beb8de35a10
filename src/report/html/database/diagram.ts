import type { RelationScore } from '../../../evaluate/relations/evaluate-relations.js'
import type { TableScore } from '../../../pipeline/databases/evaluate-database.js'
import { formatCount, formatHundredths } from '../../format.js'
import { type Markup, markup } from '../page/markup.js'

const box = { height: 46, gap: 36, letter: 7.6, padding: 14, layer: 128 } as const

interface Place {
  readonly name: string
  readonly x: number
  readonly y: number
  readonly width: number
}

/** The tables of a database, parents above their children, each relation with its skill. */
export function diagram(tables: readonly TableScore[], relations: readonly RelationScore[]): Markup {
  const places = placesOf(tables, relations)
  const width = Math.max(...[...places.values()].map((place) => place.x + place.width)) + box.gap + 30
  const height = Math.max(...[...places.values()].map(({ y }) => y)) + box.height + 24
  const between = new Map<string, number>()
  const taken = [...places.values()].map((place): Area => ({ ...place, height: box.height }))
  const edges = relations.map((relation) => {
    const pair = `${relation.parent}\n${relation.child}`
    const nth = between.get(pair) ?? 0
    between.set(pair, nth + 1)
    return edge(relation, places.get(relation.parent) as Place, places.get(relation.child) as Place, nth, taken)
  })
  const nodes = tables.map((table) => node(table, places.get(table.name) as Place))
  const label = `Diagram of ${tables.length} tables and ${relations.length} relations; the table below says the same`
  return markup`<svg class="diagram" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${label}">${edges.map(([line]) => line)}${nodes}${edges.map(([, text]) => text)}</svg>`
}

/** How a skill is marked: as in the verdicts, from no worse than other real rows to nothing learned. */
export function skillClass(skill: number | null): string {
  return skill === null ? 'unknown' : skill >= 0.9 ? 'good' : skill >= 0.7 ? 'fair' : 'poor'
}

function node({ name, real, synthetic, copied }: TableScore, { x, y, width }: Place): Markup {
  const rows = copied ? `${formatCount(real)} rows, copied` : `${formatCount(synthetic)} rows`
  return markup`<a href="#table-${name}"><g class="node"><rect x="${x}" y="${y}" width="${width}" height="${box.height}" rx="8"/><text x="${x + width / 2}" y="${y + 20}" class="name">${name}</text><text x="${x + width / 2}" y="${y + 37}" class="rows">${rows}</text></g></a>`
}

interface Area {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

function overlap(a: Area, b: Area): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

/** Where on a curve its label may stand, best first: nearer to the child, where lines of one parent have parted. */
const labelPlaces = [0.62, 0.54, 0.46, 0.38, 0.7, 0.3, 0.78]

/** The line of a relation and what stands on it, clear of what is `taken`, to which it is added. */
function edge(relation: RelationScore, from: Place, to: Place, nth: number, taken: Area[]): readonly [Markup, Markup] {
  const mark = skillClass(relation.isLookup ? null : relation.skill)
  const said = relation.isLookup ? 'lookup' : formatHundredths(relation.skill)
  const title = `${relation.name} → ${relation.parent}`
  if (from.name === to.name) {
    const [x, y] = [from.x + from.width, from.y + box.height / 2]
    const path = `M${x} ${y - 10} C${x + 34} ${y - 26} ${x + 34} ${y + 26} ${x} ${y + 10}`
    const area = labelArea(x + 28, y, said)
    taken.push(area)
    return [line(path, mark, title), text(area, said, mark)]
  }
  const shift = (nth - 0.25) * 26
  const [x1, y1] = [from.x + from.width / 2 + shift / 2, from.y + box.height]
  const [x2, y2] = [to.x + to.width / 2 + shift / 2, to.y]
  const down = y2 > y1
  const bend = down ? Math.max(24, (y2 - y1) / 2) : 60
  const end = down ? y2 : to.y + box.height
  const path = `M${x1} ${y1} C${x1 + shift} ${y1 + bend} ${x2 + shift} ${end - (down ? bend : -bend)} ${x2} ${end}`
  const at = (t: number, a: number, b: number, c: number, d: number): number =>
    (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t ** 2 * c + t ** 3 * d
  const areas = labelPlaces.map((t) =>
    labelArea(at(t, x1, x1 + shift, x2 + shift, x2), at(t, y1, y1 + bend, end - (down ? bend : -bend), end), said),
  )
  const area = areas.find((own) => !taken.some((other) => overlap(own, other))) ?? (areas[0] as Area)
  taken.push(area)
  return [line(path, mark, title), text(area, said, mark)]
}

function line(path: string, mark: string, title: string): Markup {
  return markup`<path class="edge ${mark}" d="${path}"><title>${title}</title></path>`
}

function labelArea(x: number, y: number, said: string): Area {
  const width = 10 + 7 * said.length
  return { x: x - width / 2, y: y - 9, width, height: 18 }
}

function text({ x, y, width, height }: Area, said: string, mark: string): Markup {
  return markup`<g class="skill ${mark}"><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="9"/><text x="${x + width / 2}" y="${y + 13}">${said}</text></g>`
}

/** Tables in layers, each below its parents where no circle forbids it, and in a layer below the middle of their parents. */
function placesOf(tables: readonly TableScore[], relations: readonly RelationScore[]): Map<string, Place> {
  const layerOf = new Map<string, number>()
  const depth = (name: string, above: ReadonlySet<string>): number => {
    const known = layerOf.get(name)
    if (known !== undefined) return known
    const parents = relations.filter(({ child, parent }) => child === name && parent !== name && !above.has(parent))
    const layer = parents.reduce((most, { parent }) => Math.max(most, 1 + depth(parent, new Set([...above, name]))), 0)
    if (above.size === 0) layerOf.set(name, layer)
    return layer
  }
  for (const { name } of tables) depth(name, new Set())
  const places = new Map<string, Place>()
  const deepest = Math.max(...layerOf.values())
  for (let layer = 0; layer <= deepest; layer++) {
    const wished = tables
      .filter(({ name }) => layerOf.get(name) === layer)
      .map(({ name, real }) => {
        const centres = relations.flatMap(({ child, parent }) => {
          const place = child === name && parent !== name ? places.get(parent) : undefined
          return place ? [place.x + place.width / 2] : []
        })
        const width = 2 * box.padding + box.letter * Math.max(name.length, formatCount(real).length + 7)
        return { name, width, centre: centres.length === 0 ? 0 : centres.reduce((a, b) => a + b, 0) / centres.length }
      })
      .sort((a, b) => a.centre - b.centre)
    let x = 12
    for (const { name, width, centre } of wished) {
      x = Math.max(x, centre - width / 2)
      places.set(name, { name, x, y: 16 + layer * box.layer, width })
      const self = relations.some(({ child, parent }) => child === name && parent === name)
      x += width + box.gap + (self ? box.gap : 0)
    }
  }
  return places
}
