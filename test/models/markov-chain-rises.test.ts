import { describe, expect, it } from 'vitest'
import { fit, sample } from '../../src/pipeline/library.js'

/** Visits of patients: numbered from 1, at times that rise, of doses that only fall, with a gap here and there; `weight` goes up and down. */
const visits = Array.from({ length: 60 }, (_, patient) =>
  Array.from({ length: 2 + ((patient * 7) % 6) }, (_, k) => ({
    patient: `P${patient}`,
    visit: k + 1,
    when: new Date(Date.UTC(2021, patient % 12, 1, 8) + 36e5 * (k * 30 + ((k * k * 5 + patient) % 17))),
    dose: (patient + k) % 9 === 0 && k > 0 ? null : 100 - k * (2 + (patient % 3)) - (patient % 5),
    weight: 60 + ((patient * 31 + k * 17) % 20),
  })),
).flat()

/** The sequences of the rows, in their order. */
function sequencesOf(rows: readonly (typeof visits)[number][]): (typeof visits)[] {
  const sequences = new Map<string, typeof visits>()
  for (const row of rows) sequences.set(row.patient, [...(sequences.get(row.patient) ?? []), row])
  return [...sequences.values()]
}

const steps = (values: readonly (number | null)[]): number[] => {
  const known = values.filter((value) => value !== null)
  return known.slice(1).map((value, i) => value - (known[i] as number))
}

describe('markov-chain', () => {
  it.each(['visit', 'when', undefined])('keeps every column in its direction in every sequence (order: %s)', async (order) => {
    const shuffled = order ? [...visits].reverse() : visits
    const { rawFromRows } = await import('../../src/table/rows.js')
    const { inferSchema } = await import('../../src/table/inference/infer.js')
    const { schema } = inferSchema(rawFromRows(shuffled), { roles: { key: 'patient', ...(order ? { order } : {}) } })
    const model = await fit(shuffled, { model: 'markov-chain', schema, seed: 3 })
    const rows = (await sample(model, 300, { seed: 4, as: 'rows' })) as typeof visits
    const sequences = sequencesOf(rows)
    expect(sequences.length).toBeGreaterThan(100)
    for (const sequence of sequences) {
      expect(sequence.map(({ visit }) => visit)).toEqual(sequence.map((_, k) => k + 1))
      expect(steps(sequence.map(({ when }) => when.getTime())).every((step) => step > 0)).toBe(true)
      expect(steps(sequence.map(({ dose }) => dose)).every((step) => step <= -2)).toBe(true)
    }
    expect(sequences.some((sequence) => steps(sequence.map(({ weight }) => weight)).some((step) => step > 0))).toBe(true)
    expect(sequences.some((sequence) => steps(sequence.map(({ weight }) => weight)).some((step) => step < 0))).toBe(true)
  })
})
