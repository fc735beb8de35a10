import { anyCopies } from './copies/any-copies.js'
import { copies } from './copies/copies.js'
import { outlierValues } from './copies/outlier-values.js'
import { partialCopies } from './copies/partial-copies.js'
import { sequenceRuns } from './copies/sequence-runs.js'
import type { Attack } from './finding.js'
import { disclosure } from './inference/disclosure.js'
import { boostedInference, inference } from './inference/inference.js'
import { reconstruction } from './inference/reconstruction.js'
import { membership } from './membership/membership.js'
import { linkability } from './singling-out/linkability.js'
import { singlingOutMultivariate, singlingOutUnivariate } from './singling-out/singling-out.js'

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
