import exp from '@stdlib/math-base-special-exp'
import gammaln from '@stdlib/math-base-special-gammaln'
import ln from '@stdlib/math-base-special-ln'

/** Ways to choose `k` of `n`, as a logarithm. */
function lnChoose(n: number, k: number): number {
  return gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
}

/** How probable at least `k` successes of `n` are, each with probability `p`. O(n) time. */
export function binomialTail(k: number, n: number, p: number): number {
  if (k <= 0) return 1
  if (k > n || p <= 0) return 0
  if (p >= 1) return 1
  const [lnP, lnQ] = [ln(p), ln(1 - p)]
  let sum = 0
  for (let i = k; i <= n; i++) sum += exp(lnChoose(n, i) + i * lnP + (n - i) * lnQ)
  return Math.min(1, sum)
}

/**
 * How probable it is that at least `a` of `a + c` marked rows lie in the first of two samples of `n` and `m` rows, if chance alone puts them
 * there: Fisher's exact test, one-sided.
 *
 * @see Fisher, 1922, On the interpretation of chi-squared from contingency tables, and the calculation of P
 */
export function fisherTail(a: number, n: number, c: number, m: number): number {
  const marked = a + c
  const whole = lnChoose(n + m, marked)
  let sum = 0
  for (let i = a; i <= Math.min(marked, n); i++) {
    if (marked - i <= m) sum += exp(lnChoose(n, i) + lnChoose(m, marked - i) - whole)
  }
  return Math.min(1, sum)
}
