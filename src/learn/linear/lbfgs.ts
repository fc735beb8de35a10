/** A smooth convex function: its value at `x`, its gradient into `gradient`. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number

export interface Minimum {
  readonly x: Float64Array
  readonly value: number
  readonly steps: number
  /** False where the steps ran out. */
  readonly converged: boolean
}

export interface LbfgsOptions {
  /** About the second derivative along each coordinate, all above 0; makes up for scales that differ. */
  readonly curvature?: Float64Array
  readonly memory?: number
  readonly maxSteps?: number
  /** Done when half the square of the gradient, over the curvature, is below this: about how much the value may still fall. */
  readonly tolerance?: number
}

/**
 * The minimum of a smooth convex function, by limited-memory quasi-Newton steps with backtracking.
 * @see Nocedal and Wright, 2006, Numerical Optimization, algorithm 7.4
 */
export function minimize(
  objective: Objective,
  start: Float64Array,
  { curvature = new Float64Array(start.length).fill(1), memory = 10, maxSteps = 500, tolerance = 1e-9 }: LbfgsOptions = {},
): Minimum {
  const history: Pair[] = []
  let x: Float64Array = start.slice()
  let gradient: Float64Array = new Float64Array(x.length)
  let value = objective(x, gradient)
  for (let step = 0; step < maxSteps; step++) {
    if (expectedFall(gradient, curvature) <= tolerance) return { x, value, steps: step, converged: true }
    const direction = quasiNewton(gradient, history, curvature)
    const slope = dot(direction, gradient)
    const next = backtrack(objective, x, value, direction, slope)
    // No step lowers the value any more: as near as numbers get.
    if (!next) return { x, value, steps: step, converged: true }
    const moved = next.x.map((to, i) => to - x[i])
    const turned = next.gradient.map((to, i) => to - gradient[i])
    const product = dot(moved, turned)
    if (product > 0) history.push({ moved, turned, product })
    if (history.length > memory) history.shift()
    x = next.x
    gradient = next.gradient
    value = next.value
  }
  return { x, value, steps: maxSteps, converged: false }
}

interface Pair {
  readonly moved: Float64Array
  readonly turned: Float64Array
  readonly product: number
}

function expectedFall(gradient: Float64Array, curvature: Float64Array): number {
  let sum = 0
  for (let i = 0; i < gradient.length; i++) sum += (gradient[i] * gradient[i]) / curvature[i]
  return sum / 2
}

/** Minus the gradient, times the inverse of the second derivatives as far as the last steps have shown them. */
function quasiNewton(gradient: Float64Array, history: readonly Pair[], curvature: Float64Array): Float64Array {
  const direction = gradient.map((slope) => -slope)
  const shares = new Float64Array(history.length)
  for (let h = history.length - 1; h >= 0; h--) {
    const { moved, turned, product } = history[h]
    const share = dot(moved, direction) / product
    shares[h] = share
    for (let i = 0; i < direction.length; i++) direction[i] -= share * turned[i]
  }
  const factor = lastScale(history.at(-1), curvature)
  for (let i = 0; i < direction.length; i++) direction[i] = (direction[i] * factor) / curvature[i]
  for (let h = 0; h < history.length; h++) {
    const { moved, turned, product } = history[h]
    const change = shares[h] - dot(turned, direction) / product
    for (let i = 0; i < direction.length; i++) direction[i] += change * moved[i]
  }
  return direction
}

/** How much smaller than `curvature` the last step found the second derivatives. */
function lastScale(last: Pair | undefined, curvature: Float64Array): number {
  if (!last) return 1
  let squares = 0
  for (let i = 0; i < curvature.length; i++) squares += (last.turned[i] * last.turned[i]) / curvature[i]
  return last.product / squares
}

/** The first of ever shorter steps that lowers the value by a fair part of what the slope promises (Armijo). */
function backtrack(
  objective: Objective,
  x: Float64Array,
  value: number,
  direction: Float64Array,
  slope: number,
): { x: Float64Array; gradient: Float64Array; value: number } | null {
  const gradient = new Float64Array(x.length)
  for (let length = 1; length > 1e-12; length /= 2) {
    const tried = x.map((at, i) => at + length * direction[i])
    const found = objective(tried, gradient)
    if (found <= value + 1e-4 * length * slope && found < value) return { x: tried, gradient, value: found }
  }
  return null
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}
