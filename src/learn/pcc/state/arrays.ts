/** A longer array that starts with the same values, followed by zeros. */
export function enlarged<T extends Int32Array | Float64Array>(values: T, length: number): T {
  const longer = new (values.constructor as new (length: number) => T)(length)
  longer.set(values)
  return longer
}

/** Exchanges two values of an array. */
export function swap(values: Int32Array | Float64Array, a: number, b: number): void {
  const value = values[a] as number
  values[a] = values[b] as number
  values[b] = value
}
