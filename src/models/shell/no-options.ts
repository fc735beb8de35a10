import * as z from 'zod/mini'

/** Of a model that has nothing to choose. */
export const noOptions = z.strictObject({})
