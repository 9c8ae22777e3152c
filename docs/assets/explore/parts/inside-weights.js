/** The weights, for the part `inside`: a chosen neuron explained, and other test images. */
// @ts-check

import { fromBase64 } from "../shared/base64.js";
import { paintWeights } from "../shared/colour-scale.js";
import { Connections, cellsOf } from "../shared/connections.js";
import { fetchRecord } from "../shared/download.js";
import { announce } from "../shared/live-region.js";
import { loadNetwork } from "../shared/network.js";
import { inputOf } from "../shared/preprocessing.js";
import { connectionsOf, pushesOf } from "../shared/pushes.js";
import { loadOrExplain } from "../shared/retry.js";
import { signed } from "../shared/wording.js";

/**
 * @typedef {import("../shared/network.js").Pass} Pass
 * @typedef {{index: number, true: number, probabilities: number[], pixels: string}} Example
 * @typedef {{index: number, true: number, pixels: Uint8Array, pass: Pass}} Picture A test image and what the network makes of it.
 *
 * @typedef {object} Weights
 * @property {(canvas: HTMLCanvasElement, pass: Pass, layer: number, unit: number) => string} explain Paints the weights of a
 *   neuron, layers from 0, draws its connections, and returns what it does in words.
 * @property {() => Promise<Picture>} next Returns another test image each time.
 * @property {(words: string) => void} say To a screen reader.
 */

const SITE = new URL("../../../", import.meta.url).href;
/** Inputs of a hidden layer in one row of their picture. */
const ACROSS = 16;

/**
 * Load the weights; the test images come when they are asked for.
 * @param {HTMLElement} failure
 * @param {{over: HTMLElement, input: HTMLCanvasElement, layers: HTMLElement[], outputs: HTMLElement}} cells Where the
 *   connections are drawn: over the layers, so not those from the pixels.
 * @returns {Promise<Weights>}
 */
export async function loadWeights(failure, { over, input, layers, outputs }) {
  const network = await loadOrExplain(failure, (again) => loadNetwork(`${SITE}model/`, again));
  const last = network.layers.length - 1;
  const connections = new Connections(over, cellsOf(input, layers, outputs));
  /** @type {Example[]} */
  let examples = [];
  let taken = -1;
  return {
    explain: (canvas, pass, layer, unit) => {
      const pushes = pushesOf(network, pass, { layer, unit });
      const { contributions: { weights, products, bias, sum }, into: { up: [most], down: [least] } } = pushes;
      connections.show(connectionsOf({ layer, unit }, pushes).filter(({ from }) => from.station > 0));
      const [height, width] = layer ? [Math.ceil(weights.length / ACROSS), ACROSS] : network.imageShape;
      const limit = Math.max(...weights.map(Math.abs)) || 1;
      Object.assign(canvas, { width, height, hidden: false, ariaLabel: `Its ${weights.length} weights as colours, red above zero, blue below` });
      paintWeights(canvas, weights, limit);
      const name = layer === last ? `The output for ${network.classNames[unit]}` : `Neuron ${unit} of layer ${layer + 1}`;
      const place = (/** @type {number} */ input) => layer ? `neuron ${input}` : `the pixel in row ${Math.floor(input / width) + 1}, column ${(input % width) + 1}`;
      const from = (/** @type {number | undefined} */ input) => input === undefined ? "none" : `${place(input)} (${signed(products[input])})`;
      const outcome = layer === last ? "logit" : "weighted sum";
      const words = `${name}: ${outcome} ${signed(sum)}, of which bias ${signed(bias)}. Pushed up most by ${from(most)}, down most by ${from(least)}. Its weights reach ±${limit.toFixed(2)}.`;
      announce(words);
      return words;
    },
    next: async () => {
      if (!examples.length) {
        const load = (/** @type {boolean} */ again) => fetchRecord(`${SITE}explore/examples.json`, again, "The test images");
        examples = (await loadOrExplain(failure, load)).images;
      }
      taken = (taken + 1) % examples.length;
      const { index, true: label, probabilities, pixels: text } = examples[taken];
      connections.show([]);
      const pixels = fromBase64(text);
      return { index, true: label, pixels, pass: { ...network.run(inputOf(pixels)), probabilities } };
    },
    say: announce,
  };
}
