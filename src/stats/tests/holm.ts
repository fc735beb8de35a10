/**
 * The probabilities of several tests, each as it counts beside the others: rejecting those of at most `alpha` errs in any of them in at most
 * that share of cases, however they depend on each other. In the order given.
 * @see Holm, 1979, A Simple Sequentially Rejective Multiple Test Procedure
 */
export function holm(probabilities: readonly number[]): number[] {
  const order = probabilities.map((_, i) => i).sort((a, b) => (probabilities[a] as number) - (probabilities[b] as number))
  const adjusted = new Array<number>(probabilities.length)
  let most = 0
  order.forEach((at, place) => {
    most = Math.max(most, Math.min(1, (probabilities.length - place) * (probabilities[at] as number)))
    adjusted[at] = most
  })
  return adjusted
}
