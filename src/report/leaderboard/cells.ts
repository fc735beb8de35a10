import type { DatasetRow, SeedMean, Standing } from '../../benchmark/leaderboard/leaderboard.js'
import { noNumber } from '../format.js'
import { type Markup, markup, nameOf } from '../html/page/markup.js'

/** `0.93 ± 0.01`. */
export function formatEstimate(estimate: SeedMean | null | undefined, digits = 3): string {
  if (!estimate) return noNumber
  const text = (value: number): string => value.toFixed(digits).replace('-', '−')
  return estimate.sd === null ? text(estimate.mean) : `${text(estimate.mean)} ± ${text(estimate.sd)}`
}

/** `35 ms`, `1.2 s`, `4.1 min`. */
export function formatSeconds(seconds: number | null): string {
  if (seconds === null) return noNumber
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`
  return seconds < 100 ? `${seconds.toPrecision(seconds < 10 ? 2 : 3)} s` : `${(seconds / 60).toFixed(1)} min`
}

/** `12 kB`, `310 MB`. */
export function formatBytes(bytes: number | null): string {
  if (bytes === null) return noNumber
  if (bytes < 1e6) return `${Math.ceil(bytes / 1e3)} kB`
  return bytes < 1e10 ? `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB` : `${(bytes / 1e9).toFixed(1)} GB`
}

/** `2 of 14`. */
export function formatAttacks(attacks: Standing['attacks']): string {
  return attacks === null ? noNumber : `${attacks.detected} of ${attacks.made}`
}

/** A skill with a bar as long. */
export function skillCell(estimate: SeedMean | null | undefined): Markup {
  if (!estimate) return markup`<td class="number">${noNumber}</td>`
  const share = Math.round(100 * Math.max(0, Math.min(1, estimate.mean)))
  return markup`<td class="number">${formatEstimate(estimate, 2)}<span class="bar" aria-hidden="true"><span style="width:${share}%"></span></span></td>`
}

/** The head of a row: a synthesizer's name, and whether it is one that was run. */
export function synthesizerHead(name: string, { kind, version }: { kind: Standing['kind']; version?: string | null }): Markup {
  const tag =
    kind === 'published'
      ? markup`<span class="tag">published</span>`
      : kind === 'baseline'
        ? markup`<span class="tag">baseline</span>`
        : null
  return markup`<th scope="row">${nameOf(name)}${tag}${version ? markup`<small class="soft"> ${version}</small>` : null}</th>`
}

/** `2 of 6 failed`; nothing where all is well. */
export function failedOf({ outcomes }: Pick<DatasetRow, 'outcomes'>): string {
  const ends = Object.entries(outcomes).filter(([outcome]) => outcome !== 'ok' && outcome !== 'published')
  return ends.map(([outcome, count]) => `${count} ${outcome}`).join(', ')
}
