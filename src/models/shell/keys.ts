import { SchemaError } from '../../errors.js'
import { mix, permuteIndex } from '../../random/permutation.js'
import { parsePattern } from '../../table/grammar/pattern.js'
import { createDraws } from '../made-anew/draws.js'
import { createFaker, type Faker } from '../made-anew/fakes.js'
import { createPatternWriter, type PatternWriter } from '../made-anew/pattern-writer.js'
import { createSchedule } from '../made-anew/schedule.js'

/** Makes the value of unit number `index`, always the same one. Of keys, different indices give different ones. */
export type KeyMaker = (index: number) => string

/** How keys are written: one pattern (see `table/grammar/pattern.ts`), or several in proportion to their rows. */
export interface KeyForms {
  readonly pattern: string
  /** First number of the counter. */
  readonly start: number
  readonly forms?: readonly { readonly pattern: string; readonly rows: number }[]
}

/** A maker of keys. Random fields hold a seeded shuffle of the index, so no key is looked up, copied or made twice. */
export function createKeyMaker({ pattern, start, forms = [] }: KeyForms, seed: number, fake: Faker = createFaker(null, seed)): KeyMaker {
  if (forms.length < 2) return patternKeys(forms[0]?.pattern ?? pattern, start, seed, fake)
  const schedule = createSchedule(
    forms.map(({ rows }) => rows),
    seed,
  )
  const makers = forms.map(({ pattern }, i) => patternKeys(pattern, start, mix(i, seed, 7), fake))
  return (index) => {
    const { part, rank } = schedule(index)
    return (makers[part] as (index: number, entity: number) => string)(rank, index)
  }
}

function patternKeys(pattern: string, start: number, seed: number, fake: Faker): (index: number, entity?: number) => string {
  if (!canTellApart(pattern)) {
    throw new SchemaError(
      'pattern',
      `'${pattern}' has no field that can tell keys apart; add one such as {n:6} (counter), {d:8} (digits) or {x:8} (hexadecimal)`,
    )
  }
  const writer = createPatternWriter(pattern, true)
  const step = writer.fields.find((field) => field.kind === 'counter')?.step
  const room = Math.min(writer.room, 2 ** 52)
  return (index, entity = index) => {
    const text = writer.write({ ...shuffled(index, room, seed), count: index * (step ?? 1) + start, entity, fake })
    const round = step ? 0 : Math.floor(index / room)
    return round === 0 ? text : `${text}${round}`
  }
}

function canTellApart(pattern: string): boolean {
  return parsePattern(pattern).some(({ kind }) => kind !== 'literal' && kind !== 'check')
}

/** The digits of the index's place in a seeded shuffle; beyond its room, and for whatever need not be told apart, draws. */
function shuffled(index: number, room: number, seed: number): Pick<Parameters<PatternWriter['write']>[0], 'draws' | 'digit'> {
  let rest = permuteIndex(index % room, room, seed)
  let left = room
  let beyond = 0
  return {
    draws: createDraws(seed, 3, index),
    digit(radix) {
      if (left <= 1) return mix(index, seed, 4 + beyond++) % radix
      const digit = rest % radix
      rest = Math.floor(rest / radix)
      left /= radix
      return digit
    },
  }
}
