// A drawing, and how it is written into an address. Nothing here changes a drawing: every change makes a new one.
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
const WIDEST = 400;
const MOST_POINTS = 20000;

/** @type {Drawing} */
export const BLANK = { base: null, strokes: [] };

/**
 * Whether there is no ink at all.
 * @param {Drawing} drawing
 * @returns {boolean}
 */
export function isBlank({ base, strokes }) {
  return strokes.length === 0 && !base?.some((pixel) => pixel > 0);
}

/**
 * The drawing as a fragment: strokes, or pixels where there is anything under the strokes; "" for blank paper.
 * @param {Drawing} drawing
 * @param {() => Uint8Array} pixels What the network sees.
 * @returns {string}
 */
export function toFragment(drawing, pixels) {
  if (isBlank(drawing)) return "";
  return drawing.base ? `pixels=${toText(packPixels(pixels()))}` : `strokes=${toText(packStrokes(drawing.strokes))}`;
}

/**
 * The drawing that a fragment holds; undefined when it holds none, null when it cannot be read.
 * @param {string} fragment
 * @param {number} pixels How many an image has.
 * @returns {Drawing | null | undefined}
 */
export function fromFragment(fragment, pixels) {
  const [, kind, text] = /^(strokes|pixels)=(.*)$/.exec(fragment) ?? [];
  if (!kind) return undefined;
  try {
    const bytes = toBytes(text);
    if (kind === "strokes") return { base: null, strokes: unpackStrokes(bytes) };
    return { base: unpackPixels(bytes, pixels), strokes: [] };
  } catch {
    return null;
  }
}

/**
 * Leaves out points that the line hardly bends at (Douglas and Peucker, 1973), so that an address stays short.
 * @param {number[]} points
 * @param {number} tolerance Units that the line may move.
 * @returns {number[]}
 */
export function simplified(points, tolerance = 2) {
  const last = points.length / 2 - 1;
  const kept = new Set([0, last]);
  const open = [[0, last]];
  for (let span = open.pop(); span; span = open.pop()) {
    const [from, to] = span;
    const [farthest, distance] = farthestFrom(points, from, to);
    if (distance <= tolerance) continue;
    kept.add(farthest);
    open.push([from, farthest], [farthest, to]);
  }
  return [...kept].sort((a, b) => a - b).flatMap((index) => [points[2 * index], points[2 * index + 1]]);
}

/**
 * @param {number[]} points
 * @param {number} from
 * @param {number} to
 * @returns {[number, number]} Which point between the two is farthest from the line through them, and how far.
 */
function farthestFrom(points, from, to) {
  let farthest = from;
  let longest = 0;
  for (let index = from + 1; index < to; index += 1) {
    const distance = distanceToSegment(points[2 * index], points[2 * index + 1], points, from, to);
    if (distance > longest) [farthest, longest] = [index, distance];
  }
  return [farthest, longest];
}

/**
 * @param {number} x
 * @param {number} y
 * @param {number[]} points
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

/**
 * Base64 with the alphabet that an address may hold (RFC 4648, section 5).
 * @param {Uint8Array} bytes
 * @returns {string}
 */
function toText(bytes) {
  const characters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(characters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * @param {string} text
 * @returns {Uint8Array}
 */
export function toBytes(text) {
  const characters = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(characters, (character) => character.charCodeAt(0));
}
