import type { Level, Reference } from '../metric.js'

/** Where the spectrum comes from: every metric of fidelity tests one implication of "synthetic rows have the distribution of real rows". */
export const spectrumPaper: Reference = {
  author: 'Yang, Eaves, Schmidt, Swanson, Shafto',
  year: 2024,
  title: 'Structured Evaluation of Synthetic Tabular Data',
  url: 'https://arxiv.org/abs/2403.10424',
}

/** Each place on the spectrum in words: what is asked there. */
export const spectrum: Readonly<Record<Level, { readonly title: string; readonly question: string }>> = {
  missingness: { title: 'Missing values', question: 'Is the right share of cells empty, and in the same rows?' },
  marginal: { title: 'Single columns', question: 'Does each column by itself look real?' },
  pairwise: { title: 'Pairs of columns', question: 'Do columns depend on each other two by two as they really do?' },
  conditional: { title: 'Each column given all others', question: 'Can a column be predicted from the rest as it really can?' },
  joint: { title: 'Whole rows', question: 'Can anybody tell a synthetic row from a real one?' },
  sequence: { title: 'Sequences', question: 'Do rows that belong together follow each other as in the real table?' },
  utility: { title: 'Use', question: 'Does work done on synthetic rows hold on real ones?' },
  privacy: { title: 'Privacy', question: 'Do synthetic rows give away who was in the training rows?' },
}
