/**
 * What a nat of divergence from independent columns costs a private model, per row. Noise looks like dependence: with a little pull
 * towards none, models of noisy pairs come nearer to the truth than those that fit the noise best. Ten times as much is a shade better
 * where columns depend little on each other (Adult) and far worse where they depend much (the bills of credit-default).
 */
export const shrinkage = 0.003
