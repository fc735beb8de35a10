import type { FileFormat } from '../io/facts.js'

// What commander hands to the commands, as the options of `options.ts` and `main.ts` say.

export interface InputFlags {
  readonly schema?: string
  readonly names?: readonly string[]
  readonly header: boolean
  readonly delimiter?: string
  readonly encoding?: string
  readonly categorical?: readonly string[]
  readonly target?: readonly string[]
  readonly key?: string
  readonly order?: string
}

export interface ModelFlags {
  readonly model: string
  readonly option: Readonly<Record<string, unknown>>
  readonly audit: boolean
}

export interface RunFlags {
  readonly seed: number
  readonly threads: number
  readonly quiet: boolean
}

export interface FormatFlag {
  readonly format?: FileFormat
}

export interface SynthFlags extends InputFlags, ModelFlags, RunFlags, FormatFlag {
  readonly output: string
  readonly report?: string
  readonly rows?: number
  readonly where?: string
  readonly save?: string
}
export interface InspectFlags extends InputFlags, FormatFlag {
  readonly json: boolean
}
export interface SchemaFlags extends InputFlags, FormatFlag {
  readonly output: string
}
export interface FitFlags extends InputFlags, ModelFlags, RunFlags, FormatFlag {
  readonly output: string
}
export interface SampleFlags extends RunFlags, FormatFlag {
  readonly n?: number
  readonly rows?: readonly [number, number]
  readonly where?: string
  readonly output: string
}
export interface EvaluateFlags extends InputFlags, RunFlags, FormatFlag {
  readonly holdout?: string
  readonly metrics?: readonly string[]
  readonly output?: string
  readonly json?: string
}
