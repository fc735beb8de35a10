// The public API, safe in a browser.

export type { AttackInput } from './attacks/attacked.js'
export type { Attack, Finding, Verdict } from './attacks/finding.js'
export { attacks } from './attacks/index.js'
export { attackTables, type PrivacyReport } from './attacks/report/privacy-report.js'
export { type AuditPrivacyOptions, auditPrivacy, type PrivacyAudit } from './audit/audit-privacy.js'
export { createPool } from './browser/pool.js'
export { type FoundRule, findRules, refusePrivate } from './constraints/find/find.js'
export { parseRules } from './constraints/rules/rule.js'
export { bookRelease, checkedBook, openBook, type ReleaseBook, spentOf } from './dp/accounting/releases.js'
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
export { type EvaluateOptions, evaluate, evaluateMany, type ScoreTablesOptions, scoreTables } from './evaluate/engine/evaluate.js'
export type { RealTables, SyntheticTable } from './evaluate/engine/prepare.js'
export type { Baseline, Comparison, Evaluation, ScoreCurve, ScoreDetail, ScoreEntry, Shortcoming } from './evaluate/evaluation.js'
export type { Metric, MetricContext, MetricInput, MetricResult } from './evaluate/metric.js'
export { defineMetric } from './evaluate/metrics/define-metric.js'
export { metrics } from './evaluate/metrics/index.js'
export { type MetricSelection, metricSets, selectMetrics } from './evaluate/metrics/select.js'
export { type Completeness, completeness } from './evaluate/summary/completeness.js'
export { ownRowsNote, previewOf } from './evaluate/summary/preview.js'
export { tableToArrow } from './io/arrow/arrow.js'
export { type FileFacts, type FileFormat, formatOfPath } from './io/facts.js'
export { readBytes as rawFromBytes } from './io/read.js'
export { createTableWriter as tableWriter } from './io/writer.js'
export { describedModel } from './models/description/described-model.js'
export { models, privateModels } from './models/index.js'
export { loadModel } from './models/loaded.js'
export type { ModelChoice, ModelName, ModelOptions } from './models/model-options.js'
export { optionHelp } from './models/option-help.js'
export { describedDatabase } from './models/relational/described/described-database.js'
export { parseDatabaseModel, stringifyDatabaseModel } from './models/relational/model-file.js'
export type { RelationalModel } from './models/relational/state.js'
export type { FitOptions } from './models/shell/fit.js'
export type { PrivacyOptions } from './models/shell/fit-privately.js'
export { parseModel, stringifyModel } from './models/shell/model-file.js'
export { blockRows } from './models/shell/sample.js'
export type { ColumnGraph, Description, FittedModel, Pool, Progress, Synthesizer } from './models/synthesizer.js'
export { type DatabaseDescription, describeDatabase } from './pipeline/databases/describe-database.js'
export { type EvaluateByFamiliesOptions, evaluateByFamilies } from './pipeline/databases/evaluate-by-families.js'
export { type DatabaseEvaluation, type EvaluateDatabaseOptions, evaluateDatabase } from './pipeline/databases/evaluate-database.js'
export { type DatabaseInspection, inspectDatabase } from './pipeline/databases/inspect-database.js'
export { type DatabaseInput, readDatabase } from './pipeline/databases/read-database.js'
export type { DatabaseOptions, ReadDatabase } from './pipeline/databases/type-database.js'
export { databaseToSqlite } from './pipeline/databases/write-database.js'
export {
  type EvaluateSourcesOptions,
  evaluateSources,
  type RealSources,
  type SyntheticSource,
} from './pipeline/elsewhere/evaluate-source.js'
export { type SqlClient, sqlSource } from './pipeline/elsewhere/sql-source.js'
export { type Audit, auditModel, type Unaudited, withoutAudit } from './pipeline/holdout/audit.js'
export { measureNearness } from './pipeline/holdout/closeness.js'
export { evaluateByHoldout, type HoldoutEvaluation, splitHoldout } from './pipeline/holdout/evaluate-by-holdout.js'
export { type Tuning, tunePrivacy } from './pipeline/holdout/tune.js'
export {
  type FamilyBlock,
  type FitDatabaseOptions,
  fitDatabase,
  type SampleDatabaseOptions,
  sampleDatabase,
  sampleFamilies,
} from './pipeline/jobs/database.js'
export type { ImputeOptions } from './pipeline/jobs/impute.js'
export { type Transitions, transitions } from './pipeline/jobs/queries/chain-queries.js'
export { describeModel, modelFacts } from './pipeline/jobs/queries/describe.js'
export { cellSurprisals, cellUncertainty, type QueryOptions, type Relation, relations } from './pipeline/jobs/queries/mixture-queries.js'
export { type Reason, reasonsOf } from './pipeline/jobs/queries/reasons.js'
export type { ScoreOptions } from './pipeline/jobs/queries/score.js'
export { type SampleOptions, sampleBlocks } from './pipeline/jobs/sample.js'
export { prepareSampler } from './pipeline/jobs/sampler.js'
export {
  type FitInputOptions,
  fit,
  impute,
  type ModelOf,
  type RowOf,
  sample,
  score,
  type TypedFitOptions,
} from './pipeline/library.js'
export { attackRows, type OfficerOptions, type OfficerReport } from './pipeline/privacy/attack-rows.js'
export { publicForm } from './pipeline/privacy/public-form.js'
export { checkPublishable } from './pipeline/privacy/publishable.js'
export { type PrivacyStatement, privacyStatement } from './pipeline/privacy/statement.js'
export { type Suppressed, suppressRare } from './pipeline/privacy/suppress-rare.js'
export { type Margin, parseMargins } from './pipeline/steering/weights/margins.js'
export {
  type ReadTable,
  tableFromBytes,
  tableToBytes,
  typeTable,
} from './pipeline/tables/bytes.js'
export { cellTexts } from './pipeline/tables/cell-texts.js'
export { typeCompared } from './pipeline/tables/compared.js'
export { type ArrowTable, type KnownTable, type TableInput, toKnownTable } from './pipeline/tables/input.js'
export { serveTasks } from './pipeline/threads/serve.js'
export type { Database } from './relations/database.js'
export type { FoundRelation } from './relations/detect/detect.js'
export { type RepairOptions, repairDatabase } from './relations/repair.js'
export { type DatabaseSchema, parseDatabaseSchema } from './relations/schema.js'
export { fromSdvMetadata, toSdvMetadata } from './relations/sdv.js'
export { type GraphFormat, graphFormats, renderGraph } from './report/graph/index.js'
export { type DatabaseReportInput, renderDatabaseReport } from './report/html/database/index.js'
export { type ReportInput, renderReport } from './report/html/index.js'
export { renderPrivacyHtml } from './report/privacy/html.js'
export { renderReleasable } from './report/privacy/statement.js'
export { renderPrivacyReport } from './report/privacy/text.js'
export { headlineOf, riskVerdicts } from './report/privacy/words.js'
export { renderComparison } from './report/text/comparison.js'
export { renderDatabase, renderDatabaseEvaluation, renderDatabaseModel } from './report/text/database.js'
export { renderEvaluation } from './report/text/evaluation.js'
export { renderExplanation } from './report/text/explanation.js'
export { renderInspection, summaryText } from './report/text/inspection.js'
export { withMasks } from './report/text/mask.js'
export { renderTuning, renderUnaudited, type SettingWords } from './report/text/tuning.js'
export type { SqlSource } from './sql/source.js'
export type { Column, Kind } from './table/column.js'
export { type Inference, inferSchema } from './table/inference/infer.js'
export { type Inspection, inspect } from './table/inference/inspect.js'
export { proposeSensitive, type SensitiveProposal } from './table/meaning/sensitive.js'
export { type RawColumn, type RawTable, rawCell } from './table/raw.js'
export { relationText } from './table/relations/relation.js'
export { rawFromRows, toRows } from './table/rows.js'
export type { ColumnSchema, Schema, SchemaInput } from './table/schema.js'
export { parseSchema } from './table/shape/schema.js'
export { concatTables, Table } from './table/table.js'
export { decode } from './table/typing/decode.js'
