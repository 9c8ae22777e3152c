/**
 * Small changes of every pixel: a nudge along the signs of a gradient (the fast gradient sign method: Goodfellow, Shlens
 * and Szegedy, 2015), and noise of the same size. A pixel stays between 0 (paper) and 1 (ink).
 */
// @ts-check

import { drawn } from "./lot.js";

/**
 * Return an image nudged so that a lead falls.
 * @param {Float32Array} image
 * @param {Float64Array} gradient Of the lead.
 * @param {number} epsilon What each pixel is changed by, 0 to 1.
 * @returns {Float32Array}
 */
export function nudged(image, gradient, epsilon) {
  return image.map((pixel, index) => clipped(pixel - epsilon * Math.sign(gradient[index])));
}

/**
 * Return an image with each pixel changed up or down by chance.
 * @param {Float32Array} image
 * @param {number} seed The same seed gives the same noise.
 * @param {number} epsilon What each pixel is changed by, 0 to 1.
 * @returns {Float32Array}
 */
export function noised(image, seed, epsilon) {
  return image.map((pixel, index) => clipped(pixel + (drawn(index, seed) & 1 ? epsilon : -epsilon)));
}

/**
 * @param {number} pixel
 * @returns {number} 0 to 1.
 */
function clipped(pixel) {
  return Math.min(Math.max(pixel, 0), 1);
}
