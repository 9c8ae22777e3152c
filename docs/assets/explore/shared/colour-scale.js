/**
 * Values as colours: that against below zero, off-white at zero, that for above, as in the figures of weights. All kinds
 * of colour vision tell the two apart, and the same colours stand on light and dark pages, as pictures do.
 */
// @ts-check

/** @typedef {[number, number, number]} Colour Red, green and blue, 0 to 255. */

/** From the lowest to the highest value, once they were asked for. @type {Colour[]} */
const known = [];

/**
 * Return the colours of the scale, `--signed` of colours.css.
 * @returns {Colour[]}
 */
function stops() {
  if (known.length) return known;
  const listed = getComputedStyle(document.documentElement).getPropertyValue("--signed").split(",");
  known.push(...listed.map((text) => /** @type {Colour} */ ([1, 3, 5].map((at) => parseInt(text.trim().slice(at, at + 2), 16)))));
  return known;
}

/**
 * Return the colour of a value; what lies beyond the scale has the colour of its end.
 * @param {number} value -1 to 1.
 * @returns {Colour}
 */
export function diverging(value) {
  const colours = stops();
  const place = ((Math.max(-1, Math.min(1, value)) + 1) / 2) * (colours.length - 1);
  const below = Math.min(Math.floor(place), colours.length - 2);
  const between = (/** @type {number} */ channel) =>
    Math.round(colours[below][channel] + (place - below) * (colours[below + 1][channel] - colours[below][channel]));
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
