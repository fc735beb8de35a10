import { sdmetricsColumnPairTrends } from './compatible/sdmetrics/column-pair-trends.js'
import { sdmetricsColumnShapes } from './compatible/sdmetrics/column-shapes.js'
import { sdmetricsDiagnostic } from './compatible/sdmetrics/diagnostic.js'
import { sdmetricsQuality } from './compatible/sdmetrics/quality.js'
import { tabsynAlphaPrecision } from './compatible/tabsyn/alpha-precision.js'
import { tabsynBetaRecall } from './compatible/tabsyn/beta-recall.js'
import { tabsynDetection } from './compatible/tabsyn/detection.js'
import { tabsynShape } from './compatible/tabsyn/shape.js'
import { tabsynTrend } from './compatible/tabsyn/trend.js'
import { conditionalAgreement } from './fidelity/conditional/agreement.js'
import { conditionalPairs } from './fidelity/conditional/pairs.js'
import { pccConditionals } from './fidelity/conditional/pcc-conditionals.js'
import { conditionalSkill } from './fidelity/conditional/skill.js'
import { alphaPrecision } from './fidelity/joint/alpha-precision.js'
import { betaRecall } from './fidelity/joint/beta-recall.js'
import { c2st } from './fidelity/joint/c2st.js'
import { c2stLogistic } from './fidelity/joint/c2st-logistic.js'
import { c2stTraining } from './fidelity/joint/c2st-training.js'
import { mmd } from './fidelity/joint/mmd.js'
import { pccLikelihood } from './fidelity/joint/pcc-likelihood.js'
import { pccPlausibility } from './fidelity/joint/pcc-plausibility.js'
import { pmse } from './fidelity/joint/pmse.js'
import { prdc } from './fidelity/joint/prdc.js'
import { repeats } from './fidelity/joint/repeats.js'
import { marginalAdherence } from './fidelity/marginal/adherence.js'
import { atoms } from './fidelity/marginal/atoms.js'
import { calendar } from './fidelity/marginal/calendar.js'
import { marginalCoverage } from './fidelity/marginal/coverage.js'
import { decimals } from './fidelity/marginal/decimals.js'
import { marginalDistance } from './fidelity/marginal/distance.js'
import { pccMargins } from './fidelity/marginal/pcc-margins.js'
import { marginalShape } from './fidelity/marginal/shape.js'
import { missingDependence } from './fidelity/missingness/dependence.js'
import { missingPairs } from './fidelity/missingness/pairs.js'
import { missingPatterns } from './fidelity/missingness/patterns.js'
import { pccMissingness } from './fidelity/missingness/pcc-missingness.js'
import { missingRates } from './fidelity/missingness/rates.js'
import { pairAssociation } from './fidelity/pairwise/association.js'
import { pairContingency } from './fidelity/pairwise/contingency.js'
import { pairInformation } from './fidelity/pairwise/information.js'
import { pairAdherence } from './fidelity/pairwise/pair-adherence.js'
import { pccInformation } from './fidelity/pairwise/pcc-information.js'
import { pairRules } from './fidelity/pairwise/rules.js'
import { subgroups } from './fidelity/pairwise/subgroups.js'
import { triples } from './fidelity/pairwise/triples.js'
import type { Metric } from './metric.js'
import { sequenceAutocorrelation } from './sequence/autocorrelation.js'
import { sequenceC2st } from './sequence/c2st.js'
import { sequenceChanges } from './sequence/changes.js'
import { sequenceGrams } from './sequence/grams.js'
import { sequenceLengths } from './sequence/lengths.js'
import { everyColumn } from './utility/every-column.js'
import { importanceAgreement } from './utility/importance-agreement.js'
import { regressionOverlap } from './utility/regression-overlap.js'
import { subgroupShares } from './utility/subgroup-shares.js'
import { subgroupUtility } from './utility/subgroup-utility.js'
import { tstr } from './utility/tstr.js'

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
  triples,
  pccInformation,
  conditionalSkill,
  conditionalAgreement,
  conditionalPairs,
  pccConditionals,
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
  sequenceLengths,
  sequenceGrams,
  sequenceChanges,
  sequenceAutocorrelation,
  sequenceC2st,
  tstr,
  everyColumn,
  importanceAgreement,
  regressionOverlap,
  subgroupShares,
  subgroupUtility,
  sdmetricsDiagnostic,
  sdmetricsColumnShapes,
  sdmetricsColumnPairTrends,
  sdmetricsQuality,
  tabsynShape,
  tabsynTrend,
  tabsynDetection,
  tabsynAlphaPrecision,
  tabsynBetaRecall,
]
