import { choiceFor } from '../accounting/budget.js'
import type { CodedRows } from '../domain/coded-rows.js'
import type { Gate } from '../gate.js'
import type { GraphicalModel } from '../pgm/estimate.js'
import { createPairErrors, errorUnit, type Pair } from './pair-errors.js'

/**
 * Pairs of columns that tie all columns together without a circle, so that the model errs most on them: one after the other, by the
 * exponential mechanism among the pairs that join two parts which nothing ties together yet. Costs `rho`. Pairs with more than
 * `mostCells` cells are not looked at, which may leave parts untied.
 * @see McKenna, Miklau, Sheldon, 2021, Winning the NIST contest
 */
export function chooseTree(
  gate: Gate<CodedRows>,
  model: GraphicalModel,
  pairs: readonly Pair[],
  { rho, mostCells }: { readonly rho: number; readonly mostCells: number },
): Pair[] {
  const { sizes } = model.tree
  const errorsOf = createPairErrors(model, pairs)
  const scored = gate.through((rows) => errorsOf(rows))
  const epsilon = choiceFor(rho / Math.max(1, sizes.length - 1))
  const part = Int32Array.from({ length: sizes.length }, (_, column) => column)
  const chosen: Pair[] = []
  for (;;) {
    const open = [...pairs.keys()].filter((i) => {
      const [a, b] = pairs[i] as Pair
      return part[a] !== part[b] && (sizes[a] as number) * (sizes[b] as number) <= mostCells
    })
    if (open.length === 0) return chosen
    const name = `pair ${chosen.length + 1} of the tree`
    const of = (errors: Float64Array): Float64Array => Float64Array.from(open, (i) => errors[i] as number)
    const at = scored.choose({ name, candidates: open.length, sensitivity: errorUnit, of }, epsilon).value
    const pair = pairs[open[at] as number] as Pair
    chosen.push(pair)
    const [kept, joined] = [part[pair[0]] as number, part[pair[1]] as number]
    for (let column = 0; column < part.length; column++) if (part[column] === joined) part[column] = kept
  }
}
