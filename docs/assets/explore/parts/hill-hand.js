/** What the reader does with the ball of the hill: moves it, lets it go, stops it. It comes at the first touch. */
// @ts-check

import { announce } from "../shared/live-region.js";
import { steps, written } from "./hill-words.js";
import { roll } from "./surface.js";

/** @typedef {import("./surface.js").Point} Point */

/**
 * @typedef {object} Shown What the part shows.
 * @property {import("./surface.js").Surface} surface
 * @property {Point[]} trail Where the ball was since the reader moved it; it is at the last.
 * @property {number} rate
 * @property {HTMLElement} go The button that lets it go, or stops it.
 * @property {HTMLElement} values
 * @property {HTMLElement} said
 * @property {() => void} draw
 */

/** Milliseconds a step. */
const PACE = 50;
/** Share of the side of the map that an arrow key moves the ball. */
const NUDGE = 0.02;
/** @type {Record<string, Point>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** What moves the ball. */
export class Hand {
  #frame = 0;

  /** @param {Shown} shown */
  constructor(shown) {
    this.shown = shown;
  }

  /** @param {Point} point Where the reader wants the ball: beyond the edge of the map, it stays at the edge. */
  move(point) {
    const { corner, side } = this.shown.surface;
    const [x, y] = point.map((value, axis) => Math.max(corner[axis], Math.min(corner[axis] + side, value)));
    this.#put([x, y]);
    announce(this.shown.values.textContent ?? "");
  }

  /** @param {string} key Of an arrow. */
  nudge(key) {
    const [x, y] = this.#here;
    const length = NUDGE * this.shown.surface.side;
    this.move([x + length * ARROWS[key][0], y + length * ARROWS[key][1]]);
  }

  /** @param {number} rate */
  choose(rate) {
    this.shown.rate = rate;
    this.#stop();
    this.shown.draw();
  }

  letGoOrStop() {
    if (this.#frame) this.#stop();
    else this.letGo();
  }

  letGo() {
    const { shown } = this;
    if (!shown.surface.holds(this.#here)) this.#put([0, 0]);
    this.#stop();
    shown.said.textContent = "";
    shown.go.textContent = "Stop";
    const before = shown.trail;
    const { path, outcome } = roll(shown.surface, this.#here, shown.rate);
    const begun = performance.now();
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const reach = (/** @type {number} */ now) => {
      const steps = isCalm ? path.length : Math.max(0, Math.floor((now - begun) / PACE));
      shown.trail = [...before, ...path.slice(0, steps)];
      shown.draw();
      if (steps >= path.length) this.#end(outcome);
      else this.#frame = requestAnimationFrame(reach);
    };
    reach(begun);
  }

  get #here() {
    return this.shown.trail[this.shown.trail.length - 1];
  }

  /** @param {Point} point */
  #put(point) {
    this.#stop();
    this.shown.trail = [point];
    this.shown.said.textContent = "";
    this.shown.draw();
  }

  #stop() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.shown.go.textContent = "Let go";
  }

  /** @param {import("./surface.js").Outcome} outcome */
  #end(outcome) {
    this.#stop();
    const { surface, trail, said } = this.shown;
    const after = `after ${steps(trail)}`;
    const loss = `the loss is ${written(surface.at(this.#here).loss)}`;
    const words = {
      arrived: `It has arrived ${after}: ${loss}; the smallest on the map is ${written(surface.lowest)}.`,
      crawling: `It crawls: ${after} ${loss}. Let it go again for more steps.`,
      jumping: `It jumps to and fro: ${after} ${loss}. This rate is too large to come to rest.`,
      out: `It flies out of the map ${after}. Beyond its edge, the loss was not measured.`,
    }[outcome];
    said.textContent = words;
    announce(words);
  }
}
