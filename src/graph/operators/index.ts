export { gelu, leakyRelu, relu, silu } from "./activation.js";
export { abs, add, clip, div, maximum, minimum, mul, neg, pow, sign, square, sub } from "./arithmetic.js";
export { type BatchNormOptions, type BatchNormVariables, batchNorm } from "./batch-normalization.js";
export { type Conv2dOptions, conv2d } from "./convolution.js";
export { type CumulativeSumOptions, cumulativeSum } from "./cumulative-sum.js";
export { erf, exp, log, reciprocal, sigmoid, softplus, sqrt, tanh } from "./exponential.js";
export { gather, oneHot, scatterAdd } from "./gather.js";
export { expand, flatten, reshape, transpose } from "./layout.js";
export { logLikelihood } from "./log-likelihood.js";
export {
  cast,
  equal,
  greater,
  greaterEqual,
  less,
  lessEqual,
  logicalAnd,
  logicalNot,
  logicalOr,
  stopGradient,
  where,
} from "./logic.js";
export { accumulate, linear, type MatmulOptions, matmul, matmulAdd } from "./matmul.js";
export { groupNorm, layerNorm, rmsNorm } from "./normalization.js";
export { averagePool2d, globalAveragePool, maxPool2d, type PoolOptions } from "./pooling.js";
export { argMax, topK } from "./ranking.js";
export { max, mean, min, size, sum } from "./reduction.js";
export { rotary } from "./rotary.js";
export { concat, pad, slice, split } from "./slicing.js";
export { crossEntropy, logSoftmax, softmax } from "./softmax.js";
export { scatterAlongAxis, takeAlongAxis } from "./take-along-axis.js";
