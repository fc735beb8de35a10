import { classifier } from './classifier.js'
import { domias, genLra } from './density.js'
import { mamaMia } from './marginals.js'
import { calibratedDistance, densityProportion, ganLeaks, monteCarlo, rareAgreement } from './nearness.js'
import type { MembershipScore } from './score.js'

/** The panel: no one attack is best everywhere. */
export const membershipScores: readonly MembershipScore[] = [
  ganLeaks,
  calibratedDistance,
  rareAgreement,
  monteCarlo,
  densityProportion,
  domias,
  genLra,
  classifier,
  mamaMia,
]
