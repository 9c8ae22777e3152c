/** A nudge on trial: an image, the same nudged towards a rival, the same with as much noise, and what the network says of each. */
// @ts-check

import { argmax } from "./argmax.js";
import { make } from "./elements.js";
import { announce } from "./live-region.js";
import { noised, nudged } from "./nudge.js";
import { showPixels } from "./pixels.js";
import { called, percent } from "./wording.js";

/**
 * @typedef {import("./network.js").Network} Network
 * @typedef {import("./gradient.js").Asked} Asked
 *
 * @typedef {object} Measured What the build counted (mnist_report/training/robustness.py).
 * @property {string} light What a bright pixel is called: "ink", or "light".
 * @property {string} images Number of test images.
 * @property {[number, number, number][]} changes Epsilon, images still right after the nudge, and after the noise; the first by 0.
 */

/** Largest change of a pixel, in parts of its range, and the step of the slider. */
const MOST = 0.25;
const STEP = 0.005;
const ABOUT = "The nudge moves every pixel a little, in the direction that its gradient says. The noise moves it as far, up or down "
  + "by lot.";

/** Show what the network makes of a nudged image, and of one with as much noise. */
export class NudgeTrial {
  /** What comes of it. */
  words = "";
  /** @type {Float32Array} */
  #image = new Float32Array();
  /** @type {Float64Array} */
  #gradient = new Float64Array();
  /** @type {Asked} */
  #asked = { pixels: new Uint8Array(), answer: 0, rival: 0, probability: 0 };
  #seed = 1;

  /**
   * @param {Network} network
   * @param {Measured} measured
   */
  constructor(network, measured) {
    this.network = network;
    this.measured = measured;
    this.title = make("p", { className: "why-title" });
    this.slider = make("input", { type: "range", min: "0", max: String(MOST), step: String(STEP), value: "0.1", ariaLabel: "Change of each pixel" });
    this.epsilon = make("output");
    this.pictures = ["As it is", "Nudged", "With noise"].map((name) => makePicture(name, network.imageShape));
    this.told = make("p", { className: "why-told" });
    this.least = make("p");
    this.counted = make("p", { className: "aside" });
    const again = make("button", { type: "button" }, "Other noise");
    this.element = make(
      "div", {}, this.title,
      make("p", {}, ABOUT),
      make("label", { className: "why-epsilon" }, "Change of each pixel", this.epsilon, this.slider),
      make("div", { className: "why-pictures" }, ...this.pictures.map(({ element }) => element)),
      this.told, this.least, again, this.counted,
    );
    this.slider.addEventListener("input", () => this.#tryAndSay());
    again.addEventListener("click", () => {
      this.#seed += 1;
      this.#tryAndSay();
    });
  }

  /**
   * Try it on an image.
   * @param {Float32Array} image
   * @param {Float64Array} gradient
   * @param {Asked} asked
   */
  show(image, gradient, asked) {
    this.#image = image;
    this.#gradient = gradient;
    this.#asked = asked;
    this.title.textContent = `A nudge towards ${this.#called(asked.rival)}`;
    this.least.textContent = this.#leastNudge();
    this.#try();
  }

  #tryAndSay() {
    this.#try();
    announce(this.words);
  }

  #try() {
    const epsilon = Number(this.slider.value);
    const { pixels, answer, probability } = this.#asked;
    const changed = [nudged(this.#image, this.#gradient, epsilon), noised(this.#image, this.#seed, epsilon)];
    const [nudge, noise] = changed.map((image) => this.network.run(image).probabilities).map((probabilities) =>
      ({ answer: argmax(probabilities), probability: Math.max(...Array.from(probabilities)) }));
    this.epsilon.textContent = epsilon.toFixed(3);
    this.slider.ariaValueText = `${epsilon.toFixed(3)} of the range of a pixel`;
    this.#fill(0, pixels, { answer, probability });
    this.#fill(1, pixelsOf(changed[0]), nudge);
    this.#fill(2, pixelsOf(changed[1]), noise);
    this.words = epsilon === 0 ? "Nothing is changed yet." : `${this.#outcome("The nudge", nudge.answer)} ${this.#outcome("As much noise", noise.answer)}`;
    this.told.textContent = this.words;
    this.counted.textContent = this.#countOf(epsilon);
  }

  /** @param {number} epsilon Told of the nearest one that was measured, other than 0. */
  #countOf(epsilon) {
    const { images, changes: [[, right], ...changes] } = this.measured;
    const [nearest, nudge, noise] = changes.reduce((one, other) => (Math.abs(other[0] - epsilon) < Math.abs(one[0] - epsilon) ? other : one));
    return `Of the first ${images} test images the network reads ${right} right. A nudge of ${nearest.toFixed(2)} leaves ${nudge} of them `
      + `right, noise of ${nearest.toFixed(2)} leaves ${noise}.`;
  }

  /**
   * @param {number} place
   * @param {Uint8Array} pixels
   * @param {{answer: number, probability: number}} read
   */
  #fill(place, pixels, { answer, probability }) {
    const { canvas, says, sure } = this.pictures[place];
    showPixels(canvas, pixels);
    says.textContent = this.network.classNames[answer];
    says.className = answer === this.#asked.answer ? "" : "why-turned";
    sure.textContent = percent(probability);
  }

  /**
   * @param {string} what
   * @param {number} answer
   */
  #outcome(what, answer) {
    return `${what} ${answer === this.#asked.answer ? "leaves it" : "makes it"} ${this.#called(answer)}.`;
  }

  /** @param {number} answer */
  #called(answer) {
    return called(this.network.classNames[answer]);
  }

  #leastNudge() {
    for (let step = 1; step <= MOST / STEP; step += 1) {
      const { logits } = this.network.run(nudged(this.#image, this.#gradient, step * STEP));
      if (argmax(logits) !== this.#asked.answer) return `The smallest nudge that changes the answer is ${(step * STEP).toFixed(3)}.`;
    }
    return `No nudge up to ${MOST} changes the answer.`;
  }
}

/**
 * @param {string} name
 * @param {[number, number]} shape
 */
function makePicture(name, [height, width]) {
  const canvas = make("canvas", { width, height, ariaLabel: name });
  canvas.setAttribute("role", "img");
  const [says, sure] = [make("strong"), make("span")];
  return { element: make("figure", {}, canvas, make("figcaption", {}, name, says, sure)), canvas, says, sure };
}

/**
 * @param {Float32Array} image
 * @returns {Uint8Array}
 */
function pixelsOf(image) {
  return Uint8Array.from(image, (value) => Math.round(255 * value));
}
