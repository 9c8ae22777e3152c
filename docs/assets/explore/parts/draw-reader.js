/** Reads a drawing: prepares it as the images were, and tells what the network says of it as soon as that has come. */
// @ts-check

import { argmax } from "../shared/argmax.js";
import { fromBase64 } from "../shared/base64.js";
import { showConfidences } from "../shared/confidence-bars.js";
import { fetchRecord } from "../shared/download.js";
import { isBlank } from "../shared/drawing.js";
import { announce } from "../shared/live-region.js";
import { loadNetwork } from "../shared/network.js";
import { showPixels } from "../shared/pixels.js";
import { inputOf, pixelsOf } from "../shared/preprocessing.js";
import { loadOrExplain } from "../shared/retry.js";
import { percent } from "../shared/wording.js";

const SITE = new URL("../../../", import.meta.url).href;

/**
 * @typedef {object} Sheet
 * @property {HTMLCanvasElement} seen For the pixels that the network sees.
 * @property {HTMLElement} answer For what the network says.
 * @property {HTMLElement | null} bars For a bar a class.
 * @property {HTMLElement} failure
 * @property {number} side Pixels along the side of an image.
 * @property {string[]} names What the classes are called.
 *
 * @typedef {object} Reader
 * @property {(drawing: import("../shared/drawing.js").Drawing) => void} show
 * @property {() => Promise<Uint8Array>} nextExample Returns the pixels of a test image, another one each time.
 */

/**
 * Return a reader; the network comes meanwhile.
 * @param {Sheet} sheet
 * @returns {Reader}
 */
export function makeReader({ seen, answer, bars, failure, side, names }) {
  /** @type {Uint8Array} */
  let pixels = new Uint8Array(side * side);
  /** @type {import("../shared/network.js").Network | undefined} */
  let network;
  /** What the run itself said of a test image, by its pixels: the weights here are rounded. @type {Map<string, number[]>} */
  const recorded = new Map();
  /** @type {Uint8Array[]} */
  let examples = [];
  let taken = -1;

  const read = () => {
    if (!pixels.some((pixel) => pixel > 0)) return null;
    return recorded.get(pixels.join()) ?? network?.run(inputOf(pixels)).probabilities ?? null;
  };
  const tell = () => {
    const probabilities = read();
    const best = probabilities ? argmax(probabilities) : -1;
    const words = probabilities ? `The network says ${names[best]}, with a confidence of ${percent(probabilities[best])}.` : "The network says nothing yet.";
    answer.replaceChildren(...(probabilities ? ["The network says ", strong(names[best]), `, with a confidence of ${percent(probabilities[best])}.`] : [words]));
    if (bars) showConfidences(bars, probabilities, names);
    announce(words);
  };
  const load = (/** @type {boolean} */ again) => loadNetwork(`${SITE}model/`, again);
  void loadOrExplain(failure, load).then((loaded) => {
    network = loaded;
    tell();
  });
  return {
    show: (drawing) => {
      pixels = isBlank(drawing) ? new Uint8Array(side * side) : pixelsOf(drawing, side);
      showPixels(seen, pixels);
      tell();
    },
    nextExample: async () => {
      if (!examples.length) examples = await loadExamples(failure, recorded);
      taken = (taken + 1) % examples.length;
      return examples[taken];
    },
  };
}

/**
 * @param {HTMLElement} failure
 * @param {Map<string, number[]>} recorded
 * @returns {Promise<Uint8Array[]>}
 */
async function loadExamples(failure, recorded) {
  const load = (/** @type {boolean} */ again) => fetchRecord(`${SITE}explore/examples.json`, again, "The test images");
  const { images } = await loadOrExplain(failure, load);
  return images.map((/** @type {{pixels: string, probabilities: number[]}} */ image) => {
    const pixels = fromBase64(image.pixels);
    recorded.set(pixels.join(), image.probabilities);
    return pixels;
  });
}

/** @param {string} text */
function strong(text) {
  return Object.assign(document.createElement("strong"), { textContent: text });
}
