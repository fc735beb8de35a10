/** A latent variable as it shows in the cells of a column, or in where a gap is open. */
export interface LatentScores {
  /** A code for each row; -1 where nothing shows. */
  readonly codes: Int32Array
  /** The score that each code stands for; scores have mean 0. */
  readonly scoreOf: Float64Array
  /** The score of each row, 0 where nothing shows; null where the scores of codes may still change. */
  readonly scores: Float64Array | null
}

/** The score of each row, 0 where nothing shows. */
export function rowScores(codes: Int32Array, scoreOf: Float64Array): Float64Array {
  const scores = new Float64Array(codes.length)
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]
    if (code >= 0) scores[i] = scoreOf[code]
  }
  return scores
}
