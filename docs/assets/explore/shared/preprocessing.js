/**
 * A drawing prepared as the images of MNIST were (LeCun, Cortes and Burges): cut out, scaled with its shape kept until its
 * longer side fills 20 of 28 pixels, smoothed at the edges, and moved so that its centre of mass lies in the pixel right
 * below the middle.
 */
// @ts-check

import { PAPER, distanceToSegment } from "./drawing.js";

/**
 * @typedef {import("./drawing.js").Drawing} Drawing
 * @typedef {import("./drawing.js").Stroke} Stroke
 * @typedef {{left: number, top: number, right: number, bottom: number}} Box
 */

/** Points along the side of a pixel at which is asked whether there is ink; their share is how dark the pixel is. */
const FINE = 8;

/** How wide a line may come out, in pixels of 28: as 98 of 100 images of MNIST have it. */
const THINNEST = 1.7;
const THICKEST = 3.7;

/**
 * Return what the network sees of a drawing. Blank paper with strokes is prepared; strokes over pixels stay where they are.
 * @param {Drawing} drawing
 * @param {number} side Pixels along the side of an image.
 * @returns {Uint8Array} 0 (paper) to 255 (ink), row by row.
 */
export function pixelsOf({ base, strokes }, side) {
  if (!base) return strokes.length ? prepared(strokes, side) : new Uint8Array(side * side);
  const scale = side / PAPER;
  const over = smoothed(inked(strokes, { scale, left: 0, top: 0 }, side), side);
  return base.map((pixel, index) => Math.max(pixel, over[index]));
}

/**
 * Return pixels as the network wants them.
 * @param {Uint8Array} pixels 0 to 255.
 * @returns {Float32Array} 0 to 1.
 */
export function inputOf(pixels) {
  return Float32Array.from(pixels, (pixel) => pixel / 255);
}

/**
 * Prepare pixels that are already there; those of MNIST come out as they went in.
 * @param {Uint8Array} pixels
 * @param {number} side
 * @returns {Uint8Array}
 */
export function fitted(pixels, side) {
  const box = boxAround(pixels, side);
  if (!box) return pixels;
  const scale = boxSide(side) / Math.max(box.right - box.left, box.bottom - box.top);
  const fine = new Uint8Array((side * FINE) ** 2);
  for (let y = 0; y < boxSide(side) * FINE; y += 1) {
    for (let x = 0; x < boxSide(side) * FINE; x += 1) {
      const [column, row] = [x, y].map((at) => (at + 0.5) / FINE / scale);
      if (box.left + column >= box.right || box.top + row >= box.bottom) continue;
      fine[y * side * FINE + x] = pixels[Math.floor(box.top + row) * side + Math.floor(box.left + column)];
    }
  }
  return centred(smoothed(fine, side), side);
}

/**
 * @param {Stroke[]} strokes
 * @param {number} side
 * @returns {Uint8Array}
 */
function prepared(strokes, side) {
  const box = boxOf(strokes);
  const longer = Math.max(box.right - box.left, box.bottom - box.top);
  const pens = strokes.map(({ width }) => penWidth(width, longer, side));
  const edge = Math.max(...pens);
  const scale = longer ? (boxSide(side) - edge) / longer : 1;
  const place = { scale, left: edge / 2 - box.left * scale, top: edge / 2 - box.top * scale };
  return centred(smoothed(inked(strokes, place, side, pens), side), side);
}

/**
 * A pen is scaled with the drawing, within limits: a tiny drawing would become a blob, a huge one a hair.
 * @param {number} width Of the pen, in units.
 * @param {number} longer The longer side of the drawing, from line to line, in units.
 * @param {number} side
 * @returns {number} Its width in pixels.
 */
function penWidth(width, longer, side) {
  const grown = side / 28;
  const natural = (width * boxSide(side)) / (longer + width);
  return Math.min(Math.max(natural, THINNEST * grown), THICKEST * grown);
}

/**
 * The side of the square that a drawing is scaled to: 20 of 28.
 * @param {number} side
 * @returns {number}
 */
function boxSide(side) {
  return Math.round((side * 20) / 28);
}

/**
 * @param {Stroke[]} strokes
 * @returns {Box} Around the middle of the lines, in units.
 */
function boxOf(strokes) {
  const box = { left: PAPER, top: PAPER, right: 0, bottom: 0 };
  for (const { points } of strokes) {
    for (let at = 0; at < points.length; at += 2) {
      box.left = Math.min(box.left, points[at]);
      box.right = Math.max(box.right, points[at]);
      box.top = Math.min(box.top, points[at + 1]);
      box.bottom = Math.max(box.bottom, points[at + 1]);
    }
  }
  return box;
}

