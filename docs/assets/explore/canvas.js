// The paper: shows a drawing, and turns what mouse, finger or pen do on it into strokes.
// @ts-check

import { PAPER, simplified } from "./drawing.js";

/** @typedef {import("./drawing.js").Drawing} Drawing */
/** @typedef {import("./drawing.js").Stroke} Stroke */

/** The same in light and dark, as MNIST has it: white ink on black. */
const INK = "#fff";

/**
 * Calls back with the stroke as far as it has come, at most once a frame, and with the whole stroke at its end.
 * @param {HTMLCanvasElement} canvas
 * @param {() => number} penWidth In units.
 * @param {(stroke: Stroke, ended: boolean) => void} onStroke
 */
export function drawOn(canvas, penWidth, onStroke) {
  /** @type {Stroke | null} */
  let stroke = null;
  let pointer = -1;
  let frame = 0;
  const show = () => {
    frame = 0;
    if (stroke) onStroke(stroke, false);
  };
  /** @param {PointerEvent} event */
  const extend = (event) => {
    if (!stroke || event.pointerId !== pointer) return;
    const passed = event.getCoalescedEvents?.() ?? [];
    const points = (passed.length ? passed : [event]).flatMap((each) => positionOf(canvas, each));
    stroke = { ...stroke, points: [...stroke.points, ...points] };
    frame ||= requestAnimationFrame(show);
  };
  /** @param {PointerEvent} event */
  const end = (event) => {
    if (!stroke || event.pointerId !== pointer) return;
    cancelAnimationFrame(frame);
    frame = 0;
    const whole = { ...stroke, points: simplified(stroke.points) };
    stroke = null;
    onStroke(whole, true);
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (stroke || event.button !== 0) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    pointer = event.pointerId;
    stroke = { width: penWidth(), points: positionOf(canvas, event) };
    show();
  });
  canvas.addEventListener("pointermove", extend);
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {PointerEvent} event
 * @returns {[number, number]} Whole units from the corner of the paper, never off it.
 */
function positionOf(canvas, event) {
  const { left, top, width, height } = canvas.getBoundingClientRect();
  const units = [(event.clientX - left - canvas.clientLeft) / width, (event.clientY - top - canvas.clientTop) / height];
  const [x, y] = units.map((share) => Math.round(Math.min(Math.max(share, 0), 1) * PAPER));
  return [x, y];
}

/**
 * Shows a drawing on the paper.
 * @param {HTMLCanvasElement} canvas Its width and height are whole multiples of `side`.
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
 * Shows pixels, as large as the canvas allows.
 * @param {HTMLCanvasElement} canvas
 * @param {Uint8Array} pixels
 * @param {number} side
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
