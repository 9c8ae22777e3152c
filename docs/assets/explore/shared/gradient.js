/** The gradient of a lead: how much more one class leads over another with a little more ink in each pixel. */
// @ts-check

import { ACTIVATIONS } from "./activations.js";

/**
 * @typedef {import("./network.js").Layer} Layer
 * @typedef {import("./network.js").Network} Network
 * @typedef {import("./network.js").FullPass} FullPass
 * @typedef {{pixels: Uint8Array, answer: number, rival: number, probability: number}} Asked An image, the answer to it, its
 *   probability, and the class that it is held against.
 */

/**
 * Return the slope of logit(answer) - logit(rival) with respect to each pixel, by the chain rule, from the last layer back.
 * @param {Network} network
 * @param {FullPass} pass Of the image.
 * @param {number} answer
 * @param {number} rival
 * @returns {Float64Array}
 */
export function leadGradient({ layers }, { sums }, answer, rival) {
  let slopes = new Float64Array(layers[layers.length - 1].units);
  slopes[answer] += 1;
  slopes[rival] -= 1;
  for (let at = layers.length - 1; at > 0; at -= 1) {
    const { slope } = ACTIVATIONS[layers[at - 1].activation];
    slopes = handedBack(layers[at], slopes).map((value, unit) => value * slope(sums[at - 1][unit]));
  }
  return handedBack(layers[0], slopes);
}

/**
 * @param {Layer} layer
 * @param {Float64Array} slopes With respect to its weighted sums.
 * @returns {Float64Array} With respect to its inputs.
 */
function handedBack({ inputs, units, kernel }, slopes) {
  return Float64Array.from({ length: inputs }, (_, input) => {
    let sum = 0;
    for (let unit = 0; unit < units; unit += 1) sum += kernel[input * units + unit] * slopes[unit];
    return sum;
  });
}
