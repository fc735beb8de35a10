/** Pearson's correlation over the rows in which both are present (not NaN), in [-1, 1]; NaN where one of them doesn't vary. */
export function pearson(x: Float64Array, y: Float64Array): number {
  // Scaled to at most 1, so that squares of huge numbers stay finite.
  const scaleX = greatestMagnitude(x)
  const scaleY = greatestMagnitude(y)
  let n = 0
  let meanX = 0
  let meanY = 0
  let xx = 0
  let yy = 0
  let xy = 0
  for (let i = 0; i < x.length; i++) {
    const a = x[i] / scaleX
    const b = y[i] / scaleY
    if (Number.isNaN(a) || Number.isNaN(b)) continue
    n++
    const deltaX = a - meanX
    const deltaY = b - meanY
    meanX += deltaX / n
    meanY += deltaY / n
    xx += deltaX * (a - meanX)
    yy += deltaY * (b - meanY)
    xy += deltaX * (b - meanY)
  }
  if (!(xx > 0 && yy > 0)) return Number.NaN
  return Math.max(-1, Math.min(1, xy / (Math.sqrt(xx) * Math.sqrt(yy))))
}

function greatestMagnitude(values: Float64Array): number {
  let greatest = 0
  for (let i = 0; i < values.length; i++) {
    const magnitude = Math.abs(values[i])
    if (magnitude > greatest) greatest = magnitude
  }
  return greatest || 1
}
