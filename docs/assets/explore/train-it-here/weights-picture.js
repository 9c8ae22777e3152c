/** The weights of all hidden neurons in one picture: a square a neuron, a cell a pixel. */
// @ts-check

import { diverging } from "../shared/colour-scale.js";

/** Where the colour scale ends, as a multiple of the root mean square of the weights. */
const REACH = 2.5;

/** Colours on either side of zero. */
const STEPS = 127;

/** The colours from the lowest weight to the highest, as the memory of a picture holds them. */
const COLOURS = new Uint32Array(Uint8ClampedArray.from(
  Array.from({ length: 2 * STEPS + 1 }, (_, step) => [...diverging((step - STEPS) / STEPS), 255]).flat()).buffer);

/**
 * Paint the weights; one beyond the colour scale has the colour of its end.
 * @param {HTMLCanvasElement} canvas
 * @param {Float32Array} kernel From pixel i to neuron u: kernel[i * neurons + u].
 * @param {number} neurons
 * @param {[number, number]} shape Height and width of an image.
 * @returns {number} The weight that has the full colour.
 */
export function paintNeurons(canvas, kernel, neurons, [height, width]) {
  const columns = Math.ceil(Math.sqrt(neurons));
  const [across, down] = [columns * (width + 1) - 1, Math.ceil(neurons / columns) * (height + 1) - 1];
  if (canvas.width !== across || canvas.height !== down) Object.assign(canvas, { width: across, height: down });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const picture = context.createImageData(across, down);
  const cells = new Uint32Array(picture.data.buffer);
  const limit = limitOf(kernel);
  for (let neuron = 0; neuron < neurons; neuron += 1) {
    const corner = Math.floor(neuron / columns) * (height + 1) * across + (neuron % columns) * (width + 1);
    for (let pixel = 0; pixel < height * width; pixel += 1) {
      const value = Math.max(-1, Math.min(1, kernel[pixel * neurons + neuron] / limit)) || 0;
      cells[corner + Math.floor(pixel / width) * across + (pixel % width)] = COLOURS[Math.round(value * STEPS) + STEPS];
    }
  }
  context.putImageData(picture, 0, 0);
  return limit;
}

/**
 * @param {Float32Array} kernel
 * @returns {number}
 */
function limitOf(kernel) {
  const squares = kernel.reduce((sum, weight) => sum + weight * weight, 0);
  const limit = REACH * Math.sqrt(squares / kernel.length);
  return Number.isFinite(limit) && limit > 0 ? limit : 1;
}
