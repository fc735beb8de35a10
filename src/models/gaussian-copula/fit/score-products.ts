/** Rows of a block: five columns of it stay in the first cache. */
const blockRows = 512

/** Sums over the rows of the products of any two columns of scores, size × size, below the diagonal. */
export function scoreProducts(scores: readonly Float64Array[]): Float64Array {
  const size = scores.length
  const total = scores[0]?.length ?? 0
  const sums = new Float64Array(size * size)
  for (let start = 0; start < total; start += blockRows) {
    const end = Math.min(total, start + blockRows)
    for (let i = 1; i < size; i++) {
      const own = scores[i] as Float64Array
      let j = 0
      for (; j + 4 <= i; j += 4) addFour(own, scores, j, start, end, sums, i * size + j)
      for (; j < i; j++) addOne(own, scores[j] as Float64Array, start, end, sums, i * size + j)
    }
  }
  return sums
}

/** Four sums at a time: each has to wait for itself, and one column is read once for all of them. */
function addFour(
  own: Float64Array,
  scores: readonly Float64Array[],
  j: number,
  start: number,
  end: number,
  sums: Float64Array,
  index: number,
): void {
  const [a, b, c, d] = [scores[j], scores[j + 1], scores[j + 2], scores[j + 3]] as [Float64Array, Float64Array, Float64Array, Float64Array]
  let first = 0
  let second = 0
  let third = 0
  let fourth = 0
  for (let row = start; row < end; row++) {
    const score = own[row] as number
    first += score * (a[row] as number)
    second += score * (b[row] as number)
    third += score * (c[row] as number)
    fourth += score * (d[row] as number)
  }
  sums[index] = (sums[index] as number) + first
  sums[index + 1] = (sums[index + 1] as number) + second
  sums[index + 2] = (sums[index + 2] as number) + third
  sums[index + 3] = (sums[index + 3] as number) + fourth
}

function addOne(a: Float64Array, b: Float64Array, start: number, end: number, sums: Float64Array, index: number): void {
  let sum = 0
  for (let row = start; row < end; row++) sum += (a[row] as number) * (b[row] as number)
  sums[index] = (sums[index] as number) + sum
}
