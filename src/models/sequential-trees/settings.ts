import type { PrivacyKnob } from '../synthesizer.js'

export const fidelities = ['high', 'balanced', 'private', 'fast'] as const

/** What may be asked for; see `treesOptions`. */
export interface TreesOptions {
  readonly fidelity: (typeof fidelities)[number]
  readonly leaf: number | 'auto'
  readonly trees: number | 'auto'
  readonly bagging: number | 'auto'
  readonly boosting: boolean | 'auto'
  readonly blend: boolean | 'auto'
  readonly smoothing: boolean
  readonly collapse: number | 'auto'
  readonly extremes: boolean | 'auto'
  readonly order: string | readonly string[]
  readonly orders: number
}

/** What is left out of the options. */
export const treesDefaults: TreesOptions = {
  fidelity: 'balanced',
  leaf: 'auto',
  trees: 'auto',
  bagging: 'auto',
  boosting: 'auto',
  blend: 'auto',
  smoothing: true,
  collapse: 'auto',
  extremes: 'auto',
  order: '',
  orders: 1,
}

/** The options with nothing left open. */
export interface TreesSettings {
  readonly leaf: number
  readonly trees: number
  readonly bagging: number
  readonly boosting: boolean
  readonly blend: boolean
  readonly smoothing: boolean
  readonly collapse: number
  readonly extremes: boolean
}

/** As many different rows as a bootstrap would have, for each of ten trees. */
const bag = { trees: 10, bagging: 0.632 } as const

const presets = {
  high: { ...bag, leaf: 5, boosting: false, blend: false, collapse: 1, extremes: true },
  balanced: { ...bag, leaf: 12, boosting: true, blend: true, collapse: 1, extremes: false },
  private: { ...bag, leaf: 40, boosting: true, blend: true, collapse: 10, extremes: false },
  // A single tree has nothing to average over: all rows are its own, and smaller leaves would repeat too many of them.
  fast: { trees: 1, bagging: 1, leaf: 17, boosting: false, blend: false, collapse: 1, extremes: false },
} as const

/** From so many rows on single leaves have rows enough to average over, and a blend would take several times as long. */
const manyRows = 10_000

/** The settings for a fit to so many rows. */
export function settingsOf(options: TreesOptions, rows: number): TreesSettings {
  const preset = presets[options.fidelity]
  const choose = <T>(option: T | 'auto', otherwise: T): T => (option === 'auto' ? otherwise : option)
  return {
    smoothing: options.smoothing,
    trees: choose<number>(options.trees, preset.trees),
    bagging: choose<number>(options.bagging, preset.bagging),
    leaf: choose<number>(options.leaf, preset.leaf),
    boosting: choose<boolean>(options.boosting, preset.boosting),
    blend: choose<boolean>(options.blend, preset.blend && rows < manyRows),
    collapse: choose<number>(options.collapse, preset.collapse),
    extremes: choose<boolean>(options.extremes, preset.extremes),
  }
}

/** Larger leaves until the promise of the fidelity is kept; whoever names a leaf size gets it. */
export const leafKnob: PrivacyKnob<TreesOptions> = {
  option: 'leaf',
  ladder: [12, 20, 34, 58, 100, 170],
  current: (options) => settingsOf(options, 0).leaf,
  settled: (options, rows) => ({ blend: settingsOf(options, rows).blend }),
  target: ({ leaf, fidelity }) => (leaf === 'auto' ? promises[fidelity] : null),
}

const promises = { high: null, balanced: 0.55, private: 0.53, fast: null } as const
