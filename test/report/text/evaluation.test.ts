import { describe, expect, it } from 'vitest'
import type { ScoreEntry } from '../../../src/evaluate/evaluation.js'
import { renderEvaluation } from '../../../src/report/text/evaluation.js'
import { hostileEvaluation, wideEvaluation } from '../evaluations.js'

describe('renderEvaluation', () => {
  it('fits into 100 columns and holds nothing that steers a terminal', async () => {
    for (const evaluation of [await hostileEvaluation(), await wideEvaluation(12, 400)]) {
      const text = renderEvaluation(evaluation)
      for (const line of text.split('\n')) expect(Array.from(line).length, line).toBeLessThanOrEqual(100)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not occur
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/)
    }
  })

  it('shows every score with ceiling, floor, skill and reading, along the spectrum', async () => {
    const evaluation = await wideEvaluation(4, 400)
    const lines = renderEvaluation(evaluation).split('\n')
    const scored = new Set(evaluation.scores.filter(({ value }) => value !== null).map(({ level }) => level))
    const shown = evaluation.scores.filter(({ level }) => scored.has(level))
    const places = shown.map(({ title }) => lines.findIndex((line) => line.startsWith(`  ${title.slice(0, 21)}`)))
    expect(places.every((place, i) => place > (places[i - 1] ?? 0))).toBe(true)
    // A level without any score tells why in one place.
    expect(scored.has('sequence')).toBe(false)
    expect(lines[lines.indexOf('Sequences') + 1]).toBe('  No score. Needs a sequence key: the column that says which rows belong together.')
    const shape = evaluation.scores.find(({ metric }) => metric === 'marginal-shape') as ScoreEntry
    const line = lines.find((text) => text.startsWith('  Column shapes')) as string
    expect(line).toContain((shape.value as number).toFixed(3))
    expect(line).toContain((shape.baselines.ceiling.value as number).toFixed(3))
    expect(line).toContain((shape.skill as number).toFixed(2))
    const [low, high] = shape.skillInterval as [number, number]
    expect(line).toContain(`± ${((high - low) / 2).toFixed(2)}`)
    expect(
      lines
        .slice(lines.indexOf(line), lines.indexOf(line) + 2)
        .join(' ')
        .replace(/ +/g, ' '),
    ).toContain(shape.reading)
  })

  it('names the five worst columns and pairs, those furthest behind real rows first', async () => {
    const text = renderEvaluation(await wideEvaluation(12, 400))
    const worst = text.split('Worst columns')[1]?.split('\n').slice(1, 6) as string[]
    expect(worst.every((line) => line.startsWith('  column '))).toBe(true)
    expect(worst.map((line) => Number(line.trim().split(/\s+/)[1]) % 2)).toEqual([1, 1, 1, 1, 1])
    expect(text).toContain('Worst pairs')
  })

  it('tells the shortcomings that were found in short, and names the others', async () => {
    const text = renderEvaluation(await wideEvaluation(12, 400))
    expect(text).toMatch(/^Shortcomings\n {2}Bias\. .*column \d+: values are/m)
    expect(text).toMatch(/; …/)
    expect(text).toMatch(/Not looked for, for want of scores: .*lost dynamics/)
  })
})
