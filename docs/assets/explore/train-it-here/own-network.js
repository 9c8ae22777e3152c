/** The network that was trained here, as the pages run the one of the course. */
// @ts-check

import { networkOf } from "../shared/network.js";

/**
 * Return the network of some weights.
 * @param {import("./training-set.js").Listing} listing
 * @param {number} neurons
 * @param {Float32Array} weights Kernel and bias of each layer in turn.
 * @returns {import("../shared/network.js").Network}
 */
export function networkFrom({ class_names, image_shape, activation }, neurons, weights) {
  const [inputs, classes] = [image_shape[0] * image_shape[1], class_names.length];
  const bytes = Float32Array.BYTES_PER_ELEMENT;
  const layer = (/** @type {number} */ wide, /** @type {number} */ units, /** @type {string} */ name, /** @type {number} */ first) => ({
    inputs: wide, units, activation: name,
    kernel: { shape: [wide, units], offset: bytes * first },
    bias: { shape: [units], offset: bytes * (first + wide * units) },
  });
  const layers = [layer(inputs, neurons, activation, 0), layer(neurons, classes, "softmax", (inputs + 1) * neurons)];
  return networkOf({ class_names, image_shape, layers }, weights);
}
