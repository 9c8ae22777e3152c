/** The film of the training: what mnist_report/results/browser/epochs.py says of each of its moments. */
// @ts-check

import { fetchBytes, fetchRecord } from "./download.js";

/**
 * @typedef {object} Frame The network at a moment.
 * @property {string} name "epoch-3" or, within the first epoch, "step-30".
 * @property {number} step How many corrections came before; 0 is the start.
 * @property {number} images How many images it had learned from.
 * @property {number | null} epoch The epoch that ends here, 0 at the start, null within the first.
 * @property {number} [accuracy] Of the training images since the epoch began; none at the start.
 * @property {number} [loss]
 * @property {number} val_accuracy
 * @property {number} val_loss
 * @property {number} test_accuracy
 * @property {number[][]} matrix The confusion matrix of the test images, rows are the true classes.
 * @property {number} scale What a stored byte of the moment is worth.
 * @property {number} limit Where the colours of the changes since the start end; at the start, of its weights.
 *
 * @typedef {object} Film
 * @property {string[]} class_names
 * @property {[number, number]} image_shape
 * @property {number} neurons How many neurons of the first layer are shown.
 * @property {number} loaded How many of them have their weights here.
 * @property {number} epochs
 * @property {number} limit Where the colours of the weights end.
 * @property {Frame[]} moments
 * @property {(place: number, neuron: number) => Float32Array} weightsOf One weight a pixel at a moment or, mixed, between two.
 * @property {(place: number, neuron: number) => Float32Array} changeOf How far each has moved since the start.
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
