/** A drawing. Nothing changes one: every change makes another. */
// @ts-check

/**
 * @typedef {object} Stroke One line of the pen.
 * @property {number} width Of the pen, in units.
 * @property {number[]} points x, y, x, y, …: whole units from the left and the top.
 *
 * @typedef {object} Drawing
 * @property {Uint8Array | null} base Pixels under the strokes, 0 (paper) to 255 (ink), or null for blank paper.
 * @property {Stroke[]} strokes In the order they were drawn.
 */

/** Width and height of the paper, in units. */
export const PAPER = 1000;

/** @type {Drawing} */
export const BLANK = { base: null, strokes: [] };

/**
 * Tell whether there is no ink at all.
 * @param {Drawing} drawing
 * @returns {boolean}
 */
export function isBlank({ base, strokes }) {
  return strokes.length === 0 && !base?.some((pixel) => pixel > 0);
}

/**
 * Return how far a point is from a segment of a line.
 * @param {number} x
 * @param {number} y
 * @param {number[]} points Of the line: x, y, x, y, …
 * @param {number} from Index of the point that the segment starts at.
 * @param {number} to Index of the point that it ends at.
 * @returns {number}
 */
export function distanceToSegment(x, y, points, from, to) {
  const [startX, startY] = [points[2 * from], points[2 * from + 1]];
  const [alongX, alongY] = [points[2 * to] - startX, points[2 * to + 1] - startY];
  const length = alongX * alongX + alongY * alongY;
  const share = length ? ((x - startX) * alongX + (y - startY) * alongY) / length : 0;
  const nearest = Math.min(Math.max(share, 0), 1);
  return Math.hypot(x - startX - nearest * alongX, y - startY - nearest * alongY);
}
