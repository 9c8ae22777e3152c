/** "Why a 4 and not a 9?": a disclosure below an answer, which loads what it shows when a reader opens it. */
// @ts-check

import { argmax } from "./argmax.js";
import { make } from "./elements.js";
import { bringIntoSight } from "./viewport.js";
import { called } from "./wording.js";

/**
 * @typedef {import("./network.js").Network} Network
 * @typedef {{pixels: Uint8Array, probabilities: ArrayLike<number>}} Read An image, and what the network makes of it.
 */

/** A disclosure about the answer to an image. */
export class Why {
  /** @type {Read | null} */
  #read = null;
  /** The rival that the reader chose. @type {number | null} */
  #chosen = null;
  /** @type {import("./why-panel.js").WhyPanel | null} */
  #panel = null;
  /** @type {Promise<void> | null} */
  #loading = null;
  #summary = make("summary");

  /**
   * @param {HTMLElement} element A `details` without content, with `data-light`, `data-images` and `data-changes` for shared/why-panel.js.
   * @param {string[]} classNames
   * @param {(failure: HTMLElement) => Promise<Network>} network Called once, when the reader opens the disclosure, with the
   *   place for a download that failed.
   * @param {() => void} onChange Called when the reader opened or closed it or chose a rival, which changes `fragment`.
   */
  constructor(element, classNames, network, onChange) {
    this.element = /** @type {HTMLDetailsElement} */ (element);
    this.classNames = classNames;
    this.network = network;
    this.onChange = onChange;
    this.element.append(this.#summary);
    this.element.addEventListener("toggle", () => {
      void this.#load();
      this.#update();
      onChange();
    });
    this.#update();
  }

  /** What it adds to the address of the page: `why-not-9`, or "". */
  get fragment() {
    return this.element.open && this.#chosen !== null ? `why-not-${this.#chosen}` : "";
  }

  /**
   * Take up what `fragment` said, from the parts of an address.
   * @param {string[]} parts
   */
  readAddress(parts) {
    const [, rival] = parts.map((part) => /^why-not-(\d+)$/.exec(part)).find(Boolean) ?? [];
    const known = rival !== undefined && Number(rival) < this.classNames.length;
    this.#chosen = known ? Number(rival) : null;
    if (known) this.element.open = true;
    this.#update();
  }

  /**
   * Ask about another image from now on.
   * @param {Read | null} read Null while there is no answer.
   */
  show(read) {
    this.#read = read;
    this.#update();
  }

  /**
   * Open it for the class whose bar was tapped, and bring it into sight; the keyboard has the choice within.
   * @param {MouseEvent} event On a table with a row for each class.
   */
  async askRow({ target }) {
    const row = target instanceof Element ? target.closest("tbody tr") : null;
    if (!(row instanceof HTMLTableRowElement) || !this.#read) return;
    if (row.sectionRowIndex === argmax(this.#read.probabilities)) return;
    this.element.open = true;
    this.#choose(row.sectionRowIndex);
    await this.#load();
    bringIntoSight(this.element.querySelector(".why-columns") ?? this.element, this.element);
  }

  /** @param {number} rival */
  #choose(rival) {
    this.#chosen = rival;
    this.#update();
    this.onChange();
  }

  #load() {
    this.#loading ??= this.#makePanel();
    return this.#loading;
  }

  async #makePanel() {
    const [failure, place] = [make("div", { hidden: true }), make("div", { className: "why-panel" })];
    this.element.append(failure, place);
    const [{ WhyPanel }, network] = await Promise.all([import("./why-panel.js"), this.network(failure)]);
    const { light = "", images = "", changes = "[]" } = this.element.dataset;
    this.#panel = new WhyPanel(place, network, { light, images, changes: JSON.parse(changes) }, (rival) => this.#choose(rival));
    this.#update();
  }

  /** What is behind a closed disclosure waits until it is opened. */
  #update() {
    const asked = this.#read && this.#ask(this.#read);
    const [answer, rival] = asked ? [asked.answer, asked.rival].map((place) => called(this.classNames[place])) : [];
    this.#summary.textContent = asked ? `Why ${answer} and not ${rival}?` : "Why this answer and no other?";
    if (this.element.open) this.#panel?.show(asked);
  }

  /**
   * @param {Read} read
   * @returns {import("./gradient.js").Asked}
   */
  #ask({ pixels, probabilities }) {
    const answer = argmax(probabilities);
    const rival = this.#chosen === null || this.#chosen === answer ? secondOf(probabilities, answer) : this.#chosen;
    return { pixels, answer, rival, probability: probabilities[answer] };
  }
}

/**
 * @param {ArrayLike<number>} probabilities
 * @param {number} first The most probable class.
 * @returns {number} The second most probable one.
 */
function secondOf(probabilities, first) {
  return argmax(Array.from(probabilities, (probability, index) => (index === first ? -1 : probability)));
}
