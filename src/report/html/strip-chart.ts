import type { ScoreEntry } from '../../evaluate/evaluation.js'
import { formatSkill } from '../format.js'
import type { Drawing } from './drawing.js'
import type { Markup } from './markup.js'

const width = 240
const height = 30
/** Scores further off than this are drawn at the end of the strip, as an arrow. */
const least = -0.25
const most = 1.25

/** Where a score lies between its floor (0) and what real rows reach (1); null where that scale doesn't exist. */
export function stripChart({ plot, draw }: Drawing, entry: ScoreEntry): Markup | null {
  const { skill, baselines, title } = entry
  if (skill === null || baselines.ceiling.value === null || baselines.floor.value === null) return null
  const spread = (2 * (baselines.ceiling.sd ?? 0)) / Math.abs(baselines.ceiling.value - baselines.floor.value)
  const shown = Math.max(least, Math.min(most, skill))
  const mark = skill < least ? '◀' : skill > most ? '▶' : null
  return draw(
    {
      width,
      height,
      margin: 0,
      marginLeft: 6,
      marginRight: 6,
      x: { domain: [least, most], axis: null },
      y: { domain: [0, 1], axis: null },
      marks: [
        plot.ruleY([0.5], { stroke: 'var(--line)', strokeWidth: 3, strokeLinecap: 'round' }),
        plot.ruleY([0.5], { x1: 0, x2: 1, stroke: 'var(--soft)', strokeOpacity: 0.55, strokeWidth: 3 }),
        plot.rect([0], {
          x1: 1 - Math.min(spread, 1),
          x2: 1 + Math.min(spread, most - 1),
          y1: 0.15,
          y2: 0.85,
          fill: 'var(--real)',
          fillOpacity: 0.22,
          rx: 2,
        }),
        plot.ruleX([0], { y1: 0.15, y2: 0.85, stroke: 'var(--soft)', strokeWidth: 3 }),
        plot.ruleX([1], { y1: 0.1, y2: 0.9, stroke: 'var(--real)', strokeWidth: 3 }),
        mark
          ? plot.text([mark], { x: shown, y: 0.5, fill: 'var(--synthetic)', fontSize: 15 })
          : plot.dot([shown], { x: shown, y: 0.5, r: 6, fill: 'var(--synthetic)', stroke: 'var(--card)', strokeWidth: 1.5 }),
      ],
    },
    `${title}: ${formatSkill(skill)} on a scale from 0, the floor, to 1, what real rows reach`,
  )
}
