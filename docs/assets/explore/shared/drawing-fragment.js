/** A drawing as a fragment of an address, and back. */
// @ts-check

import { fromBase64, toBase64 } from "./base64.js";
import { PAPER, isBlank } from "./drawing.js";

/**
 * @typedef {import("./drawing.js").Drawing} Drawing
 * @typedef {import("./drawing.js").Stroke} Stroke
 */

const WIDEST = 400;
const MOST_POINTS = 20000;

/**
 * Return the drawing as a fragment: strokes, or pixels where there is anything under the strokes; "" for blank paper.
 * @param {Drawing} drawing
 * @param {() => Uint8Array} pixels What the network sees.
 * @returns {string}
 */
export function toFragment(drawing, pixels) {
  if (isBlank(drawing)) return "";
  return drawing.base ? `pixels=${toBase64(packPixels(pixels()))}` : `strokes=${toBase64(packStrokes(drawing.strokes))}`;
}

/**
 * Return the drawing that a fragment holds; undefined when it holds none, null when it cannot be read.
 * @param {string} fragment
 * @param {number} pixels How many an image has.
 * @returns {Drawing | null | undefined}
 */
export function fromFragment(fragment, pixels) {
  const [, kind, text] = /^(strokes|pixels)=(.*)$/.exec(fragment) ?? [];
  if (!kind) return undefined;
  try {
    const bytes = fromBase64(text);
    if (kind === "strokes") return { base: null, strokes: unpackStrokes(bytes) };
    return { base: unpackPixels(bytes, pixels), strokes: [] };
  } catch {
    return null;
  }
}

/**
 * Each stroke as width, number of points, then each point as the way from the one before.
 * @param {Stroke[]} strokes
 * @returns {Uint8Array}
 */
function packStrokes(strokes) {
  /** @type {number[]} */
  const bytes = [];
  for (const { width, points } of strokes) {
    writeNumber(bytes, width);
    writeNumber(bytes, points.length / 2);
    points.forEach((value, index) => writeNumber(bytes, folded(value - (points[index - 2] ?? 0))));
  }
  return Uint8Array.from(bytes);
}

/**
 * @param {Uint8Array} bytes
 * @returns {Stroke[]}
 */
function unpackStrokes(bytes) {
  const reader = new Reader(bytes);
  const strokes = [];
  while (!reader.done) {
    const width = within(reader.number(), 1, WIDEST);
    const count = within(reader.number(), 1, MOST_POINTS);
    /** @type {number[]} */
    const points = [];
    while (points.length < 2 * count) {
      points.push(within(unfolded(reader.number()) + (points[points.length - 2] ?? 0), 0, PAPER));
    }
    strokes.push({ width, points });
  }
  return strokes;
}

/**
 * By turns: how many pixels are paper, how many are not, and those themselves.
 * @param {Uint8Array} pixels
 * @returns {Uint8Array}
 */
function packPixels(pixels) {
  /** @type {number[]} */
  const bytes = [];
  for (let at = 0; at < pixels.length; ) {
    const ink = endOfRun(pixels, at, false);
    const end = endOfRun(pixels, ink, true);
    writeNumber(bytes, ink - at);
    writeNumber(bytes, end - ink);
    bytes.push(...pixels.subarray(ink, end));
    at = end;
  }
  return Uint8Array.from(bytes);
}

/**
 * @param {Uint8Array} pixels
 * @param {number} at
 * @param {boolean} ink
 * @returns {number} Index after the last pixel in a row that is ink, or that is paper.
 */
function endOfRun(pixels, at, ink) {
  while (at < pixels.length && pixels[at] > 0 === ink) at += 1;
  return at;
}

/**
 * @param {Uint8Array} bytes
 * @param {number} size
 * @returns {Uint8Array}
 */
function unpackPixels(bytes, size) {
  const pixels = new Uint8Array(size);
  const reader = new Reader(bytes);
  for (let at = 0; at < size; ) {
    at += within(reader.number(), 0, size - at);
    const ink = within(reader.number(), 0, size - at);
    pixels.set(reader.take(ink), at);
    at += ink;
    if (reader.done && at < size) throw new RangeError("pixels are missing");
  }
  return pixels;
}

/** Reads whole numbers of seven bits a byte, the lowest first; the eighth bit says that more follow. */
class Reader {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  get done() {
    return this.at >= this.bytes.length;
  }

  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const [byte] = this.take(1);
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
      within(shift, 0, 14);
    }
  }

  /** @param {number} count */
  take(count) {
    within(this.at + count, 0, this.bytes.length);
    return this.bytes.subarray(this.at, (this.at += count));
  }
}

/**
 * @param {number[]} bytes
 * @param {number} value
 */
function writeNumber(bytes, value) {
  for (; value > 127; value >>= 7) bytes.push((value & 127) | 128);
  bytes.push(value);
}

/**
 * Small numbers of either sign as small numbers: 0, -1, 1, -2 become 0, 1, 2, 3.
 * @param {number} value
 */
function folded(value) {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

/** @param {number} value */
function unfolded(value) {
  return value % 2 ? -(value + 1) / 2 : value / 2;
}

/**
 * @param {number} value
 * @param {number} least
 * @param {number} most
 * @returns {number} The value, if it is within.
 */
function within(value, least, most) {
  if (value < least || value > most) throw new RangeError(`${value} is not from ${least} to ${most}`);
  return value;
}
