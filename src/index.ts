// The public API, safe in a browser.

export { bookRelease, checkedBook, openBook, type ReleaseBook, spentOf } from './dp/releases.js'
export {
  ConstraintError,
  FitError,
  InputError,
  ModelFileError,
  OptionError,
  OutputError,
  PrivacyError,
  RowsmithError,
  SchemaError,
} from './errors.js'
export { type Completeness, completeness } from './evaluate/completeness.js'
export { type EvaluateOptions, evaluate, evaluateMany } from './evaluate/evaluate.js'
export type { Baseline, Comparison, Evaluation, ScoreCurve, ScoreDetail, ScoreEntry, Shortcoming } from './evaluate/evaluation.js'
export { metrics } from './evaluate/index.js'
export type { Metric, MetricContext, MetricInput, MetricResult } from './evaluate/metric.js'
export type { RealTables, SyntheticTable } from './evaluate/prepare.js'
export { type ScoreTablesOptions, scoreTables } from './evaluate/score-tables.js'
export { type MetricSelection, metricSets, selectMetrics } from './evaluate/select.js'
export { tableToArrow } from './io/arrow.js'
export type { FileFacts, FileFormat } from './io/facts.js'
export type { FitOptions } from './models/fit.js'
export type { PrivacyOptions } from './models/fit-privately.js'
export { models, privateModels } from './models/index.js'
export { parseModel, stringifyModel } from './models/model-file.js'
export { blockRows } from './models/sample.js'
export type { ColumnGraph, Description, FittedModel, Pool, Progress, Synthesizer } from './models/synthesizer.js'
export { type Audit, auditModel, type Tuning, tunePrivacy } from './pipeline/audit.js'
export { type ReadTable, tableFromBytes, tableToBytes } from './pipeline/bytes.js'
export { type Transitions, transitions } from './pipeline/chain-queries.js'
export { describeModel, modelFacts } from './pipeline/describe.js'
export type { ImputeOptions } from './pipeline/impute.js'
export { type ArrowTable, type KnownTable, type TableInput, toKnownTable } from './pipeline/input.js'
export { type FitInputOptions, fit, impute, sample, score } from './pipeline/library.js'
export { cellSurprisals, cellUncertainty, type QueryOptions, type Relation, relations } from './pipeline/mixture-queries.js'
export { type AuditPrivacyOptions, auditPrivacy, type PrivacyAudit } from './pipeline/privacy-audit.js'
export { publicForm } from './pipeline/privacy-schema.js'
export { type PrivacyStatement, privacyStatement } from './pipeline/privacy-statement.js'
export { type Reason, reasonsOf } from './pipeline/reasons.js'
export { type SampleOptions, sampleBlocks } from './pipeline/sample.js'
export type { ScoreOptions } from './pipeline/score.js'
export { evaluateByHoldout, type HoldoutEvaluation } from './pipeline/synth.js'
export { type GraphFormat, renderGraph } from './report/graph.js'
export { type ReportInput, renderReport } from './report/html.js'
export { renderInspection } from './report/inspection.js'
export { renderEvaluation } from './report/text.js'
export { renderComparison } from './report/text-comparison.js'
export { renderExplanation } from './report/text-explanation.js'
export type { Column, Kind } from './table/column.js'
export { decode } from './table/decode.js'
export { type Inference, inferSchema } from './table/infer.js'
export { type Inspection, inspect } from './table/inspect.js'
export { rawFromRows, toRows } from './table/rows.js'
export { type ColumnSchema, parseSchema, type Schema, type SchemaInput } from './table/schema.js'
export { concatTables, Table } from './table/table.js'
