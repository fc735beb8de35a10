/**
 * Places for labels of these values along a line: in the same order, at least `gap` apart and between `low` and `high`, each as near to its
 * value as those before it allow. Where there isn't room for all, the gap shrinks.
 */
export function spread(values: readonly number[], gap: number, [low, high]: readonly [number, number]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => (values[a] as number) - (values[b] as number) || a - b)
  const step = Math.min(gap, (high - low) / Math.max(1, values.length - 1))
  const places = new Array<number>(values.length)
  order.reduce((least, i) => {
    places[i] = Math.max(least, values[i] as number)
    return (places[i] as number) + step
  }, low)
  order.reduceRight((most, i) => {
    places[i] = Math.min(most, places[i] as number)
    return (places[i] as number) - step
  }, high)
  return places
}
