/** What stands behind the plane: the classes one by one, and the images that are misread. */
// @ts-check

import { make } from "../shared/elements.js";
import { misreadAt } from "./clusters.js";

/**
 * @typedef {import("./clusters.js").Clusters} Clusters
 * @typedef {import("./selection.js").Selection} Selection
 */

/** Misread images that are listed before the reader asks for more. */
const LISTED = 60;

/**
 * Fill the rows of the table of classes, and the sum below.
 * @param {HTMLElement} body
 * @param {Clusters} clusters
 * @param {number} moment
 */
export function fillClasses(body, clusters, moment) {
  const { class_names: names, labels, moments } = clusters;
  const { answers, near } = moments[moment];
  const misread = misreadAt(clusters, moment);
  const rows = names.map((name, kind) => {
    const images = labels.filter((label) => label === kind).length;
    const taken = misread.filter((image) => labels[image] === kind).map((image) => answers[image]);
    return { name, counts: [images, images - taken.length, near[kind]], rival: rivalOf(taken, names) };
  });
  const total = [0, 1, 2].map((column) => rows.reduce((sum, { counts }) => sum + counts[column], 0));
  body.replaceChildren(...[...rows, { name: "All", counts: total, rival: "" }].map(({ name, counts, rival }) => make("tr", {},
    make("th", { scope: "row" }, name),
    ...counts.map((count) => make("td", {}, count.toLocaleString("en"))),
    make("td", {}, rival),
  )));
}

/**
 * @param {number[]} taken What misread images were taken for.
 * @param {string[]} names
 * @returns {string} The most frequent of it, the first of equal ones, and how often.
 */
function rivalOf(taken, names) {
  const counts = names.map((_, kind) => taken.filter((answer) => answer === kind).length);
  const most = Math.max(...counts);
  return most ? `${names[counts.indexOf(most)]} (${most.toLocaleString("en")})` : "–";
}

/**
 * Fill the list of the images that are misread at a moment, of the class that stands out if one does.
 * @param {HTMLElement} list
 * @param {Clusters} clusters
 * @param {Selection} selection
 * @param {(image: number) => string} address
 * @param {boolean} all Whether to list however many there are.
 * @returns {number} How many are not listed.
 */
export function fillMisread(list, clusters, { moment, kind }, address, all) {
  const { class_names: names, indices, labels, moments } = clusters;
  const misread = misreadAt(clusters, moment).filter((image) => kind === null || labels[image] === kind);
  const listed = all ? misread : misread.slice(0, LISTED);
  list.replaceChildren(...listed.map((image) => make("li", {}, make("a", { href: address(image) },
    `${names[labels[image]]} read as ${names[moments[moment].answers[image]]}`,
    make("span", { className: "heard" }, `, test image ${indices[image]}`),
  ))));
  return misread.length - listed.length;
}
