/**
 * What pushed a neuron up or down: weight times activation, one product for each input. With the bias they add up to the
 * neuron's weighted sum, which for a neuron of the last layer is its logit: nothing is left over.
 */
// @ts-check

/**
 * @typedef {import("./network.js").Network} Network
 * @typedef {import("./network.js").Pass} Pass
 * @typedef {{weights: Float32Array, products: Float64Array, bias: number, sum: number}} Contributions
 */

/**
 * Return what the inputs of one neuron contributed.
 * @param {Network} network
 * @param {Pass} pass
 * @param {number} layer Of the dense layers, from 0.
 * @param {number} unit
 * @returns {Contributions}
 */
export function contributionsTo(network, pass, layer, unit) {
  const weights = network.weightsInto(layer, unit);
  const products = Float64Array.from(weights, (weight, input) => weight * pass.layers[layer][input]);
  const bias = network.layers[layer].bias[unit];
  return { weights, products, bias, sum: total(products) + bias };
}

/**
 * Return what one neuron contributes to each neuron of the next layer; nothing from the last.
 * @param {Network} network
 * @param {Pass} pass
 * @param {number} layer Of the dense layers, from 0.
 * @param {number} unit
 * @returns {Float64Array}
 */
export function contributionsOf({ layers }, pass, layer, unit) {
  const next = layers[layer + 1];
  if (!next) return new Float64Array();
  const weights = next.kernel.subarray(unit * next.units, (unit + 1) * next.units);
  return Float64Array.from(weights, (weight) => weight * pass.layers[layer + 1][unit]);
}

/**
 * Return the sum of values.
 * @param {Iterable<number>} values
 * @returns {number}
 */
export function total(values) {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

/**
 * Return the inputs that push hardest in each direction, the hardest first, and the sum of all others.
 * @param {Float64Array} products
 * @param {number} most In each direction.
 * @returns {{up: number[], down: number[], rest: number, others: number}}
 */
export function strongest(products, most) {
  const order = Array.from(products.keys()).sort((one, other) => products[other] - products[one]);
  const up = order.slice(0, most).filter((input) => products[input] > 0);
  const down = order.slice(-most).filter((input) => products[input] < 0).reverse();
  const named = new Set([...up, ...down]);
  return { up, down, rest: total(products.filter((_, input) => !named.has(input))), others: products.length - named.size };
}
