/** Those of the points that no other point dominates: none is at least as great in both directions, and greater in one. */
export function frontOf<T>(points: readonly T[], x: (point: T) => number, y: (point: T) => number): T[] {
  return points.filter(
    (own) => !points.some((other) => x(other) >= x(own) && y(other) >= y(own) && (x(other) > x(own) || y(other) > y(own))),
  )
}
