import { z } from 'zod'
import type { PrivacyKnob } from '../synthesizer.js'

export const fidelities = ['high', 'balanced', 'private'] as const

/** What an option that is left alone stands for. */
const auto = z.literal('auto')

export const treesOptions = z.strictObject({
  fidelity: z
    .enum(fidelities)
    .default('balanced')
    .describe(
      'high: closest to the rows; balanced: no nearer to them than to others like them; private: further away. It sets what is auto',
    ),
  leaf: z
    .union([auto, z.int().min(1)])
    .default('auto')
    .describe('fewest rows in a leaf: more is more private, fewer is closer to the data; auto: 5, 12 or 40 by fidelity'),
  trees: z.int().min(1).max(100).default(10).describe('trees per column; each row is drawn from one of them'),
  bagging: z.number().gt(0).max(1).default(0.632).describe('share of the rows that each tree sees'),
  boosting: z
    .union([auto, z.boolean()])
    .default('auto')
    .describe('let boosted trees learn a column of levels where they foretell unseen rows better; auto: unless fidelity is high'),
  smoothing: z.boolean().default(true).describe('spread rare numbers half-way to their neighbours instead of repeating them'),
  collapse: z
    .union([auto, z.int().min(1)])
    .default('auto')
    .describe('levels of fewer rows than this are never written; auto: 1, 1 or 10 by fidelity'),
  extremes: z
    .union([auto, z.boolean()])
    .default('auto')
    .describe('let the least and greatest values of a number column appear as they are; auto: only if fidelity is high'),
  order: z
    .union([z.string(), z.array(z.string())])
    .default('')
    .describe('columns to draw first, separated by commas; targets come first without it'),
  orders: z.int().min(1).max(10).default(1).describe('orders of the columns to average over, each for a part of the rows'),
})
export type TreesOptions = z.infer<typeof treesOptions>

/** The options with nothing left open. */
export interface TreesSettings {
  readonly leaf: number
  readonly trees: number
  readonly bagging: number
  readonly boosting: boolean
  readonly smoothing: boolean
  readonly collapse: number
  readonly extremes: boolean
}

const presets = {
  high: { leaf: 5, boosting: false, collapse: 1, extremes: true },
  balanced: { leaf: 12, boosting: true, collapse: 1, extremes: false },
  private: { leaf: 40, boosting: true, collapse: 10, extremes: false },
} as const

export function settingsOf(options: TreesOptions): TreesSettings {
  const { trees, bagging, smoothing } = options
  const preset = presets[options.fidelity]
  const choose = <T>(option: T | 'auto', otherwise: T): T => (option === 'auto' ? otherwise : (option as T))
  return {
    ...{ trees, bagging, smoothing },
    leaf: choose<number>(options.leaf, preset.leaf),
    boosting: choose<boolean>(options.boosting, preset.boosting),
    collapse: choose<number>(options.collapse, preset.collapse),
    extremes: choose<boolean>(options.extremes, preset.extremes),
  }
}

/** Larger leaves until the promise of the fidelity is kept; whoever names a leaf size gets it. */
export const leafKnob: PrivacyKnob<TreesOptions> = {
  option: 'leaf',
  ladder: [12, 20, 40, 80, 160, 320],
  current: (options) => settingsOf(options).leaf,
  target: ({ leaf, fidelity }) => (leaf === 'auto' ? promises[fidelity] : null),
}

const promises = { high: null, balanced: 0.55, private: 0.53 } as const
