/** The tutor: keeps a network in training and does what the page asks; the same in a worker and on the page itself. */
// @ts-check

import { Miniature } from "./miniature.js";

/**
 * @typedef {import("./miniature.js").Task} Task
 * @typedef {import("./miniature.js").Build} Build
 * @typedef {import("./miniature.js").Measure} Measure
 *
 * @typedef {{task: Task}} Given What is to be learned, once, before anything else.
 * @typedef {{build: Build}} Begin A network as it is before training.
 * @typedef {{steps: number, rate: number}} Practise
 * @typedef {Given | Begin | Practise} Wish
 *
 * @typedef {object} Point The network measured on all images.
 * @property {number} step
 * @property {Measure} training
 * @property {Measure} validation
 *
 * @typedef {object} Report
 * @property {number} steps Taken since the start.
 * @property {number} stepsPerPass
 * @property {Float32Array<ArrayBuffer>} weights Kernel and bias of each layer in turn.
 * @property {Point[]} points New ones: the start, the end of each pass, and some in between.
 */

/** Passes with many points, and how many each of them has; later ones, which change less, have two. */
const [EARLY, MANY] = [3, 10];

/**
 * Return a tutor.
 * @returns {(wish: Wish) => Report | null} Null where there is nothing to report yet.
 */
export function makeTutor() {
  /** @type {Task} */
  let task;
  /** @type {Miniature} */
  let network;
  const point = () => ({ step: network.steps, training: network.measure(task.training), validation: network.measure(task.validation) });
  const report = (/** @type {Point[]} */ points) =>
    ({ steps: network.steps, stepsPerPass: network.stepsPerPass, weights: network.weights.slice(), points });
  return (wish) => {
    if ("task" in wish) {
      task = wish.task;
      return null;
    }
    if ("build" in wish) {
      network = new Miniature(task, wish.build);
      return report([point()]);
    }
    /** @type {Point[]} */
    const points = [];
    for (let taken = 0; taken < wish.steps; taken += 1) {
      network.step(wish.rate);
      if (isMeasured(network)) points.push(point());
    }
    return report(points);
  };
}

/** @param {Miniature} network */
function isMeasured({ steps, stepsPerPass }) {
  const points = steps < EARLY * stepsPerPass ? MANY : 2;
  return (steps % stepsPerPass) % Math.ceil(stepsPerPass / points) === 0;
}
