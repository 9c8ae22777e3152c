/** Why the network took an image for something else: to be asked once its truth is told. */
// @ts-check

import { loadOrExplain } from "../shared/retry.js";
import { imagesOf } from "../shared/sprite.js";
import { Why } from "../shared/why.js";

/**
 * @typedef {import("../shared/mistakes.js").Mistake} Mistake
 * @typedef {import("../shared/mistakes.js").Mistakes} Mistakes
 */

/** Hold the disclosure for the mistake in sight. */
export class Explanation {
  /** The pixels of every mistake, once one is asked about. @type {Promise<Uint8Array[]> | null} */
  #images = null;
  /** @type {Mistake | null} */
  #mistake = null;

  /**
   * @param {HTMLElement} element A `details`, hidden and empty.
   * @param {Mistakes} mistakes
   * @param {string} model Address of the folder with the weights, which come when the reader asks.
   * @param {() => void} onChange Called when `why.fragment` changes.
   */
  constructor(element, mistakes, model, onChange) {
    this.element = element;
    this.mistakes = mistakes;
    const network = async (/** @type {HTMLElement} */ failure) => {
      const { loadNetwork } = await import("../shared/network.js");
      return loadOrExplain(failure, (again) => loadNetwork(model, again));
    };
    this.why = new Why(element, mistakes.class_names, network, onChange);
  }

  /**
   * Explain an image from now on.
   * @param {Mistake | null} mistake Null while there is nothing that may be told.
   */
  async show(mistake) {
    this.#mistake = mistake;
    this.element.hidden = !mistake;
    if (!mistake) return;
    this.#images ??= imagesOf(this.mistakes.png, this.mistakes.image_shape);
    const images = await this.#images;
    if (mistake !== this.#mistake) return;
    this.why.show({ pixels: images[this.mistakes.errors.indexOf(mistake)], probabilities: mistake.probabilities });
  }
}
