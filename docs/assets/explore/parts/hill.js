/** The hill: a ball on the measured loss, to roll by gradient descent at the learning rate that the reader chooses. */
// @ts-check

import { make } from "../shared/elements.js";
import { steps, written } from "./hill-words.js";
import { dot, label, line, paint } from "./relief.js";
import { Surface, ratesFor } from "./surface.js";

/**
 * @typedef {import("./surface.js").Point} Point
 * @typedef {import("./hill-hand.js").Hand} Hand
 */

const HELP = "Drag the ball or use the arrow keys; the Enter key lets it go. The dashed line is its next step. ";

/**
 * Show what was measured, which `data.hill` has (mnist_report/training/hill.py).
 * @param {import("../start.js").Place} place
 */
export function start({ live, load, data }) {
  new Hill(JSON.parse(data.hill ?? ""), load).show(live);
}

class Hill {
  /** Where the ball was since the reader moved it; it is at the last. @type {Point[]} */
  trail = [[0, 0]];
  /** @type {Promise<Hand> | undefined} */
  #hand;
  /** Whether the pointer has moved the ball, so that its release is no press. */
  #dragged = false;

  /**
   * @param {import("./surface.js").Measured} measured
   * @param {(name: string) => Promise<any>} load
   */
  constructor(measured, load) {
    this.surface = new Surface(measured);
    this.path = measured.path;
    this.load = load;
    this.rates = ratesFor(this.surface);
    this.rate = this.rates[0];
    this.map = make("canvas", { width: 200, height: 200 });
    this.drawn = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    this.ball = make("button", { ariaLabel: "Ball: arrow keys move it, Enter lets it go" });
    this.go = make("button", { textContent: "Let go", onclick: () => this.#ask((hand) => hand.letGoOrStop()) });
    this.values = make("p", { className: "hill-values" });
    this.said = make("p", { className: "hill-outcome" });
  }

  /** @param {HTMLElement} live */
  show(live) {
    paint(this.map, this.surface);
    this.drawn.setAttribute("viewBox", "0 0 100 100");
    this.drawn.setAttribute("aria-hidden", "true");
    this.#listen();
    this.draw();
    const { lowest, highest } = this.surface;
    const back = make("button", { textContent: "Back to the start", onclick: () => this.#ask((hand) => hand.move([0, 0])) });
    const scale = make("p", { className: "hill-scale" }, written(lowest), make("span"), `loss ${written(highest)}`);
    const map = make("div", { className: "hill-map", role: "application", ariaLabel: "Map of the loss" }, this.map, this.drawn, this.ball);
    live.append(make("div", { className: "part-columns hill" }, make("div", {}, map, scale), make("div", {},
      make("fieldset", {}, make("legend", { textContent: "Learning rate" }), ...this.rates.map((rate) => this.#choice(rate))),
      make("p", {}, this.go, " ", back),
      this.values,
      this.said,
      make("p", { textContent: HELP + shadowsIn(this.path) }),
    )));
  }

  /**
   * @param {number} rate
   * @returns {HTMLElement}
   */
  #choice(rate) {
    const onchange = () => this.#ask((hand) => hand.choose(rate));
    return make("label", {}, make("input", { type: "radio", name: "hill-rate", checked: rate === this.rate, onchange }), written(rate));
  }

  #listen() {
    const { ball, map } = this;
    const follow = (/** @type {MouseEvent} */ event) => {
      const point = this.#pointAt(event);
      this.#ask((hand) => hand.move(point));
    };
    map.onclick = follow;
    ball.onclick = () => this.#dragged || this.#ask((hand) => hand.letGo());
    ball.onkeydown = (event) => {
      this.#dragged = false;
      const { key, ctrlKey, metaKey, altKey } = event;
      if (!key.startsWith("Arrow") || ctrlKey || metaKey || altKey) return;
      event.preventDefault();
      this.#ask((hand) => hand.nudge(key));
    };
    ball.onpointerdown = ({ pointerId, button }) => {
      this.#dragged = false;
      if (button === 0) ball.setPointerCapture(pointerId);
    };
    ball.onpointermove = (event) => {
      if (!ball.hasPointerCapture(event.pointerId)) return;
      this.#dragged = true;
      follow(event);
    };
  }

  /**
   * Ask for something that needs hill-hand.js, which loads at the first touch and then does all in the order asked.
   * @param {(hand: Hand) => void} act
   */
  #ask(act) {
    this.#hand ??= this.load("hill-hand").then(({ Hand }) => new Hand(this));
    void this.#hand?.then(act);
  }

  /**
   * @param {MouseEvent} event
   * @returns {Point}
   */
  #pointAt({ clientX, clientY }) {
    const { left, top, width } = this.map.getBoundingClientRect();
    return this.surface.seenAt([(100 * (clientX - left)) / width, (100 * (clientY - top)) / width]);
  }

  draw() {
    const here = this.trail[this.trail.length - 1];
    const trail = this.trail.map((point) => this.surface.onPicture(point));
    const [left, top] = trail[trail.length - 1];
    this.ball.style.translate = `${left}cqw ${top}cqw`;
    const marks = [...this.#training(), ...line(trail, "trail"), ...trail.slice(0, -1).map((point) => dot(point, "trail"))];
    this.values.textContent = `The ball is off the map. ${steps(trail)}.`;
    if (this.surface.holds(here)) {
      const { loss, slope } = this.surface.at(here);
      const next = this.surface.step(here, this.rate);
      marks.push(...line([[left, top], this.surface.onPicture(next)], "next"));
      this.values.textContent = `Loss ${written(loss)}. Slope ${written(slope)}, so the next step is ${written(this.rate * slope)} long. ${steps(trail)}.`;
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
 * @param {import("./surface.js").Station[]} path
 * @returns {string} How far from the plane those weights are whose shadows the map shows.
 */
function shadowsIn(path) {
  const distances = path.map(({ outside }) => outside).filter(Boolean);
  if (!distances.length) return "";
  const range = [Math.min(...distances), Math.max(...distances)].map(written);
  return `Dark points are shadows: there the weights lie outside this plane, by ${[...new Set(range)].join(" to ")}.`;
}
