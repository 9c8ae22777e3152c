/** The card of one image: what it is, and what the network says of it at each moment. */
// @ts-check

import { make } from "../shared/elements.js";
import { partsOf } from "../shared/parts-of.js";
import { showPixels } from "../shared/pixels.js";
import { capital } from "../shared/wording.js";
import { inPercent } from "./clusters.js";

/** @typedef {import("./clusters.js").Clusters} Clusters */

/**
 * Return in a sentence what the network says of an image at a moment.
 * @param {Clusters} clusters
 * @param {number} moment
 * @param {number} image
 * @returns {string}
 */
export function answerOf({ class_names: names, labels, moments }, moment, image) {
  const { answers, sure } = moments[moment];
  const verdict = answers[image] === labels[image] ? "right" : "wrong";
  return `The network says ${names[answers[image]]}, ${inPercent(sure[image])} confident: ${verdict}.`;
}

/**
 * Return a function that shows an image as it is at a moment; none leaves the hint.
 * @param {HTMLElement} element With the parts `hint`, `told`, `title`, `picture`, `label`, `says`, `ways`, `mistake`.
 * @param {Clusters} clusters
 * @returns {(moment: number, image: number | null) => void}
 */
export function makeCard(element, clusters) {
  const part = partsOf(element);
  const { class_names: names, image_shape: [height, width], indices, labels, moments } = clusters;
  const picture = /** @type {HTMLCanvasElement} */ (part("picture"));
  Object.assign(picture, { width, height });
  return (moment, image) => {
    part("hint").hidden = image !== null;
    part("told").hidden = image === null;
    if (image === null) return;
    showPixels(picture, clusters.images[image]);
    picture.ariaLabel = `Test image ${indices[image]}, ${height} by ${width} pixels`;
    part("title").textContent = `Test image ${indices[image]}`;
    part("label").textContent = `Its label is ${names[labels[image]]}.`;
    part("says").textContent = `${capital(moments[moment].name)}: ${answerOf(clusters, moment, image)}`;
    part("ways").replaceChildren(...moments.map((_, at) => station(clusters, at, image, at === moment)));
    const isMistake = moments[moments.length - 1].answers[image] !== labels[image];
    part("mistake").hidden = !isMistake;
    part("mistake").setAttribute("href", `${part("mistake").dataset.page}#image-${indices[image]}`);
  };
}

/**
 * @param {Clusters} clusters
 * @param {number} moment
 * @param {number} image
 * @param {boolean} isShown
 * @returns {HTMLLIElement}
 */
function station({ class_names: names, labels, moments }, moment, image, isShown) {
  const answer = moments[moment].answers[image];
  const isWrong = answer !== labels[image];
  const item = make("li", { title: moments[moment].name, className: isWrong ? "misread" : "" });
  if (isShown) item.ariaCurrent = "step";
  item.append(
    make("span", { className: "heard" }, `${moments[moment].name}: `),
    names[answer],
    make("span", { className: "heard" }, isWrong ? ", wrong" : ", right"),
  );
  return item;
}
