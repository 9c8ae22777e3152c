/** Answers: a few validation images, and what the network makes of each at the moment. */
// @ts-check

import { argmax } from "../shared/argmax.js";
import { make } from "../shared/elements.js";
import { showPixels } from "../shared/pixels.js";
import { inputOf } from "../shared/preprocessing.js";
import { areWords, percent } from "../shared/wording.js";

/**
 * @typedef {import("../shared/network.js").Network} Network
 *
 * @typedef {object} Answers
 * @property {(pixels: Uint8Array) => void} fill Show the images, all pixels of all validation images one after the other.
 * @property {(network: Network) => void} show What a network makes of them; nothing before they have come.
 */

/** Images shown, the first of each class, at most. */
const SHOWN = 10;

/**
 * Fill a list with a place for each image.
 * @param {HTMLElement} list
 * @param {import("./training-set.js").Listing} listing
 * @param {(pixels: Uint8Array) => void} onTake Called with an image that the reader takes.
 * @returns {Answers}
 */
export function makeAnswers(list, { class_names: names, image_shape: [height, width], validation: { labels, indices } }, onTake) {
  const size = height * width;
  const places = names.map((_, label) => labels.indexOf(label)).filter((place) => place >= 0).slice(0, SHOWN);
  const entries = places.map((place) => {
    const canvas = make("canvas", { width, height });
    const button = make("button", { type: "button", disabled: true, title: "Put it on the paper below" }, canvas);
    const answer = make("span", { className: "said" }, "?");
    button.ariaLabel = `Image ${indices[place].toLocaleString("en")}, labelled ${names[labels[place]]}: put it on the paper below`;
    return { canvas, button, answer, label: labels[place], place, pixels: /** @type {Uint8Array} */ (new Uint8Array()) };
  });
  list.classList.toggle("words", areWords(names));
  list.replaceChildren(...entries.map(({ button, answer }) => make("li", {}, button, answer)));
  for (const entry of entries) entry.button.addEventListener("click", () => onTake(entry.pixels));
  return {
    fill: (pixels) => {
      for (const entry of entries) {
        entry.pixels = pixels.subarray(entry.place * size, (entry.place + 1) * size);
        entry.button.disabled = false;
        showPixels(entry.canvas, entry.pixels);
      }
    },
    show: (network) => {
      for (const { answer, label, pixels } of entries) {
        if (!pixels.length) continue;
        const { probabilities } = network.run(inputOf(pixels));
        const best = argmax(probabilities);
        const right = best === label;
        answer.className = right ? "said right" : "said wrong";
        answer.textContent = `${right ? "✓" : "✗"} ${names[best]}`;
        answer.title = percent(probabilities[best]);
        answer.style.setProperty("--sure", String(probabilities[best]));
      }
    },
  };
}
