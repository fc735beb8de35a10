import type { Reference } from '../../../metric.js'

/** The protocol of TabSyn, TabDiff and TabPC; what computes its figures is named by the metrics. */
export const tabsyn: Reference = {
  author: 'Zhang et al.',
  year: 2024,
  title: 'Mixed-Type Tabular Data Synthesis with Score-based Diffusion in Latent Space',
  url: 'https://arxiv.org/abs/2310.09656',
}

export const oldSdmetrics: Reference = {
  author: 'DataCebo',
  year: 2023,
  title: 'SDMetrics 0.11.1',
  url: 'https://docs.sdv.dev/sdmetrics',
}

export const synthcity: Reference = {
  author: 'Qian, Davis, van der Schaar',
  year: 2023,
  title: 'Synthcity: a benchmark framework for diverse use cases of tabular synthetic data (0.2.12)',
  url: 'https://arxiv.org/abs/2301.07573',
}
