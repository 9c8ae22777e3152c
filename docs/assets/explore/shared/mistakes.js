// The mistakes of the run: every misread test image, as mnist_report/publish/errors.py lists them.
//
//   const mistakes = await loadMistakes("../", again);
//   const list = selected(mistakes.errors, selection);
// @ts-check

import { indexOfHighest } from "./confidence-bars.js";
import { fetchBytes, fetchRecord } from "./download.js";

/**
 * @typedef {import("../error-explorer/selection.js").Selection} Selection
 *
 * @typedef {object} Mistake A test image that the network takes for another class.
 * @property {number} index In the test set.
 * @property {number} true Its class.
 * @property {number} predicted The class it is taken for.
 * @property {number[]} probabilities One a class.
 *
 * @typedef {object} Mistakes
 * @property {string[]} class_names
 * @property {[number, number]} image_shape
 * @property {{columns: number, bytes: number, crc32: string}} sprite
 * @property {number[][]} matrix The confusion matrix of all test images, rows are the true classes.
 * @property {Mistake[]} errors In the order of the test set and of the sprite.
 * @property {Uint8Array<ArrayBuffer>} png The sprite.
 */

/**
 * @param {string} base Address of the folder that holds errors.json and errors.png.
 * @param {boolean} again
 * @returns {Promise<Mistakes>}
 */
export async function loadMistakes(base, again) {
  const record = await fetchRecord(`${base}errors.json`, again);
  return { ...record, png: await fetchBytes(`${base}errors.png`, record.sprite, again) };
}

/**
 * How sure the network was of its wrong answer.
 * @param {Mistake} mistake
 * @returns {number}
 */
export function confidenceOf({ probabilities }) {
  return probabilities[indexOfHighest(probabilities)];
}

/** @type {Record<import("../error-explorer/selection.js").Order, (one: Mistake, other: Mistake, seed: number) => number>} */
const BEFORE = {
  "most-sure": (one, other) => confidenceOf(other) - confidenceOf(one),
  "least-sure": (one, other) => confidenceOf(one) - confidenceOf(other),
  "test-order": (one, other) => one.index - other.index,
  shuffled: (one, other, seed) => drawn(one.index, seed) - drawn(other.index, seed),
};

/**
 * The mistakes that a selection asks for, in its order.
 * @param {Mistake[]} mistakes
 * @param {Selection} selection
 * @returns {Mistake[]}
 */
export function selected(mistakes, { true: of, predicted, order, seed }) {
  const fits = (/** @type {Mistake} */ mistake) =>
    (of === null || mistake.true === of) && (predicted === null || mistake.predicted === predicted);
  return mistakes.filter(fits).sort((one, other) => BEFORE[order](one, other, seed));
}

/**
 * A number as if drawn by lot, the same on every machine: the end of MurmurHash3 (Appleby, 2011) mixes the bits.
 * @param {number} index
 * @param {number} seed
 * @returns {number} From 0 to 2³² - 1.
 */
function drawn(index, seed) {
  let bits = Math.imul(seed + 1, 0x9e3779b1) ^ index;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
