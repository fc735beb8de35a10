import type { Rng } from './rng.js'

/** Puts values in random order, in place, and returns them: Fisher and Yates, in Durstenfeld's form, from the end down. */
export function shuffle<Values extends { readonly length: number; [index: number]: unknown }>(values: Values, rng: Rng): Values {
  for (let i = values.length - 1; i > 0; i--) {
    const j = rng.integer(i + 1)
    const moved = values[i]
    values[i] = values[j]
    values[j] = moved
  }
  return values
}

/** The numbers from 0 to `count` - 1 in random order. */
export function randomOrder(count: number, rng: Rng): Int32Array {
  return shuffle(
    Int32Array.from({ length: count }, (_, i) => i),
    rng,
  )
}
