import * as z from 'zod/mini'
import { conditionalsOf } from '../../dp/pgm/conditionals.js'
import type { GraphicalModel } from '../../dp/pgm/estimate.js'
import type { BinnedColumn } from '../../encode/bins.js'
import type { NetworkState } from '../bayesian-network/network.js'

/** Arrows that tell less than this, in nats per row, are not shown; they are drawn from all the same. */
const tellsLittle = 1e-3

/** The graphical model as a Bayesian network, which can be drawn from, conditioned on and looked at like any other. */
export function networkStateOf(model: GraphicalModel, columns: readonly BinnedColumn[]): NetworkState {
  const conditionals = conditionalsOf(model)
  return {
    columns,
    nodes: conditionals.map(({ variable, given, probabilities }) => ({
      column: variable,
      parents: given,
      cpt: { kind: 'table' as const, probabilities },
    })),
    edges: conditionals.flatMap(({ variable, given, information }) =>
      given.flatMap((from, i) => {
        const own = information[i]
        return own < tellsLittle ? [] : [{ from, to: variable, information: own }]
      }),
    ),
  }
}

const count = z.number().check(z.gte(0))
const position = z.int().check(z.gte(0))
const floats = z.instanceof(Float64Array)
const wholes = z.instanceof(Uint32Array)

export const marginShape = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('level'), present: count, missing: count, counts: wholes, order: z.optional(wholes) }),
  z.strictObject({
    kind: z.literal('number'),
    present: count,
    missing: count,
    values: floats,
    below: wholes,
    upTo: wholes,
    grid: z.nullable(z.strictObject({ scale: z.number(), step: z.number(), origin: z.number() })),
  }),
])

export const binnedShape = z.strictObject({
  margin: marginShape,
  bins: z.strictObject({ states: count, missing: z.int().check(z.gte(-1)), from: floats, to: floats, state: z.instanceof(Uint16Array) }),
})

/** All that the state of a private network may hold. */
export const networkStateSchema: z.ZodMiniType<NetworkState> = z.strictObject({
  columns: z.array(binnedShape),
  nodes: z.array(
    z.strictObject({
      column: position,
      parents: z.array(position),
      cpt: z.strictObject({ kind: z.literal('table'), probabilities: floats }),
    }),
  ),
  edges: z.array(z.strictObject({ from: position, to: position, information: count })),
}) as z.ZodMiniType<NetworkState>
