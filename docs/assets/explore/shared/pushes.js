/** Who pushes a neuron, and whom it pushes, for one image. */
// @ts-check

import { contributionsOf, contributionsTo, strongest } from "./contributions.js";

/**
 * @typedef {import("./contributions.js").Contributions} Contributions
 * @typedef {ReturnType<typeof strongest>} Strongest
 * @typedef {{layer: number, unit: number}} Place A neuron: of which dense layer, from 0, and which of its neurons.
 * @typedef {object} Pushes
 * @property {Contributions} contributions Of all inputs.
 * @property {Strongest} into The inputs that push hardest.
 * @property {Float64Array} onward What it contributes to each neuron of the next layer; empty for the last.
 * @property {Strongest} on The neurons of the next layer that it pushes hardest.
 */

/** In each direction. */
const [INTO, ON] = [5, 2];

/**
 * @param {import("./network.js").Network} network
 * @param {import("./network.js").Pass} pass
 * @param {Place} place
 * @returns {Pushes}
 */
export function pushesOf(network, pass, { layer, unit }) {
  const contributions = contributionsTo(network, pass, layer, unit);
  const onward = contributionsOf(network, pass, layer, unit);
  return { contributions, into: strongest(contributions.products, INTO), onward, on: strongest(onward, ON) };
}

/**
 * Return the strongest pushes as connections, those to the neuron and those from it.
 * @param {Place} place
 * @param {Pushes} pushes
 * @returns {import("./connections.js").Connection[]}
 */
export function connectionsOf({ layer, unit }, { contributions: { products }, into, onward, on }) {
  const chosen = { station: layer + 1, unit };
  return [
    ...[...into.up, ...into.down].map((input) => ({ from: { station: layer, unit: input }, to: chosen, product: products[input] })),
    ...[...on.up, ...on.down].map((other) => ({ from: chosen, to: { station: layer + 2, unit: other }, product: onward[other] })),
  ];
}
