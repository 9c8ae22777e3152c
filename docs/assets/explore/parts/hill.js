/** The hill: a ball rolls by gradient descent on the measured loss, at the learning rate that the reader chooses. */
// @ts-check

import { fetchRecord } from "../shared/download.js";
import { make } from "../shared/elements.js";
import { announce } from "../shared/live-region.js";
import { loadOrExplain } from "../shared/retry.js";
import { dot, label, line, paint } from "./relief.js";
import { Surface, ratesFor, roll } from "./surface.js";

/** @typedef {import("./surface.js").Point} Point */

const HELP = "Drag the ball or use the arrow keys; the Enter key lets it go. The dashed line is its next step. ";
/** Milliseconds a step. */
const PACE = 50;
/** Share of the side of the map that an arrow key moves the ball. */
const NUDGE = 0.02;
/** @type {Record<string, Point>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/**
 * Load what was measured and begin.
 * @param {import("../start.js").Place} place
 */
export async function start({ live, failure }) {
  const address = new URL("../../../explore/hill.json", import.meta.url).href;
  const load = (/** @type {boolean} */ again) => fetchRecord(address, again, "The map of the loss");
  new Hill(await loadOrExplain(failure, load)).show(live);
}

class Hill {
  /** Where the ball was since the reader moved it; it is at the last. @type {Point[]} */
  #trail = [[0, 0]];
  #frame = 0;
  /** Whether the pointer has moved the ball, so that its release is no press. */
  #dragged = false;

