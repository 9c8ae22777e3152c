/** Drawings on a canvas. */
// @ts-check

import { PAPER } from "./drawing.js";
import { make } from "./elements.js";
import { showPixels } from "./pixels.js";

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
  if (base) paintBase(context, base, side);
  context.save();
  context.scale(canvas.width / PAPER, canvas.height / PAPER);
  Object.assign(context, { strokeStyle: INK, lineCap: "round", lineJoin: "round" });
  for (const stroke of strokes) paintStroke(context, stroke);
  context.restore();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Uint8Array} base
 * @param {number} side
 */
function paintBase(context, base, side) {
  const small = make("canvas", { width: side, height: side });
  showPixels(small, base);
  context.imageSmoothingEnabled = false;
  context.drawImage(small, 0, 0, context.canvas.width, context.canvas.height);
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
