/** What the disclosure "Why a 4 and not a 9?" holds: which ink speaks for the answer, and what a nudge makes of it. */
// @ts-check

import { argmax } from "./argmax.js";
import { make } from "./elements.js";
import { GradientMap } from "./gradient-map.js";
import { leadGradient } from "./gradient.js";
import { announce } from "./live-region.js";
import { inputOf } from "./preprocessing.js";
import { NudgeTrial } from "./nudge-trial.js";
import { called } from "./wording.js";

/**
 * @typedef {import("./network.js").Network} Network
 * @typedef {import("./gradient.js").Asked} Asked
 */

const LOCAL = "A gradient is local. It tells what a little more in one pixel would do to this image, all else as it is, "
  + "in blank pixels too. It does not tell what a larger change would do, nor what the network looks for in other images.";

/** Show what speaks for an answer and what against, beside a nudge on trial. */
export class WhyPanel {
  /** @type {HTMLInputElement[]} */
  #radios;

  /**
   * @param {HTMLElement} element Empty.
   * @param {Network} network
   * @param {import("./nudge-trial.js").Measured} measured
   * @param {(rival: number) => void} onRival Called when the reader chooses a rival.
   */
  constructor(element, network, measured, onRival) {
    this.network = network;
    this.empty = make("p", {}, "As soon as there is an answer, this shows what speaks for it.");
    this.map = new GradientMap(network, measured.light);
    this.trial = new NudgeTrial(network, measured);
    this.#radios = network.classNames.map((_, rival) => this.#makeRadio(rival, onRival));
    const labels = this.#radios.map((radio, rival) => make("label", {}, radio, network.classNames[rival]));
    const rivals = make("fieldset", { className: "why-rivals" }, make("legend", {}, "Why not"), ...labels);
    const columns = make("div", { className: "why-columns" }, this.map.element, this.trial.element);
    this.full = make("div", {}, rivals, columns, make("p", { className: "aside" }, LOCAL));
    element.replaceChildren(this.empty, this.full);
  }

  /**
   * Show what speaks for an answer.
   * @param {Asked | null} asked
   */
  show(asked) {
    this.empty.hidden = asked !== null;
    this.full.hidden = asked === null;
    if (!asked) return;
    const { pixels, answer, rival } = asked;
    const image = inputOf(pixels);
    const gradient = leadGradient(this.network, this.network.run(image), answer, rival);
    this.#radios.forEach((radio, index) => {
      radio.disabled = index === answer;
      radio.checked = index === rival;
    });
    this.map.show(image, gradient, asked);
    this.trial.show(image, gradient, asked);
  }

  /**
   * @param {number} rival
   * @param {(rival: number) => void} onRival
   * @returns {HTMLInputElement}
   */
  #makeRadio(rival, onRival) {
    const radio = make("input", { type: "radio", name: "why-rival", value: String(rival) });
    radio.addEventListener("change", () => {
      onRival(rival);
      announce(`Not ${called(this.network.classNames[rival])}: ${this.map.words} ${this.trial.words}`);
    });
    return radio;
  }
}
