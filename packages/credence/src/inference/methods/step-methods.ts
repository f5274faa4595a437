/** The methods that learn a minibatch at a time, for `openTraining`: one line each. */
export { bayesByBackpropSteps as bayesByBackprop } from "./bayes-by-backprop.ts";
export { mapSteps as map } from "./map.ts";
export { mcDropoutSteps as mcDropout } from "./mc-dropout.ts";
