// Written by `scripts/metrics-index.ts` from the files of this folder; the order of the list may be changed by hand.
import type { Metric } from '../metric.js'
import { sdmetricsDiagnostic } from './compatible/sdmetrics/diagnostic.js'
import { sdmetricsColumnPairTrends, sdmetricsColumnShapes, sdmetricsQuality } from './compatible/sdmetrics/quality.js'
import { globalUtility } from './compatible/tabstruct/global-utility.js'
import { tabsynDetection } from './compatible/tabsyn/detection.js'
import { tabsynAlphaPrecision, tabsynBetaRecall } from './compatible/tabsyn/precision-recall.js'
import { tabsynShape, tabsynTrend } from './compatible/tabsyn/shape-trend.js'
import { conditionalAgreement, conditionalSkill } from './conditional/conditionals.js'
import { groupEffects } from './conditional/group-effects.js'
import { conditionalPairs } from './conditional/pairs.js'
import { pccConditionals } from './conditional/pcc-conditionals.js'
import { c2st, c2stLogistic, c2stTraining } from './joint/c2st.js'
import { mmd } from './joint/mmd.js'
import { nearCopies } from './joint/near-copies.js'
import { pccLikelihood } from './joint/pcc-likelihood.js'
import { pccPlausibility } from './joint/pcc-plausibility.js'
import { pmse } from './joint/pmse.js'
import { prdc } from './joint/prdc.js'
import { alphaPrecision, betaRecall } from './joint/precision-recall.js'
import { repeats } from './joint/repeats.js'
import { atoms } from './marginal/atoms.js'
import { calendar } from './marginal/calendar.js'
import { decimals } from './marginal/decimals.js'
import { marginalDistance } from './marginal/distance.js'
import { pccMargins } from './marginal/pcc-margins.js'
import { marginalShape } from './marginal/shape.js'
import { marginalAdherence, marginalCoverage } from './marginal/support.js'
import { missingDependence } from './missingness/dependence.js'
import { missingPairs } from './missingness/pairs.js'
import { missingPatterns } from './missingness/patterns.js'
import { pccMissingness } from './missingness/pcc-missingness.js'
import { missingRates } from './missingness/rates.js'
import { pairAssociation } from './pairwise/association.js'
import { pairContingency } from './pairwise/contingency.js'
import { groupRanges } from './pairwise/group-ranges.js'
import { pairInformation } from './pairwise/information.js'
import { kWayMarginals } from './pairwise/k-way-marginals.js'
import { pairAdherence } from './pairwise/pair-adherence.js'
import { pccInformation } from './pairwise/pcc-information.js'
import { rangeQueries } from './pairwise/range-queries.js'
import { pairRules } from './pairwise/rules.js'
import { subgroups } from './pairwise/subgroups.js'
import { survivalCurves } from './pairwise/survival-curves.js'
import { triples } from './pairwise/triples.js'
import { adversarialAccuracy, authenticity } from './privacy/nearest-rows.js'
import { sequenceAutocorrelation } from './sequence/autocorrelation.js'
import { sequenceChanges } from './sequence/changes.js'
import { sequenceGrams } from './sequence/grams.js'
import { sequenceLengths } from './sequence/lengths.js'
import { sequenceC2st } from './sequence/sequence-c2st.js'
import { fairnessGaps } from './utility/fairness-gaps.js'
import { importanceAgreement } from './utility/importance-agreement.js'
import { learnerRanking } from './utility/learner-ranking.js'
import { regressionOverlap } from './utility/regression-overlap.js'
import { subgroupShares } from './utility/subgroup-shares.js'
import { subgroupUtility } from './utility/subgroup-utility.js'
import { survivalConcordance } from './utility/survival-concordance.js'
import { everyColumn, tstr } from './utility/tstr.js'

/** Every metric, along the spectrum. Synchronous, so that each runs on any thread; see `selectMetrics` for sets and levels. */
export const metrics: readonly Metric[] = [
  missingRates,
  missingPairs,
  missingPatterns,
  missingDependence,
  pccMissingness,
  marginalShape,
  marginalDistance,
  marginalCoverage,
  marginalAdherence,
  decimals,
  atoms,
  calendar,
  pccMargins,
  pairContingency,
  pairAssociation,
  pairInformation,
  pairAdherence,
  pairRules,
  subgroups,
  survivalCurves,
  triples,
  kWayMarginals,
  rangeQueries,
  pccInformation,
  groupRanges,
  conditionalSkill,
  conditionalAgreement,
  conditionalPairs,
  pccConditionals,
  groupEffects,
  c2st,
  c2stTraining,
  c2stLogistic,
  repeats,
  pmse,
  alphaPrecision,
  betaRecall,
  prdc,
  mmd,
  pccPlausibility,
  pccLikelihood,
  nearCopies,
  sequenceLengths,
  sequenceGrams,
  sequenceChanges,
  sequenceAutocorrelation,
  sequenceC2st,
  tstr,
  everyColumn,
  learnerRanking,
  importanceAgreement,
  regressionOverlap,
  subgroupShares,
  subgroupUtility,
  fairnessGaps,
  survivalConcordance,
  authenticity,
  adversarialAccuracy,
  sdmetricsDiagnostic,
  sdmetricsColumnShapes,
  sdmetricsColumnPairTrends,
  sdmetricsQuality,
  tabsynShape,
  tabsynTrend,
  tabsynDetection,
  tabsynAlphaPrecision,
  tabsynBetaRecall,
  globalUtility,
]
