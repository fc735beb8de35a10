import type { CellRecord, CellScore } from '../../src/benchmark/run/record.js'

/** A cell that went well, but for what is said of it. */
export function cell(facts: Partial<CellRecord>): CellRecord {
  return {
    ...{ type: 'cell', key: 'key', dataset: 'd', synthesizer: 's', seed: 1, kind: 'model', outcome: 'ok', reason: null },
    ...{ limits: { time: 1, memory: 1 }, threads: 1, version: null, rows: null, columns: null, peakBytes: null, modelBytes: null },
    seconds: { fit: null, sample: null, make: null, evaluate: null },
    ...{ scores: [], closeness: null, attacks: null, generated: null, environment: 'e', finished: '2026-01-01T00:00:00.000Z' },
    ...facts,
  }
}

/** A score of a metric of single columns. */
export function score(skill: number | null, facts: Partial<CellScore> = {}): CellScore {
  return {
    ...{ metric: 'marginal-shape', version: 1, title: 'Shape', family: 'fidelity', level: 'marginal', goal: 'maximize' },
    ...{ value: skill, skill, interval: null, floor: 0, ceiling: 1, reason: null },
    ...facts,
  }
}
