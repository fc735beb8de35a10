import { OptionError, PrivacyError } from '../../../errors.js'
import type { PrivacyOptions } from '../../../node.js'
import type { EngineFlags, FitFlags } from '../../options/flags.js'

const flagOf = {
  delta: '--delta',
  unit: '--unit',
  maxRowsPerUnit: '--max-rows-per-unit',
  allowHighEpsilon: '--allow-high-epsilon',
  openLevels: '--open-levels',
  ledger: '--ledger',
  totalEpsilon: '--total-epsilon',
} as const

/** The privacy that the flags ask for; undefined where they ask for none. Throws for flags that would do nothing. */
export function privacyOf(flags: Omit<FitFlags, 'output' | keyof EngineFlags> & { readonly report?: string }): PrivacyOptions | undefined {
  const { epsilon, delta, unit, maxRowsPerUnit, allowHighEpsilon, openLevels } = flags
  if (epsilon === undefined) {
    const given = (Object.keys(flagOf) as (keyof typeof flagOf)[]).find((name) => flags[name] !== undefined)
    if (given)
      throw new OptionError(flagOf[given], 'goes with --epsilon, without which nothing is promised; add --epsilon 1, or leave it out')
    return undefined
  }
  if (flags.schema === undefined) {
    throw new PrivacyError(
      '--schema',
      'is needed with --epsilon: what is read from the data gives away somebody; write a form with `rowsmith schema --public` and fill it in',
    )
  }
  if (flags.report !== undefined) {
    throw new OptionError(
      '--report',
      'goes without --epsilon: it says how real rows look, which no budget covers; for your eyes only, use `rowsmith evaluate`',
    )
  }
  if (flags.rulesKeepRate)
    throw new OptionError('--rules-keep-rate', 'goes without --epsilon: how often rows break a rule is read off them; leave it out')
  if (flags.omit)
    throw new OptionError(
      '--omit',
      'goes without --epsilon, with which columns are left out that the schema does not name; take them out of it',
    )
  if (flags.conditionOn) throw new OptionError('--condition-on', 'goes without --epsilon: a private fit does not heed it; leave it out')
  if (flags.totalEpsilon !== undefined && flags.ledger === undefined) {
    throw new OptionError('--total-epsilon', 'goes with --ledger, the file in which releases are added up; name one')
  }
  return { epsilon, delta, unit, maxRowsPerUnit, allowHighEpsilon, openLevels }
}
