import type { Judged, Shortcoming } from '../evaluation.js'
import { bias } from './bias.js'
import { consistency } from './consistency.js'
import type { Finder } from './finding.js'
import { nameGuilty } from './guilty.js'
import { inaccuracy } from './inaccuracy.js'
import { incompleteness } from './incompleteness.js'
import { noise } from './noise.js'
import { smoothing } from './smoothing.js'
import { temporal } from './temporal.js'

export type { Shortcoming, ShortcomingKind } from '../evaluation.js'

const finders: readonly Finder[] = [bias, incompleteness, inaccuracy, noise, smoothing, temporal, consistency]

/**
 * What synthetic tables are known to lack, and whether this one does: one plain paragraph each, which names columns and sizes, in the
 * order of the list. Nothing is measured anew: a shortcoming whose metrics weren't computed is open (`found` is null), and the text says
 * which they are. A column is named where it is worse than other real rows are, by more than chance and by enough to matter; chance names one
 * in a report in at most 5 of 100. Of columns that are off together, the one at fault is named, not its partners (see `nameGuilty`).
 * @see Hao et al., 2024, Synthetic Data in AI: Challenges, Applications, and Ethical Implications
 */
export function shortcomingsOf(evaluation: Judged): Shortcoming[] {
  const named = nameGuilty(evaluation)
  return finders.map((find) => find(evaluation, named))
}
