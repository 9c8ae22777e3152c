/** The film of the training: what mnist_report/results/browser/epochs.py says of the start and of each epoch. */
// @ts-check

import { fetchBytes, fetchRecord } from "./download.js";

/**
 * @typedef {object} Frame The network after an epoch; number 0 is the start, which has no history.
 * @property {number} number
 * @property {number} [accuracy] On the training images.
 * @property {number} [loss]
 * @property {number} [val_accuracy] On the validation images.
 * @property {number} [val_loss]
 * @property {number} test_accuracy
 * @property {number[][]} matrix The confusion matrix of the test images, rows are the true classes.
 *
 * @typedef {object} Film
 * @property {string[]} class_names
 * @property {[number, number]} image_shape
 * @property {number} neurons How many neurons of the first layer are shown.
 * @property {{scale: number, limit: number, bytes: number, crc32: string}} weights
 * @property {Frame[]} epochs
 * @property {(epoch: number, neuron: number) => Float32Array} weightsOf One weight a pixel.
 */

/**
 * Return the film. Throws an Error whose message is for the reader.
 * @param {string} base Address of the folder that holds epochs.json and epochs.bin.
 * @param {boolean} again Whether to go past the browser's cache, which may hold a damaged copy.
 * @returns {Promise<Film>}
 */
export async function loadFilm(base, again) {
  const record = await fetchRecord(`${base}epochs.json`, again);
  const bytes = await fetchBytes(`${base}epochs.bin`, record.weights, again);
  const stored = new Int8Array(bytes.buffer);
  const pixels = record.image_shape[0] * record.image_shape[1];
  const weightsOf = (/** @type {number} */ epoch, /** @type {number} */ neuron) => {
    const first = (epoch * record.neurons + neuron) * pixels;
    return Float32Array.from(stored.subarray(first, first + pixels), (step) => step * record.weights.scale);
  };
  return { ...record, weightsOf };
}
