import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { library } from '../support/library.js'

/** Schemas of public tables, from what is published about them and never from their rows. */
export type Schema = ReturnType<typeof library.parseSchema>

const levels = (name: string, words: string, kind: 'categorical' | 'ordinal' = 'categorical') =>
  ({ name, kind, levels: words.split(' '), nullable: false }) as const
const whole = (name: string, min: number, max: number) => ({ name, kind: 'integer', min, max, nullable: false }) as const

/** Adult, as adult.names of the UCI repository describes it; bounds are those of the census' own top codes. */
export const adultSchema: Schema = library.parseSchema({
  columns: [
    whole('age', 17, 90),
    levels('workclass', 'Private Self-emp-not-inc Self-emp-inc Federal-gov Local-gov State-gov Without-pay Never-worked ?'),
    whole('fnlwgt', 0, 1_500_000),
    levels(
      'education',
      'Preschool 1st-4th 5th-6th 7th-8th 9th 10th 11th 12th HS-grad Some-college Assoc-voc Assoc-acdm Bachelors Masters Prof-school Doctorate',
      'ordinal',
    ),
    whole('education-num', 1, 16),
    levels('marital-status', 'Married-civ-spouse Divorced Never-married Separated Widowed Married-spouse-absent Married-AF-spouse'),
    levels(
      'occupation',
      'Tech-support Craft-repair Other-service Sales Exec-managerial Prof-specialty Handlers-cleaners Machine-op-inspct Adm-clerical Farming-fishing Transport-moving Priv-house-serv Protective-serv Armed-Forces ?',
    ),
    levels('relationship', 'Wife Own-child Husband Not-in-family Other-relative Unmarried'),
    levels('race', 'White Asian-Pac-Islander Amer-Indian-Eskimo Other Black'),
    levels('sex', 'Female Male'),
    whole('capital-gain', 0, 99_999),
    whole('capital-loss', 0, 4_999),
    whole('hours-per-week', 1, 99),
    levels(
      'native-country',
      'United-States Cambodia England Puerto-Rico Canada Germany Outlying-US(Guam-USVI-etc) India Japan Greece South China Cuba Iran Honduras Philippines Italy Poland Jamaica Vietnam Mexico Portugal Ireland France Dominican-Republic Laos Ecuador Taiwan Haiti Columbia Hungary Guatemala Nicaragua Scotland Thailand Yugoslavia El-Salvador Trinadad&Tobago Peru Hong Holand-Netherlands ?',
    ),
    { ...levels('income', '<=50K >50K'), role: 'target' },
  ],
})

/** Nursery, as nursery.names of the UCI repository describes it. */
export const nurserySchema: Schema = library.parseSchema({
  columns: [
    levels('c0', 'usual pretentious great_pret', 'ordinal'),
    levels('c1', 'proper less_proper improper critical very_crit', 'ordinal'),
    levels('c2', 'complete completed incomplete foster'),
    levels('c3', '1 2 3 more', 'ordinal'),
    levels('c4', 'convenient less_conv critical', 'ordinal'),
    levels('c5', 'convenient inconv'),
    levels('c6', 'nonprob slightly_prob problematic', 'ordinal'),
    levels('c7', 'recommended priority not_recom'),
    { ...levels('c8', 'not_recom recommend very_recom priority spec_prior', 'ordinal'), role: 'target' },
  ],
})

/** Categories of which the published description names too many to list: found out by a threshold. */
const open = (name: string, missing: readonly string[] = []) => ({ name, kind: 'categorical', levels: [], missing: [...missing] }) as const
/** `N` is "not applicable" in the survey's description. */
const codes = (name: string, words: string) => ({ ...levels(name, words), nullable: true, missing: ['N'] })
const number = (name: string, min: number, max: number) => ({ name, kind: 'integer', min, max, missing: ['N'] }) as const

/** The survey excerpt, as the data dictionary published with it describes it. */
export const surveySchema: Schema = library.parseSchema({
  columns: [
    open('PUMA'),
    whole('AGEP', 0, 99),
    levels('SEX', '1 2'),
    codes('MSP', '1 2 3 4 5 6'),
    levels('HISP', '0 1 2 3 4'),
    levels('RAC1P', '1 2 3 4 5 6 7 8 9'),
    number('NOC', 0, 19),
    number('NPF', 2, 20),
    levels('HOUSING_TYPE', '1 2 3'),
    levels('OWN_RENT', '0 1 2'),
    { name: 'DENSITY', kind: 'numeric', decimals: 1, min: 0, max: 100_000, nullable: false },
    open('INDP', ['N']),
    codes('INDP_CAT', Array.from({ length: 19 }, (_, code) => code).join(' ')),
    codes('EDU', Array.from({ length: 13 }, (_, code) => code).join(' ')),
    { name: 'PINCP', kind: 'numeric', decimals: 1, min: -20_000, max: 2_000_000, missing: ['N'] },
    { ...codes('PINCP_DECILE', '0 1 2 3 4 5 6 7 8 9'), kind: 'ordinal', role: 'target' },
    number('POVPIP', 0, 501),
    codes('DVET', '1 2 3 4 5 6'),
    codes('DREM', '1 2'),
    codes('DPHY', '1 2'),
    levels('DEYE', '1 2'),
    levels('DEAR', '1 2'),
    number('PWGTP', 0, 2000),
    number('WGTP', 0, 2000),
  ],
})

/** Columns of adult-binned.csv whose codes have an order. */
const orderedCodes = ['age', 'fnlwgt', 'education-num', 'capital-gain', 'capital-loss', 'hours-per-week']

/** Adult in codes from 0 on, with the domain that is distributed with it. */
export function binnedSchema(folder: string): Schema {
  const domain = JSON.parse(readFileSync(join(folder, 'adult-binned-domain.json'), 'utf8')) as Record<string, number>
  const columns = Object.entries(domain).map(([name, size]) =>
    orderedCodes.includes(name) ? whole(name, 0, size - 1) : levels(name, Array.from({ length: size }, (_, code) => code).join(' ')),
  )
  return library.parseSchema({ columns })
}
