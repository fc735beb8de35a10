import { anyCopies } from './any-copies.js'
import { copies } from './copies.js'
import { disclosure } from './disclosure.js'
import type { Attack } from './finding.js'
import { boostedInference, inference } from './inference.js'
import { linkability } from './linkability.js'
import { membership } from './membership/membership.js'
import { outlierValues } from './outlier-values.js'
import { partialCopies } from './partial-copies.js'
import { reconstruction } from './reconstruction.js'
import { sequenceRuns } from './sequence-runs.js'
import { singlingOutMultivariate, singlingOutUnivariate } from './singling-out.js'

/** Every attack that needs nothing but tables. The report, its text and the benchmark follow from the list. */
export const attacks: readonly Attack[] = [
  copies,
  anyCopies,
  partialCopies,
  outlierValues,
  sequenceRuns,
  singlingOutUnivariate,
  singlingOutMultivariate,
  linkability,
  inference,
  boostedInference,
  disclosure,
  membership,
  reconstruction,
]
