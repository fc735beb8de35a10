// What is asked of trees besides rows.

export { treesLogDensity } from './density/log-density.js'
export { describeTrees } from './describe.js'
export { conditionTrees } from './draw/conditions/condition.js'
export { imputeTrees } from './draw/gaps/impute.js'
