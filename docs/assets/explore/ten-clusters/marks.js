/** The marks of the images in the plane: the images themselves, small, each in the colour of its class. */
// @ts-check

import { make } from "../shared/elements.js";

/** Marks in a row of the sheet. */
const ABREAST = 25;

/**
 * Degrees between the hues of two classes: the golden angle keeps them apart however many there are. What a colour means
 * is said by the images, and by the names at the centres.
 */
const GOLDEN_ANGLE = 137.508;

/**
 * Return the hue of a class in degrees.
 * @param {number} kind
 * @returns {number}
 */
export function hueOf(kind) {
  return (25 + GOLDEN_ANGLE * kind) % 360;
}

/**
 * Return the colour of a class.
 * @param {number} kind
 * @param {string} tone Lightness and chroma, "0.6 0.13", which fit the background.
 * @returns {string}
 */
export function colourOf(kind, tone) {
  return `oklch(${tone} ${hueOf(kind)})`;
}

/**
 * @typedef {object} Marks
 * @property {(context: CanvasRenderingContext2D, image: number, x: number, y: number, size: number) => void} draw
 *     Draw the mark of an image around a place.
 */

/**
 * Return the marks of images.
 * @param {Uint8Array[]} images Their pixels, 0 to 255: how opaque the mark is there.
 * @param {[number, number]} shape Their height and width.
 * @param {ArrayLike<number>} labels
 * @param {string} tone As `colourOf` takes it.
 * @returns {Marks}
 */
export function makeMarks(images, [tall, wide], labels, tone) {
  const sheet = make("canvas", { width: ABREAST * wide, height: Math.ceil(images.length / ABREAST) * tall });
  const context = /** @type {CanvasRenderingContext2D} */ (sheet.getContext("2d"));
  const corner = (/** @type {number} */ image) => [(image % ABREAST) * wide, Math.floor(image / ABREAST) * tall];
  images.forEach((pixels, image) => {
    const data = context.createImageData(wide, tall);
    pixels.forEach((pixel, index) => { data.data[4 * index + 3] = pixel; });
    const [x, y] = corner(image);
    context.putImageData(data, x, y);
  });
  context.globalCompositeOperation = "source-atop";
  for (const image of images.keys()) {
    const [x, y] = corner(image);
    context.fillStyle = colourOf(labels[image], tone);
    context.fillRect(x, y, wide, tall);
  }
  const draw = (/** @type {CanvasRenderingContext2D} */ onto, /** @type {number} */ image, /** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ size) => {
    const [left, top] = corner(image);
    onto.drawImage(sheet, left, top, wide, tall, x - size / 2, y - size / 2, size, size);
  };
  return { draw };
}
