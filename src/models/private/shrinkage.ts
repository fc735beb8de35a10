/**
 * What a nat of divergence from independent columns costs a private model, per row. Noise looks like dependence: with this much pull
 * towards none, models of noisy pairs come nearer to the truth than those that fit the noise best (on Adult, with any budget).
 */
export const shrinkage = 0.03
