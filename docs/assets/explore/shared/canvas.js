/** Drawings and pixels on a canvas. */
// @ts-check

import { PAPER } from "./drawing.js";

/**
 * @typedef {import("./drawing.js").Drawing} Drawing
 * @typedef {import("./drawing.js").Stroke} Stroke
 */

/** The same in light and dark, as MNIST has it: white ink on black. */
const INK = "#fff";

/**
 * Paint a drawing.
 * @param {HTMLCanvasElement} canvas Square; a whole multiple of `side` along its side.
 * @param {Drawing} drawing
 * @param {number} side Pixels along the side of the drawing's base.
 */
export function showDrawing(canvas, { base, strokes }, side) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.clearRect(0, 0, canvas.width, canvas.height);
  if (base) paintPixels(context, base, side);
  context.save();
  context.scale(canvas.width / PAPER, canvas.height / PAPER);
  Object.assign(context, { strokeStyle: INK, lineCap: "round", lineJoin: "round" });
  for (const stroke of strokes) paintStroke(context, stroke);
  context.restore();
}

/**
 * Paint pixels, as large as the canvas allows.
 * @param {HTMLCanvasElement} canvas
 * @param {Uint8Array} pixels Row by row, 0 (paper) to 255 (ink).
 * @param {number} side Pixels along the side.
 */
export function showPixels(canvas, pixels, side) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.clearRect(0, 0, canvas.width, canvas.height);
  paintPixels(context, pixels, side);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Uint8Array} pixels
 * @param {number} side
 */
function paintPixels(context, pixels, side) {
  const cell = context.canvas.width / side;
  pixels.forEach((pixel, index) => {
    if (!pixel) return;
    context.fillStyle = `rgb(${pixel} ${pixel} ${pixel})`;
    context.fillRect((index % side) * cell, Math.floor(index / side) * cell, cell, cell);
  });
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Stroke} stroke
 */
function paintStroke(context, { width, points }) {
  context.lineWidth = width;
  context.beginPath();
  context.moveTo(points[0], points[1]);
  // A line that goes nowhere still leaves the dot of a round pen.
  for (let at = Math.min(2, points.length - 2); at < points.length; at += 2) context.lineTo(points[at], points[at + 1]);
  context.stroke();
}
