// What learns and puts right columns that hang together: by relations, look-ups, moments, scales and forms.

export { reconcileForms } from './reconcile-forms.js'
export { reconcileTimes } from './relations/calendar.js'
export { assembleRelated } from './relations/decode.js'
export { observedRelations, relatedColumn } from './relations/encode.js'
export { observedMoments, reconcileDays, withDifferentTimes } from './relations/moments.js'
export { fromShares, withScales } from './scales.js'
export { deriveColumn, learnDerivations } from './shell/derive.js'
