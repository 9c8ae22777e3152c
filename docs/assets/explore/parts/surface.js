/** The surface of the loss between the points where hill.py measured it, and what rolls on it. */
// @ts-check

/**
 * @typedef {[number, number]} Point A point of the plane; the weights at the start are [0, 0].
 * @typedef {{x: number, y: number, outside: number}} Station A moment of the training.
 * @typedef {{left: number, bottom: number, cell: number, losses: number[][], path: Station[]}} Measured
 * @typedef {"arrived" | "crawling" | "jumping" | "out"} Outcome
 */

/** Steps that a ball takes at most before it is said where it has come. */
const STEPS = 100;
/** Share of the way down from the start that a ball which has arrived may lack. */
const REST = 0.005;
/** Learning rates from a millionth to a million, each about three times the one before. */
const LADDER = Array.from({ length: 25 }, (_, rung) => (rung % 2 ? 3 : 1) * 10 ** (Math.floor(rung / 2) - 6));
/** Rungs from the small rate to the right one, which is a hundred times as large. */
const RUNGS = 4;

/** The surface, smooth and above zero: the logarithm of the loss, interpolated as Catmull and Rom 1974 do. */
export class Surface {
  /** @param {Measured} measured */
  constructor({ left, bottom, cell, losses }) {
    this.corner = [left, bottom];
    this.cell = cell;
    this.side = cell * (losses.length - 1);
    this.lowest = Math.min(...losses.flat());
    this.highest = Math.max(...losses.flat());
    // With its first and its last twice, so that each has a neighbour.
    const framed = (/** @type {any[]} */ list) => [list[0], ...list, list[list.length - 1]];
    this.rows = framed(losses.map((row) => framed(row.map(Math.log))));
    this.bottom = this.lowest + REST * Math.max(0, this.at([0, 0]).loss - this.lowest);
  }

  /**
   * @param {Point} point On the map.
   * @returns {{loss: number, slope: number, slopes: Point}} The loss, and its slope: downhill, and along each axis.
   */
  at(point) {
    const places = point.map((value, axis) => (value - this.corner[axis]) / this.cell);
    const [i, j] = places.map((place) => Math.max(0, Math.min(this.rows.length - 4, Math.floor(place))));
    const [across, up] = [shares(places[0] - i), shares(places[1] - j)];
    const sum = (/** @type {number[]} */ along, /** @type {number[]} */ upward) =>
      upward.reduce((all, share, n) => all + share * along.reduce((part, other, m) => part + other * this.rows[j + n][i + m], 0), 0);
    const loss = Math.exp(sum(across.value, up.value));
    const rises = [sum(across.slope, up.value), sum(across.value, up.slope)];
    const slopes = /** @type {Point} */ (rises.map((rise) => (loss * rise) / this.cell));
    return { loss, slope: Math.hypot(...slopes), slopes };
  }

  /**
   * @param {Point} point
   * @returns {boolean} Whether it lies on the map.
   */
  holds(point) {
    return point.every((value, axis) => value >= this.corner[axis] && value <= this.corner[axis] + this.side);
  }

  /**
   * @param {Point} point On the map.
   * @param {number} rate
   * @returns {Point} Where one step of gradient descent leads, perhaps off the map.
   */
  step(point, rate) {
    const { slopes } = this.at(point);
    return [point[0] - rate * slopes[0], point[1] - rate * slopes[1]];
  }

  /**
   * @param {Point} point
   * @returns {Point} Its place on the picture, in percent from the upper left corner.
   */
  onPicture(point) {
    const [x, y] = point.map((value, axis) => (100 * (value - this.corner[axis])) / this.side);
    return [x, 100 - y];
  }

  /**
   * @param {Point} place On the picture.
   * @returns {Point}
   */
  seenAt([x, y]) {
    return [this.corner[0] + (this.side * x) / 100, this.corner[1] + (this.side * (100 - y)) / 100];
  }
}

/**
 * Let a ball roll until it arrives, leaves the map, or has taken so many steps.
 * @param {Surface} surface
 * @param {Point} from On the map.
 * @param {number} rate
 * @returns {{path: Point[], outcome: Outcome}} Where it came, from the first step on.
 */
export function roll(surface, from, rate) {
  const path = /** @type {Point[]} */ ([]);
  for (let here = from; surface.at(here).loss > surface.bottom; here = path[path.length - 1]) {
    if (path.length === STEPS) {
      const [[a, b], [c, d], [e, f]] = path.slice(-3);
      const turnsBack = (c - a) * (e - c) + (d - b) * (f - d) < 0;
      return { path, outcome: turnsBack ? "jumping" : "crawling" };
    }
    path.push(surface.step(here, rate));
    if (!surface.holds(path[path.length - 1])) return { path, outcome: "out" };
  }
  return { path, outcome: "arrived" };
}

/**
 * Return three learning rates for a ball at the start of the training: too small, right, and too large.
 * @param {Surface} surface
 * @returns {number[]}
 */
export function ratesFor(surface) {
  const outcomes = LADDER.map((rate) => roll(surface, [0, 0], rate).outcome);
  const largest = (/** @type {Outcome} */ wanted) => outcomes.findIndex((each, rung) => each === wanted && outcomes[rung + 1] !== wanted);
  const right = Math.min(LADDER.length - 2, Math.max(RUNGS, largest(outcomes.includes("arrived") ? "arrived" : "crawling")));
  return [right - RUNGS, right, right + 1].map((rung) => LADDER[rung]);
}

/**
 * Return the shares of four neighbours, at t from the second to the third, in the value between and in its slope.
 * @param {number} t 0 to 1.
 * @returns {{value: number[], slope: number[]}}
 */
function shares(t) {
  return {
    value: [((2 - t) * t - 1) * t, (3 * t - 5) * t * t + 2, ((4 - 3 * t) * t + 1) * t, (t - 1) * t * t].map((w) => w / 2),
    slope: [(4 - 3 * t) * t - 1, (9 * t - 10) * t, (8 - 9 * t) * t + 1, (3 * t - 2) * t].map((w) => w / 2),
  };
}
