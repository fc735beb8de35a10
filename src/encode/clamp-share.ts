/** A share at least half a row away from 0 and 1, where normal scores are infinite. */
export function clampShare(share: number, rows: number): number {
  return Math.min(1 - 0.5 / rows, Math.max(0.5 / rows, share))
}
