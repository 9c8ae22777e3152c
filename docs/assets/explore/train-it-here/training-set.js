/** The images to train on, as mnist_report/results/browser/training.py writes them. */
// @ts-check

import { fetchBytes, fetchRecord } from "../shared/download.js";
import { imagesOf } from "../shared/sprite.js";

/**
 * @typedef {object} Listing What the images are; they themselves come later.
 * @property {string[]} class_names
 * @property {[number, number]} image_shape
 * @property {string} activation Of the hidden neurons, that of the course's network.
 * @property {import("../shared/download.js").Expected} sprite
 * @property {{labels: number[]}} training
 * @property {{labels: number[], indices: number[], course_accuracy: number}} validation With the places of the images in the data
 *   set, and the share of them that the course's network classifies rightly.
 */

/**
 * Return the listing. Throws an Error whose message is for the reader.
 * @param {string} base Address of the folder that holds training.json and training.png.
 * @param {boolean} again Whether to go past the browser's cache, which may hold a damaged copy.
 * @returns {Promise<Listing>}
 */
export function loadListing(base, again) {
  return fetchRecord(`${base}training.json`, again);
}

/**
 * Return what a network is to learn. Throws an Error whose message is for the reader.
 * @param {string} base
 * @param {Listing} listing
 * @param {boolean} again
 * @returns {Promise<import("./miniature.js").Task>}
 */
export async function loadTask(base, listing, again) {
  const { class_names: { length: classes }, image_shape: shape, activation, training, validation } = listing;
  const images = await imagesOf(await fetchBytes(`${base}training.png`, listing.sprite, again, "The images"), shape);
  const inputs = shape[0] * shape[1];
  const count = training.labels.length;
  return {
    training: { pixels: joined(images.slice(0, count), inputs), labels: Uint8Array.from(training.labels) },
    validation: { pixels: joined(images.slice(count), inputs), labels: Uint8Array.from(validation.labels) },
    inputs, classes, activation,
  };
}

/**
 * @param {Uint8Array[]} images
 * @param {number} inputs
 * @returns {Uint8Array}
 */
function joined(images, inputs) {
  const whole = new Uint8Array(images.length * inputs);
  images.forEach((image, index) => whole.set(image, index * inputs));
  return whole;
}
