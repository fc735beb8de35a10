/** What the file of a model that was fitted with differential privacy gives away, in one sentence. */
export const privateReveals =
  'Noisy counts that were paid for and what follows from them: within the budget, nobody can tell whether any one unit was in the data.'
