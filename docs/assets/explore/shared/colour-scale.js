/**
 * Values as colours: blue below zero, off-white at zero, red above, as in the figure of the weight maps. All kinds of
 * colour vision tell the two apart, and the same colours stand on light and dark pages, as pictures do.
 */
// @ts-check

/** @typedef {[number, number, number]} Colour Red, green and blue, 0 to 255. */

/** Brewer's RdBu, eleven colours, from the lowest to the highest value (colorbrewer2.org). @type {Colour[]} */
const STOPS = [
  [5, 48, 97], [33, 102, 172], [67, 147, 195], [146, 197, 222], [209, 229, 240], [247, 247, 247], [253, 219, 199],
  [244, 165, 130], [214, 96, 77], [178, 24, 43], [103, 0, 31],
];

/**
 * Return the colour of a value; what lies beyond the scale has the colour of its end.
 * @param {number} value -1 to 1.
 * @returns {Colour}
 */
export function diverging(value) {
  const place = ((Math.max(-1, Math.min(1, value)) + 1) / 2) * (STOPS.length - 1);
  const below = Math.min(Math.floor(place), STOPS.length - 2);
  const between = (/** @type {number} */ channel) =>
    Math.round(STOPS[below][channel] + (place - below) * (STOPS[below + 1][channel] - STOPS[below][channel]));
  return [between(0), between(1), between(2)];
}

/**
 * Return the colour of a value as style sheets write it.
 * @param {number} value -1 to 1.
 * @returns {string}
 */
export function divergingText(value) {
  return `rgb(${diverging(value).join(" ")})`;
}

/**
 * Paint values, row by row, onto a canvas that has a pixel for each; what is left of the canvas stays clear.
 * @param {HTMLCanvasElement} canvas
 * @param {ArrayLike<number>} weights
 * @param {number} limit The weight with the full colour, above 0.
 */
export function paintWeights(canvas, weights, limit) {
  const context = canvas.getContext("2d");
  if (!context) return;
  const pixels = context.createImageData(canvas.width, canvas.height);
  for (let i = 0; i < weights.length; i += 1) pixels.data.set([...diverging(weights[i] / limit), 255], 4 * i);
  context.putImageData(pixels, 0, 0);
}
