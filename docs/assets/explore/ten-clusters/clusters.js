/** Test images at each moment of the training, as mnist_report/results/browser/clusters.py publishes them. */
// @ts-check

import { fetchBytes, fetchRecord } from "../shared/download.js";
import { imagesOf } from "../shared/sprite.js";

/**
 * @typedef {object} Moment
 * @property {string} name "before training", "after 100 steps", "after epoch 2"
 * @property {number} step
 * @property {number[]} near How many images of each class are nearest to their own centre in all dimensions.
 * @property {number} near_in_plane How many of all are so in the plane.
 * @property {Float32Array} places Both coordinates of each image in turn.
 * @property {Uint8Array} answers The class that the network takes each image for.
 * @property {Uint8Array} sure Its confidence in whole percent; 101 is over 99 %.
 *
 * @typedef {object} Clusters
 * @property {string[]} class_names
 * @property {[number, number]} image_shape
 * @property {number} dimensions Units of the last hidden layer.
 * @property {number[]} indices The number of each image in the test set.
 * @property {Uint8Array} labels
 * @property {Moment[]} moments
 * @property {Uint8Array[]} images The pixels of each, 0 to 255.
 */

/**
 * Return the clusters. Throws an Error whose message is for the reader.
 * @param {string} base Address of the folder that holds clusters.json, clusters.bin and clusters.png.
 * @param {boolean} again Whether to go past the browser's cache, which may hold a damaged copy.
 * @returns {Promise<Clusters>}
 */
export async function loadClusters(base, again) {
  const record = await fetchRecord(`${base}clusters.json`, again);
  const [bytes, png] = await Promise.all([
    fetchBytes(`${base}clusters.bin`, record.points, again),
    fetchBytes(`${base}clusters.png`, record.sprite, again),
  ]);
  const count = record.images;
  const column = (/** @type {number} */ number) => bytes.subarray(number * count, (number + 1) * count);
  const moments = record.moments.map((/** @type {any} */ { corner, scale, ...moment }, /** @type {number} */ index) => {
    const [x, y, answers, sure] = [1, 2, 3, 4].map((number) => column(4 * index + number));
    const places = new Float32Array(2 * count);
    places.forEach((_, at) => { places[at] = corner[at % 2] + scale * (at % 2 ? y : x)[at >> 1]; });
    return { ...moment, places, answers, sure };
  });
  // As mnist_report/training/clusters.py, `evenly`, spreads them.
  const indices = Array.from({ length: count }, (_, image) => Math.floor((image * record.test_images) / count));
  return { ...record, indices, labels: column(0), moments, images: await imagesOf(png, record.image_shape) };
}

/**
 * Return the images that the network misreads at a moment, by their place among all.
 * @param {Clusters} clusters
 * @param {number} moment
 * @returns {number[]}
 */
export function misreadAt({ labels, moments }, moment) {
  return [...labels.keys()].filter((image) => moments[moment].answers[image] !== labels[image]);
}

/**
 * Write a confidence in whole percent.
 * @param {number} sure
 * @returns {string}
 */
export function inPercent(sure) {
  return sure > 100 ? "over 99\u00a0%" : `${sure}\u00a0%`;
}
