import { normalQuantile, quickNormalCdf } from '../stats/normal/normal.js'
import type { Scale } from './quantile.js'

/** Places as normal scores. */
export const normalScale: Scale = { fromShare: normalQuantile, toShare: quickNormalCdf, low: -4, high: 4 }
