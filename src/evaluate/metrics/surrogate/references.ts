import type { Reference } from '../../metric.js'
import { spectrumPaper } from '../spectrum.js'

/** Where judging by a surrogate comes from, and what the surrogate is. */
export const surrogatePapers: readonly Reference[] = [
  spectrumPaper,
  {
    author: 'Mansinghka, Shafto, Jonas, Petschulat, Gasner, Tenenbaum',
    year: 2016,
    title: 'CrossCat: A Fully Bayesian Nonparametric Method for Analyzing Heterogeneous, High Dimensional Data',
    url: 'https://jmlr.org/papers/v17/11-392.html',
  },
  { author: 'Chow, Liu', year: 1968, title: 'Approximating discrete probability distributions with dependence trees' },
]