/**
 * @param {Uint8Array} pixels
 * @param {number} side
 * @returns {Box | null} Around everything that is not paper, in pixels; null if there is nothing.
 */
function boxAround(pixels, side) {
  const box = { left: side, top: side, right: 0, bottom: 0 };
  pixels.forEach((pixel, index) => {
    if (!pixel) return;
    const [x, y] = [index % side, Math.floor(index / side)];
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x + 1);
    box.top = Math.min(box.top, y);
    box.bottom = Math.max(box.bottom, y + 1);
  });
  return box.right ? box : null;
}

/**
 * The strokes as fine points of ink, 255, on paper, 0.
 * @param {Stroke[]} strokes
 * @param {{scale: number, left: number, top: number}} place Pixels a unit, and where the paper's corner comes, in pixels.
 * @param {number} side
 * @param {number[]} [pens] Width of each stroke in pixels; as wide as it was drawn if not given.
 * @returns {Uint8Array}
 */
function inked(strokes, { scale, left, top }, side, pens) {
  const fine = new Uint8Array((side * FINE) ** 2);
  strokes.forEach(({ width, points }, index) => {
    const radius = ((pens?.[index] ?? width * scale) * FINE) / 2;
    const moved = points.map((value, at) => (value * scale + (at % 2 ? top : left)) * FINE);
    const last = points.length / 2 - 1;
    for (let at = 0; at < Math.max(last, 1); at += 1) {
      inkSegment(fine, side * FINE, moved, at, Math.min(at + 1, last), radius);
    }
  });
  return fine;
}

/**
 * A round pen drawn from one point to another.
 * @param {Uint8Array} fine
 * @param {number} width Of `fine`.
 * @param {number[]} points
 * @param {number} from
 * @param {number} to
 * @param {number} radius
 */
function inkSegment(fine, width, points, from, to, radius) {
  const [left, right] = reach(points[2 * from], points[2 * to], radius, width);
  const [top, bottom] = reach(points[2 * from + 1], points[2 * to + 1], radius, width);
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) {
      if (distanceToSegment(x + 0.5, y + 0.5, points, from, to) <= radius) fine[y * width + x] = 255;
    }
  }
}

/**
 * @param {number} a
 * @param {number} b
 * @param {number} radius
 * @param {number} end
 * @returns {[number, number]} The first, and the one after the last, that a line from a to b can touch.
 */
function reach(a, b, radius, end) {
  return [Math.max(Math.floor(Math.min(a, b) - radius), 0), Math.min(Math.ceil(Math.max(a, b) + radius), end)];
}

/**
 * Each pixel is the mean of its fine points.
 * @param {Uint8Array} fine
 * @param {number} side
 * @returns {Uint8Array}
 */
function smoothed(fine, side) {
  const sums = new Float64Array(side * side);
  const width = side * FINE;
  fine.forEach((ink, index) => {
    const [x, y] = [index % width, Math.floor(index / width)];
    sums[Math.floor(y / FINE) * side + Math.floor(x / FINE)] += ink;
  });
  return Uint8Array.from(sums, (sum) => Math.round(sum / FINE ** 2));
}

/**
 * Moves an image from the upper left corner so that its centre of mass lies in the pixel below and right of the middle,
 * as it does in every image of MNIST, but never over the edge.
 * @param {Uint8Array} pixels
 * @param {number} side
 * @returns {Uint8Array}
 */
function centred(pixels, side) {
  const box = boxAround(pixels, side);
  if (!box) return pixels;
  const [x, y] = centreOfMass(pixels, side);
  const right = Math.min(Math.ceil(side / 2 - x), side - box.right);
  const down = Math.min(Math.ceil(side / 2 - y), side - box.bottom);
  const moved = new Uint8Array(side * side);
  pixels.forEach((pixel, index) => {
    if (pixel) moved[index + Math.max(right, 0) + Math.max(down, 0) * side] = pixel;
  });
  return moved;
}

/**
 * @param {Uint8Array} pixels
 * @param {number} side
 * @returns {[number, number]} From the left and the top edge, in pixels.
 */
function centreOfMass(pixels, side) {
  let [mass, x, y] = [0, 0, 0];
  pixels.forEach((pixel, index) => {
    mass += pixel;
    x += pixel * ((index % side) + 0.5);
    y += pixel * (Math.floor(index / side) + 0.5);
  });
  return [x / mass, y / mass];
}
