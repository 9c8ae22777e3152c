/** The activations that a recipe may name, as Keras defines them, and their slopes. */
// @ts-check

/**
 * @typedef {object} Activation
 * @property {(x: number) => number} output
 * @property {(x: number) => number} slope Its derivative; that of ReLU is 0 at 0, as in TensorFlow.
 */

/** By their names in Keras. @type {Record<string, Activation>} */
export const ACTIVATIONS = {
  relu: { output: (x) => Math.max(x, 0), slope: (x) => Number(x > 0) },
  tanh: { output: Math.tanh, slope: (x) => 1 - Math.tanh(x) ** 2 },
  sigmoid: { output: sigmoid, slope: (x) => sigmoid(x) * (1 - sigmoid(x)) },
  elu: { output: (x) => (x > 0 ? x : Math.expm1(x)), slope: (x) => Math.exp(Math.min(x, 0)) },
  gelu: { output: (x) => x * normal(x), slope: (x) => normal(x) + (x * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI) },
  linear: { output: (x) => x, slope: () => 1 },
};

/**
 * @param {number} x
 * @returns {number}
 */
function sigmoid(x) {
  return 1 / (1 + Math.exp(-x));
}

/**
 * The distribution function of the standard normal distribution.
 * @param {number} x
 * @returns {number}
 */
function normal(x) {
  return erfc(-x / Math.SQRT2) / 2;
}

// Press et al., Numerical Recipes in C, 2nd edition, section 6.2: Chebyshev, fractional error below 1.2e-7.
const ERFC = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
  0.17087277,
];

/**
 * The complementary error function.
 * @param {number} x
 * @returns {number}
 */
function erfc(x) {
  const t = 1 / (1 + Math.abs(x) / 2);
  const positive = t * Math.exp(-x * x + ERFC.reduceRight((sum, coefficient) => coefficient + t * sum, 0));
  return x < 0 ? 2 - positive : positive;
}
