import { describe, expect, it } from 'vitest'
import {
  firstWords,
  formatCount,
  formatDate,
  formatHundredths,
  formatScore,
  formatShare,
  formatValue,
  printable,
  shorten,
} from '../../src/report/format.js'
import { escapeHtml, markup } from '../../src/report/html/page/markup.js'

describe('formats', () => {
  it('never show a score below 1 as 1, or a share above 0 as 0', () => {
    expect([1, 0.9996, 0.98249, null].map(formatScore)).toEqual(['1.000', '0.999+', '0.982', '–'])
    expect([0, 0.0004, 0.0123, 1].map(formatShare)).toEqual(['0.0 %', '< 0.1 %', '1.2 %', '100.0 %'])
  })

  it('write negative numbers with a minus sign, and no negative zero', () => {
    expect([-0.961, -0.001, 0.5].map(formatHundredths)).toEqual(['−0.96', '0.00', '0.50'])
  })

  it('write values short enough for an axis', () => {
    expect([0, 0.05, 1984, 250_000, -1.5e-9, 3.2e20].map(formatValue)).toEqual(['0', '0.05', '1984', '250K', '−1.50e−9', '3.20e+20'])
    expect(formatCount(24421)).toBe('24,421')
  })

  it('write moments by their unit', () => {
    expect(formatDate(18_262, 'day')).toBe('2020-01-01')
    expect(formatDate(1_577_836_800, 's')).toBe('2020-01-01')
    expect(formatDate(1_577_836_861_000, 'ms')).toBe('2020-01-01 00:01:01')
    expect(formatDate(1e300, 'day')).toBe('+275760-09-13')
  })

  it('shorten by characters, not by halves of them', () => {
    expect(shorten('😀😀😀', 2)).toBe('😀…')
    expect(shorten('abc', 3)).toBe('abc')
    expect(firstWords('as frequent, as they are', 15)).toBe('as frequent …')
    expect(firstWords('incomprehensibilities', 10)).toBe('incompreh…')
    expect(firstWords('as they are', 11)).toBe('as they are')
    expect(printable('a\u001b[0m\u202eb')).toBe('a\ufffd[0m\ufffdb')
  })
})

describe('markup', () => {
  it('escapes what is put in, except markup', () => {
    expect(markup`<p title="${'"<&\''}">${markup`<b>${'<i>'}</b>`}${null}${[1, '&']}</p>`.text).toBe(
      '<p title="&quot;&lt;&amp;&#39;"><b>&lt;i&gt;</b>1&amp;</p>',
    )
    expect(escapeHtml('\u0000')).toBe('\ufffd')
  })
})
