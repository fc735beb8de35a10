import * as z from 'zod/mini'
import { describe } from 'zod/v4/core'
import { knotsOption } from '../shell/knots-option.js'
import { mixtureDefaults } from './settings.js'

export const mixtureOptions = z.strictObject({
  chains: z
    ._default(z.int().check(z.gte(1), z.lte(256)), mixtureDefaults.chains)
    .check(describe('posterior samples, each from a run of its own; rows are drawn from all of them')),
  sweeps: z
    ._default(z.int().check(z.gte(1), z.lte(100_000)), mixtureDefaults.sweeps)
    .check(describe('passes over the rows by which each chain finds the structure')),
  structureRows: z
    ._default(z.int().check(z.gte(1)), mixtureDefaults.structureRows)
    .check(describe('most rows, drawn at random, that the structure is looked for in')),
  fullSweeps: z
    ._default(z.int().check(z.gte(0), z.lte(100_000)), mixtureDefaults.fullSweeps)
    .check(describe('passes over the rows of a larger table once the structure is found')),
  rows: z
    ._default(z.int().check(z.gte(1)), mixtureDefaults.rows)
    .check(describe('most rows that those passes go over; further rows are taken in once')),
  knots: knotsOption(mixtureDefaults.knots),
})
export type MixtureOptions = z.infer<typeof mixtureOptions>
