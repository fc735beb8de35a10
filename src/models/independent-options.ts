import * as z from 'zod/mini'
import { independentDefaults } from './independent-settings.js'
import { knotsOption } from './shell/knots-option.js'

export const independentOptions = z.strictObject({ knots: knotsOption(independentDefaults.knots) })
