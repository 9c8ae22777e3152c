/** A training: told to the tutor step by step, no faster than the page can show it, and never while nobody looks. */
// @ts-check

import { Miniature } from "./miniature.js";
import { findTutor } from "./tutoring.js";

/**
 * @typedef {import("./miniature.js").Task} Task
 * @typedef {import("./miniature.js").Build} Build
 * @typedef {import("./tutor.js").Point} Point
 * @typedef {import("./tutor.js").Report} Report
 *
 * @typedef {object} Page
 * @property {Omit<Task, "training" | "validation">} frame What is known of the task before its images have come.
 * @property {() => Promise<Task>} load
 * @property {() => number} rate
 * @property {(weights: Float32Array) => void} shown Called after each stride; the rest is in the fields of the training.
 */

/** Passes after which a stride becomes a step longer, up to the longest: what changes less is shown in longer strides. */
const [LONGER, LONGEST] = [3, 5];

const NONE = { pixels: new Uint8Array(), labels: new Uint8Array() };
const CALM = matchMedia("(prefers-reduced-motion: reduce)");

/** What the reader begins, rests and goes on with; one at a time. */
export class Training {
  /** Where the network was measured, from the start on; none before the images have come. @type {Point[]} */
  points = [];
  steps = 0;
  /** Steps that a pass takes; 0 before the images have come. */
  stepsPerPass = 0;
  /** The network that the reader has begun with last. @type {Build} */
  #build = { neurons: 0, seed: 0 };
  /** @type {import("./tutoring.js").Tutoring | null} */
  #tutor = null;
  /** Done when there is a tutor. @type {Promise<void> | null} */
  #called = null;
  /** The last wish; the next waits for its end. @type {Promise<Report | null>} */
  #asked = Promise.resolve(null);
  /** Counts what the reader has asked for, each of which ends what was under way. */
  #turn = 0;
  #running = false;

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
  }

  get running() {
    return this.#running;
  }

  get passes() {
    return this.stepsPerPass ? this.steps / this.stepsPerPass : 0;
  }

  /** @param {Build} build The network to begin with, instead of the one that there is. */
  async begin(build) {
    this.rest();
    this.#build = { ...build };
    this.points = [];
    this.steps = 0;
    if (this.#tutor) await this.#ask({ build: this.#build });
    else this.page.shown(new Miniature({ ...this.page.frame, training: NONE, validation: NONE }, build).weights);
  }

  /** Train until `rest`, `step` or `begin`. */
  async run() {
    const turn = this.rest();
    this.#running = true;
    await this.#prepare();
    while (turn === this.#turn) {
      // No frame comes to a page that is not in sight, and then there is no training either.
      await new Promise(requestAnimationFrame);
      if (turn === this.#turn) await this.#ask({ steps: this.#stride(), rate: this.page.rate() });
    }
  }

  /** Take a single step. */
  async step() {
    const turn = this.rest();
    await this.#prepare();
    if (turn === this.#turn) await this.#ask({ steps: 1, rate: this.page.rate() });
  }

  /**
   * Stop after the step that is under way.
   * @returns {number} The turn that begins.
   */
  rest() {
    this.#running = false;
    this.#turn += 1;
    return this.#turn;
  }

  async #prepare() {
    this.#called ??= this.page.load().then(findTutor).then((tutor) => { this.#tutor = tutor; });
    await this.#called;
    if (!this.points.length) await this.#ask({ build: this.#build });
  }

  /** A stride ends with the pass; where motion is reduced it is the pass. */
  #stride() {
    const left = this.stepsPerPass - (this.steps % this.stepsPerPass);
    return CALM.matches ? left : Math.min(left, LONGEST, 1 + Math.floor(this.passes / LONGER));
  }

  /**
   * Tell the tutor, and show what it reports, unless the reader has begun anew meanwhile.
   * @param {import("./tutor.js").Wish} wish
   */
  async #ask(wish) {
    const build = this.#build;
    this.#asked = this.#asked.then(() => /** @type {import("./tutoring.js").Tutoring} */ (this.#tutor)(wish));
    const report = await this.#asked;
    if (!report || build !== this.#build) return;
    this.steps = report.steps;
    this.stepsPerPass = report.stepsPerPass;
    this.points = "build" in wish ? report.points : [...this.points, ...report.points];
    this.page.shown(report.weights);
  }
}
