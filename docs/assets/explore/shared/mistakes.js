/** The mistakes of the run: every misread test image, as mnist_report/results/browser/errors.py lists them. */
// @ts-check

import { fetchBytes, fetchRecord } from "./download.js";

/**
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
 * Return the mistakes. Throws an Error whose message is for the reader.
 * @param {string} base Address of the folder that holds errors.json and errors.png.
 * @param {boolean} again Whether to go past the browser's cache, which may hold a damaged copy.
 * @returns {Promise<Mistakes>}
 */
export async function loadMistakes(base, again) {
  const record = await fetchRecord(`${base}errors.json`, again);
  return { ...record, png: await fetchBytes(`${base}errors.png`, record.sprite, again) };
}
