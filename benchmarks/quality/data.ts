import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** A table in two halves, and how score.py is to look at it. */
export interface QualityData {
  readonly name: string
  readonly target: string
  /** Numbers that are categories, for the model and for score.py. */
  readonly categorical: readonly string[]
  /** Tokens that mean missing to score.py, beside those that pandas knows; the models have to find out by themselves. */
  readonly missing: readonly string[]
  /** Models that are looked at for what becomes of rows that stand alone: see rare.py. */
  readonly rare?: readonly string[]
  /** A token that stands for "not applicable": where it goes together in the real rows, it has to in synthetic ones. */
  readonly notApplicable?: string
  /** Where its halves are, if not in the folder of peers. */
  readonly halves?: { readonly training: string; readonly holdout: string }
}

const creditTarget = 'default payment next month'
const creditCodes = ['SEX', 'EDUCATION', 'MARRIAGE', 'PAY_0', 'PAY_2', 'PAY_3', 'PAY_4', 'PAY_5', 'PAY_6', creditTarget]
const surveyCodes = 'PUMA,SEX,MSP,HISP,RAC1P,HOUSING_TYPE,OWN_RENT,INDP,INDP_CAT,EDU,PINCP_DECILE,DVET,DREM,DPHY,DEYE,DEAR'.split(',')

export const qualityData: readonly QualityData[] = [
  { name: 'adult', target: 'income', categorical: [], missing: [], rare: ['sequential-trees'] },
  { name: 'credit-default', target: creditTarget, categorical: creditCodes, missing: [] },
  { name: 'nursery', target: 'c8', categorical: [], missing: [] },
  { name: 'ma2019', target: 'PINCP_DECILE', categorical: surveyCodes, missing: ['N'], notApplicable: 'N' },
]

/** The folder with one folder a table, each with `trn.csv.gz` and `val.csv.gz`. */
export function peersFolder(): string {
  const { ROWSMITH_BENCH_PEERS: peers, ROWSMITH_BENCH_DATA: data } = process.env
  const folder = peers ?? (data && join(data, '..', 'peers'))
  if (!folder || !existsSync(folder)) {
    throw new Error('benchmarks: set ROWSMITH_BENCH_PEERS to the folder that holds adult/trn.csv.gz, adult/val.csv.gz and so on')
  }
  return folder
}

/** The halves of a table, or of one in the folder of peers by its name. */
export const trainingFile = (data: string | QualityData): string => halfOf(data, 'training', 'trn.csv.gz')
export const holdoutFile = (data: string | QualityData): string => halfOf(data, 'holdout', 'val.csv.gz')

function halfOf(data: string | QualityData, half: 'training' | 'holdout', file: string): string {
  if (typeof data === 'string') return join(peersFolder(), data, file)
  return data.halves?.[half] ?? join(peersFolder(), data.name, file)
}
