/** The film of the training: what mnist_report/results/browser/epochs.py says of each of its moments. */
// @ts-check

import { fetchBytes, fetchRecord } from "./download.js";

/**
 * @typedef {import("./film-types.d.ts").Film} Film
 * @typedef {import("./film-types.d.ts").Frame} Frame
 */

/**
 * Return the film. Throws an Error whose message is for the reader.
 * @param {string} base Address of the folder that holds epochs.json.
 * @param {boolean} again Whether to go past the browser's cache, which may hold a damaged copy.
 * @param {number} [neurons] How many of the first neurons are needed, all by default.
 * @returns {Promise<Film>}
 */
export async function loadFilm(base, again, neurons = Infinity) {
  const record = await fetchRecord(`${base}epochs.json`, again);
  const { neurons_in_file: inFile, moments, image_shape: [height, width] } = record;
  const files = record.files.slice(0, Math.ceil(neurons / inFile));
  const stored = await Promise.all(files.map(async (/** @type {{name: string, bytes: number, crc32: string}} */ file) =>
    new Int8Array((await fetchBytes(`${base}${file.name}`, file, again)).buffer)));
  const pixels = height * width;
  const loaded = Math.min(record.neurons, inFile * files.length);
  const read = (/** @type {number} */ moment, /** @type {number} */ neuron) => {
    const file = stored[Math.floor(neuron / inFile)];
    const first = (moment * (file.length / pixels / moments.length) + (neuron % inFile)) * pixels;
    return Float32Array.from(file.subarray(first, first + pixels), (step) => step * moments[moment].scale);
  };
  const moved = (/** @type {number} */ moment, /** @type {number} */ neuron) => moment ? read(moment, neuron) : new Float32Array(pixels);
  const changeOf = (/** @type {number} */ place, /** @type {number} */ neuron) => {
    const [before, after] = [moved(Math.floor(place), neuron), moved(Math.ceil(place), neuron)];
    return before.map((from, pixel) => from + (place % 1) * (after[pixel] - from));
  };
  const weightsOf = (/** @type {number} */ place, /** @type {number} */ neuron) => {
    const start = read(0, neuron);
    return changeOf(place, neuron).map((change, pixel) => start[pixel] + change);
  };
  return { ...record, loaded, weightsOf, changeOf };
}

/**
 * Say when in the training a frame was taken.
 * @param {Film} film
 * @param {Frame} frame
 * @returns {string}
 */
export function whereIs({ epochs, moments }, { step, images, epoch }) {
  const of = `${step.toLocaleString("en")} of ${moments[moments.length - 1].step.toLocaleString("en")}`;
  if (epoch === null) return `After ${of} steps: ${images.toLocaleString("en")} images seen`;
  return epoch ? `After epoch ${epoch} of ${epochs}: step ${of}` : "Before training";
}
