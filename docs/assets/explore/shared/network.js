/** The trained network, as mnist_report/results/browser/weights.py writes it: fetched, and run on an image. */
// @ts-check

import { ACTIVATIONS } from "./activations.js";
import { fetchBytes, fetchRecord } from "./download.js";
import { fromFloat16 } from "./float16.js";

/**
 * @typedef {{shape: number[], offset: number}} Place Where an array lies, in bytes, in the file of float32.
 * @typedef {{inputs: number, units: number, activation: string, kernel: Place, bias: Place}} LayerEntry
 * @typedef {import("./download.js").Expected & {file: string}} WeightsFile
 * @typedef {{run: string, class_names: string[], image_shape: [number, number], float16: WeightsFile, layers: LayerEntry[]}} Manifest
 *
 * @typedef {object} Layer A dense layer.
 * @property {number} inputs Numbers that come in.
 * @property {number} units Its neurons.
 * @property {string} activation As Keras names it.
 * @property {Float32Array} kernel The weight from input i to unit u is kernel[i * units + u].
 * @property {Float32Array} bias One value a unit.
 *
 * @typedef {object} Pass What one image makes of the network.
 * @property {Float32Array[]} layers The input, then the activations of each layer.
 * @property {Float32Array} logits The weighted sums of the last layer, before softmax.
 * @property {ArrayLike<number>} probabilities One a class: the activations of the last layer.
 * @typedef {Pass & {sums: Float32Array[]}} FullPass The same with the weighted sums of each layer, before its activation.
 *
 * @typedef {object} Network
 * @property {string[]} classNames What the classes are called, in the order of the probabilities.
 * @property {[number, number]} imageShape Height and width of an image.
 * @property {Layer[]} layers The dense layers, first to last.
 * @property {(image: Float32Array) => FullPass} run Reads an image: its pixels row by row, 0 (paper) to 1 (ink).
 * @property {(layer: number, unit: number) => Float32Array} weightsInto The weights that lead into one neuron.
 */

const WEIGHTS = "The weights of the network";

/**
 * Return the network of a folder with manifest.json and the weights in float16. Throws an Error whose message is for the reader.
 * @param {string} base Address of the folder, with a slash at the end.
 * @param {boolean} again Whether to go past the browser's cache, which may hold a damaged copy.
 * @returns {Promise<Network>}
 */
export async function loadNetwork(base, again) {
  /** @type {Manifest} */
  const manifest = await fetchRecord(`${base}manifest.json`, again, WEIGHTS);
  const content = await fetchBytes(base + manifest.float16.file, manifest.float16, again, WEIGHTS);
  return networkOf(manifest, fromFloat16(content.buffer));
}

/**
 * Return the network of a manifest and the numbers that it describes.
 * @param {Omit<Manifest, "run" | "float16">} manifest
 * @param {Float32Array} content
 * @returns {Network}
 */
export function networkOf(manifest, content) {
  const layers = manifest.layers.map((entry) => layerOf(entry, content));
  return {
    classNames: manifest.class_names,
    imageShape: manifest.image_shape,
    layers,
    run: (image) => run(layers, image),
    weightsInto: (layer, unit) => weightsInto(layers[layer], unit),
  };
}

/**
 * @param {Layer[]} layers
 * @param {Float32Array} image
 * @returns {FullPass}
 */
function run(layers, image) {
  if (image.length !== layers[0].inputs) throw new RangeError(`an image has ${layers[0].inputs} pixels, not ${image.length}`);
  const passed = [image];
  const sums = [];
  for (const layer of layers) {
    sums.push(weightedSums(layer, passed[passed.length - 1]));
    passed.push(activations(layer.activation, sums[sums.length - 1]));
  }
  return { layers: passed, sums, logits: sums[sums.length - 1], probabilities: passed[passed.length - 1] };
}

/**
 * Added up in double precision, input by input, because the kernel lies in memory that way; paper adds nothing.
 * @param {Layer} layer
 * @param {Float32Array} input
 * @returns {Float32Array}
 */
function weightedSums({ inputs, units, kernel, bias }, input) {
  const sums = Float64Array.from(bias);
  for (let i = 0; i < inputs; i += 1) {
    const value = input[i];
    if (value === 0) continue;
    const row = i * units;
    for (let unit = 0; unit < units; unit += 1) sums[unit] += value * kernel[row + unit];
  }
  return Float32Array.from(sums);
}

/**
 * @param {string} name
 * @param {Float32Array} sums
 * @returns {Float32Array}
 */
function activations(name, sums) {
  if (name === "softmax") return softmax(sums);
  const activation = ACTIVATIONS[name];
  if (!activation) throw new RangeError(`no activation is called ${name}`);
  return sums.map(activation.output);
}

/**
 * The largest sum is taken off all of them first: it changes nothing, and no exponential can overflow.
 * @param {Float32Array} sums
 * @returns {Float32Array}
 */
function softmax(sums) {
  const largest = Math.max(...sums);
  const powers = Array.from(sums, (sum) => Math.exp(sum - largest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return Float32Array.from(powers, (power) => power / total);
}

/**
 * @param {Layer} layer
 * @param {number} unit
 * @returns {Float32Array}
 */
function weightsInto({ inputs, units, kernel }, unit) {
  return Float32Array.from({ length: inputs }, (_, i) => kernel[i * units + unit]);
}

/**
 * @param {LayerEntry} entry
 * @param {Float32Array} content
 * @returns {Layer}
 */
function layerOf({ inputs, units, activation, kernel, bias }, content) {
  return { inputs, units, activation, kernel: numbers(content, kernel), bias: numbers(content, bias) };
}

/**
 * @param {Float32Array} content
 * @param {Place} place
 * @returns {Float32Array}
 */
function numbers(content, { shape, offset }) {
  const first = offset / Float32Array.BYTES_PER_ELEMENT;
  return content.subarray(first, first + shape.reduce((product, side) => product * side, 1));
}