  /** @param {import("./surface.js").Measured} measured */
  constructor(measured) {
    this.surface = new Surface(measured);
    this.path = measured.path;
    this.rates = ratesFor(this.surface);
    this.rate = this.rates[0];
    this.map = make("canvas", { width: 200, height: 200 });
    this.drawn = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    this.ball = make("button", { ariaLabel: "Ball" });
    this.go = make("button", { onclick: () => (this.#frame ? this.#stop() : this.#letGo()) });
    this.values = make("p", { className: "hill-values" });
    this.said = make("p", { className: "hill-outcome" });
  }

  /** @param {HTMLElement} live */
  show(live) {
    paint(this.map, this.surface);
    this.drawn.setAttribute("viewBox", "0 0 100 100");
    this.#listen();
    this.#put([0, 0]);
    const { lowest, highest } = this.surface;
    const back = make("button", { textContent: "Back to the start", onclick: () => this.#move([0, 0]) });
    const scale = make("p", { className: "hill-scale" }, written(lowest), make("span"), `loss ${written(highest)}`);
    const map = make("div", { className: "hill-map", role: "application", ariaLabel: "Map of the loss" }, this.map, this.drawn, this.ball);
    const shadows = shadowsIn(this.path.map(({ outside }) => outside).filter(Boolean));
    live.append(make("div", { className: "part-columns hill" }, make("div", {}, map, scale), make("div", {},
      make("fieldset", {}, make("legend", { textContent: "Learning rate" }), ...this.rates.map((rate) => this.#choice(rate))),
      make("p", {}, this.go, " ", back),
      this.values,
      this.said,
      make("p", { textContent: HELP + shadows }),
    )));
  }

  /**
   * @param {number} rate
   * @returns {HTMLElement}
   */
  #choice(rate) {
    const onchange = () => {
      this.rate = rate;
      this.#stop();
      this.#draw();
    };
    return make("label", {}, make("input", { type: "radio", name: "hill-rate", checked: rate === this.rate, onchange }), written(rate));
  }

  #listen() {
    const { ball } = this;
    this.map.addEventListener("click", (event) => this.#move(this.#pointAt(event)));
    ball.addEventListener("click", () => this.#dragged || this.#letGo());
    ball.addEventListener("keydown", (event) => this.#onKey(event));
    ball.addEventListener("pointerdown", ({ pointerId }) => {
      this.#dragged = false;
      ball.setPointerCapture(pointerId);
    });
    ball.addEventListener("pointermove", (event) => {
      if (!ball.hasPointerCapture(event.pointerId)) return;
      this.#dragged = true;
      this.#move(this.#pointAt(event));
    });
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    this.#dragged = false;
    const arrow = ARROWS[event.key];
    if (!arrow || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const length = NUDGE * this.surface.side;
    this.#move([this.#here[0] + length * arrow[0], this.#here[1] + length * arrow[1]]);
  }

  /**
   * @param {MouseEvent} event
   * @returns {Point}
   */
  #pointAt({ clientX, clientY }) {
    const { left, top, width } = this.map.getBoundingClientRect();
    return this.surface.seenAt([(100 * (clientX - left)) / width, (100 * (clientY - top)) / width]);
  }

  get #here() {
    return this.#trail[this.#trail.length - 1];
  }

  /** @param {Point} point Where the reader wants the ball: beyond the edge of the map, it stays at the edge. */
  #move(point) {
    this.#put(this.surface.nearest(point));
    announce(this.values.textContent ?? "");
  }

  /** @param {Point} point */
  #put(point) {
    this.#stop();
    this.#trail = [point];
    this.said.textContent = "";
    this.#draw();
  }

  #letGo() {
    if (!this.surface.holds(this.#here)) this.#put([0, 0]);
    this.#stop();
    this.said.textContent = "";
    this.go.textContent = "Stop";
    const before = this.#trail;
    const { path, outcome } = roll(this.surface, this.#here, this.rate);
    const begun = performance.now();
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const reach = (/** @type {number} */ now) => {
      const steps = isCalm ? path.length : Math.max(0, Math.floor((now - begun) / PACE));
      this.#trail = [...before, ...path.slice(0, steps)];
      this.#draw();
      if (steps >= path.length) this.#end(outcome);
      else this.#frame = requestAnimationFrame(reach);
    };
    reach(begun);
  }

  #stop() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.go.textContent = "Let go";
  }

  /** @param {import("./surface.js").Outcome} outcome */
  #end(outcome) {
    this.#stop();
    const after = `after ${steps(this.#trail)}`;
    const loss = `the loss is ${written(this.surface.at(this.#here).loss)}`;
    const words = {
      arrived: `It has arrived ${after}: ${loss}; the smallest on the map is ${written(this.surface.lowest)}.`,
      crawling: `It crawls: ${after} ${loss}. Let it go again for more steps.`,
      jumping: `It jumps to and fro: ${after} ${loss}. This rate is too large to come to rest.`,
      out: `It flies out of the map ${after}. Beyond its edge, the loss was not measured.`,
    }[outcome];
    this.said.textContent = words;
    announce(words);
  }

  #draw() {
    const here = this.#here;
    const trail = this.#trail.map((point) => this.surface.onPicture(point));
    const [left, top] = trail[trail.length - 1];
    this.ball.style.translate = `${left}cqw ${top}cqw`;
    const marks = [...this.#training(), ...line(trail, "trail"), ...trail.slice(0, -1).map((point) => dot(point, "trail"))];
    this.values.textContent = `The ball is off the map. ${steps(this.#trail)}.`;
    if (this.surface.holds(here)) {
      const { loss, slope } = this.surface.at(here);
      const next = this.surface.step(here, this.rate);
      marks.push(...line([[left, top], this.surface.onPicture(next)], "next"));
      this.values.textContent = `Loss ${written(loss)}. Slope ${written(slope)}, so the next step is ${written(this.rate * slope)} long. ${steps(this.#trail)}.`;
    }
    this.drawn.replaceChildren(...marks);
  }

  /** @returns {SVGElement[]} The path of the training, with a point for each epoch that it shows. */
  #training() {
    const points = this.path.map(({ x, y }) => this.surface.onPicture([x, y]));
    const last = points.length - 1;
    const names = last > 1 ? { 0: "start", 1: "epoch 1", [last]: "end" } : { 0: "start", 1: "epoch 1, the end" };
    return [
      ...line(points, "path"),
      ...points.map((point, index) => dot(point, this.path[index].outside ? "shadow" : "station")),
      ...Object.entries(names).map(([index, name]) => label(points[Number(index)], name)),
    ];
  }
}

/**
 * @param {Point[]} trail
 * @returns {string}
 */
function steps(trail) {
  return trail.length === 2 ? "1 step" : `${trail.length - 1} steps`;
}

/**
 * @param {number[]} distances From the plane, of those weights whose shadows the map shows.
 * @returns {string}
 */
function shadowsIn(distances) {
  if (!distances.length) return "";
  const range = [Math.min(...distances), Math.max(...distances)].map(written);
  return `Dark points are shadows: there the weights lie outside this plane, by ${[...new Set(range)].join(" to ")}.`;
}

/**
 * @param {number} value
 * @returns {string} With three significant digits.
 */
function written(value) {
  return value.toLocaleString("en", { maximumSignificantDigits: 3 });
}
