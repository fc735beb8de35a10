import { copies } from './copies.js'
import { disclosure } from './disclosure.js'
import type { Attack } from './finding.js'
import { boostedInference, inference } from './inference.js'
import { linkability } from './linkability.js'
import { membership } from './membership/membership.js'
import { reconstruction } from './reconstruction.js'
import { singlingOutMultivariate, singlingOutUnivariate } from './singling-out.js'

/** Every attack that needs nothing but tables. The report, its text and the benchmark follow from the list. */
export const attacks: readonly Attack[] = [
  copies,
  singlingOutUnivariate,
  singlingOutMultivariate,
  linkability,
  inference,
  boostedInference,
  disclosure,
  membership,
  reconstruction,
]
