import { normalQuantile, quickNormalCdf } from '../stats/normal/normal.js'
import type { QuantileScale } from './quantile.js'

/** Places as normal scores. */
export const normalScale: QuantileScale = { fromShare: normalQuantile, toShare: quickNormalCdf, low: -4, high: 4 }
