// What commander hands to the commands, as the options of `options.ts` and `main.ts` say.

export interface InputFlags {
  readonly schema?: string
  readonly names?: readonly string[]
  readonly header: boolean
  readonly delimiter?: string
  readonly quote?: string
  readonly escape?: string
  readonly comment?: string
  readonly skip?: number
  readonly table?: string
  readonly fillShortRows?: boolean
  readonly omit?: readonly string[]
  readonly encoding?: string
  readonly categorical?: readonly string[]
  readonly locale?: string
  readonly target?: readonly string[]
  readonly key?: string
  readonly order?: string
}

/** What counts a table where it lies. */
export interface EngineFlags {
  readonly engine?: string
  readonly query?: string
  readonly sampleRows?: number
  readonly memoryLimit?: string
  /** Seconds. */
  readonly engineTimeout?: number
}

interface ModelFlags {
  readonly model: string
  readonly option: Readonly<Record<string, unknown>>
  readonly audit: boolean
  readonly json?: string
  readonly conditionOn?: readonly string[]
}

/** A privacy budget; without `epsilon` a fit promises nothing. */
interface PrivacyFlags {
  readonly epsilon?: number
  readonly delta?: number
  readonly unit?: string
  readonly maxRowsPerUnit?: number
  readonly allowHighEpsilon?: boolean
  readonly openLevels?: boolean
  readonly ledger?: string
  readonly totalEpsilon?: number
}

export interface RunFlags {
  readonly seed: number
  readonly threads: number
  readonly quiet: boolean
}

export interface FormatFlag {
  readonly format?: FileFormat
}

interface FitRulesFlags {
  readonly rules?: string
  readonly rulesKeepRate?: boolean
}

export interface RulesFlags extends InputFlags, FormatFlag {
  readonly output: string
  readonly publicData?: boolean
  readonly quiet: boolean
}

export interface CheckFlags extends InputFlags, FormatFlag {
  readonly rules?: string
  readonly real?: string
  readonly json: boolean
}

/** Rows of single tables of a database. */
export type RowsByTable = Readonly<Record<string, number>>

/** What is done to a database before it is learned. */
interface DatabaseFlags {
  readonly orphans?: 'drop' | 'null' | 'stub'
  readonly keys?: 'first'
  readonly lookup?: readonly string[]
}

/** What the rows should be that a model would not give by itself. */
export interface SteeringFlags {
  readonly share?: readonly string[]
  readonly balance?: readonly string[]
  readonly margins?: readonly string[]
  readonly fair?: string
  readonly fairBy?: 'labels' | 'weights'
  readonly maxWeight?: number
  readonly surprising?: number
  readonly tail?: string
  readonly distinct?: boolean
  readonly cover?: 'pairs'
  readonly columns?: readonly string[]
}
export interface SynthFlags
  extends DatabaseFlags,
    InputFlags,
    FitRulesFlags,
    ModelFlags,
    PrivacyFlags,
    RunFlags,
    FormatFlag,
    SteeringFlags {
  readonly output: string
  readonly report?: string
  readonly metrics?: readonly string[]
  readonly rows?: number | RowsByTable
  readonly scale?: number
  readonly where?: string
  readonly rulesModule?: string
  readonly save?: string
  readonly from?: string
}
export interface InspectFlags extends InputFlags, EngineFlags, FormatFlag {
  readonly json: boolean
  readonly graph?: string
}
export interface SchemaFlags extends InputFlags, EngineFlags, FormatFlag {
  readonly public: boolean
  readonly laws: boolean
  readonly output?: string
  readonly types?: string
  readonly from?: 'sdv'
  readonly to?: 'sdv'
}
export interface FitFlags extends DatabaseFlags, InputFlags, EngineFlags, FitRulesFlags, ModelFlags, PrivacyFlags, RunFlags, FormatFlag {
  readonly plan?: boolean
  readonly suppressRare?: number
  readonly publishable?: boolean
  readonly output: string
}
export interface SampleFlags extends RunFlags, FormatFlag, SteeringFlags {
  readonly target?: readonly string[]
  readonly n?: number
  readonly rows?: readonly [number, number] | RowsByTable
  readonly scale?: number
  readonly blocks?: readonly [number, number]
  readonly where?: string
  readonly rules?: string
  readonly rulesModule?: string
  readonly output: string
}
/** Flags of commands that take a saved model, or fit one to the table at hand. */
export interface ModelSourceFlags extends InputFlags, RunFlags {
  readonly model: string
  readonly option: Readonly<Record<string, unknown>>
}
export interface ImputeFlags extends ModelSourceFlags, FormatFlag {
  readonly output: string
  readonly draws: number
  readonly columns?: readonly string[]
}
export interface FilterFlags extends ModelSourceFlags, FormatFlag {
  readonly drop: readonly string[]
  readonly output: string
  readonly dropped?: string
}
export interface ScoreFlags extends ModelSourceFlags, FormatFlag {
  readonly output?: string
  readonly column?: string
  readonly as: 'surprisal' | 'log-density'
  readonly top: number
}
export interface EvaluateFlags extends InputFlags, EngineFlags, RunFlags, FormatFlag {
  readonly holdout?: string
  readonly metrics?: readonly string[]
  readonly sensitive?: readonly string[]
  readonly madeBy?: readonly string[]
  readonly unit?: string
  readonly explain?: readonly string[]
  /** Seconds. */
  readonly budget?: number
  readonly resume?: string
  readonly plugin?: readonly string[]
  readonly output?: string
  readonly json?: string
}

import type { FileFormat } from '../../node.js'
