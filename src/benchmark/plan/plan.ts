import type { PrivacyOptions } from '../../models/shell/fit-privately.js'
import type { GeneratedTable } from './suite.js'

/** The model of several tables, which learns databases and nothing else; no other model does. */
export const databaseModel = 'relational'

/** A dataset with all paths found: what a cell's process needs to know. Plain JSON. */
export interface PlannedDataset {
  readonly name: string
  /** The file of training rows; one yet to be written where `generate` is given. */
  readonly train: string
  readonly test: string | null
  /** True: `train` is a folder of tables that refer to each other, or an SQLite file. */
  readonly database?: true
  readonly lookups?: readonly string[]
  readonly names?: readonly string[]
  readonly target?: readonly string[]
  readonly categorical?: readonly string[]
  readonly sensitive?: readonly string[]
  readonly key?: string
  readonly order?: string
  readonly schema?: string
  readonly rows?: number
  readonly most?: number
  readonly generate?: GeneratedTable
}

export type PlannedSynthesizer =
  | { readonly kind: 'baseline'; readonly name: string }
  | {
      readonly kind: 'model'
      readonly name: string
      readonly model: string
      readonly options: Readonly<Record<string, unknown>>
      readonly audit: boolean
      readonly privacy?: PrivacyOptions
    }
  | {
      readonly kind: 'command' | 'published'
      readonly name: string
      readonly command: string
      /** Where it runs. */
      readonly folder: string
      readonly version: string | null
    }

export interface PlannedCell {
  readonly key: string
  readonly dataset: PlannedDataset
  readonly synthesizer: PlannedSynthesizer
  readonly seed: number
}

/** The text with `$NAME` and `${NAME}` filled in, and the names of those that aren't set. `${NAME:-other}` is `other` where NAME isn't set. */
export function filled(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): { readonly text: string; readonly missing: readonly string[] } {
  const missing: string[] = []
  const whole = text.replace(/\$(?:(\w+)|\{(\w+)(?::-([^}]*))?\})/g, (_, bare: string, braced: string, other: string | undefined) => {
    const name = bare ?? braced
    const value = environment[name] || other
    if (value === undefined) missing.push(name)
    return value ?? ''
  })
  return { text: whole, missing }
}
