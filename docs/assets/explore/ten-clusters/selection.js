/** What the page shows, as its address says it: "step-100&class=4&image=2480", each part of which may be missing. */
// @ts-check

/**
 * @typedef {object} Selection
 * @property {number} moment By its place among the moments.
 * @property {number | null} kind The class that stands out.
 * @property {number | null} image By its place among the images.
 *
 * @typedef {import("./clusters.js").Clusters} Clusters
 */

/**
 * Return what a fragment asks for, or null if it is not of this kind. Without a step it is the end of the training.
 * @param {string} fragment
 * @param {Clusters} clusters
 * @returns {Selection | null}
 */
export function selectionOf(fragment, { moments, class_names, indices }) {
  if (fragment && !/^(step|class|image)\b/.test(fragment)) return null;
  const number = (/** @type {RegExp} */ pattern) => Number(pattern.exec(fragment)?.[1] ?? NaN);
  const step = number(/\bstep-(\d+)\b/);
  const past = moments.filter((moment) => moment.step <= step).length - 1;
  const kind = number(/\bclass=(\d+)\b/);
  const image = indices.indexOf(number(/\bimage=(\d+)\b/));
  return {
    moment: past < 0 ? moments.length - 1 : past,
    kind: kind < class_names.length ? kind : null,
    image: image < 0 ? null : image,
  };
}

/**
 * @param {Selection} selection
 * @param {Clusters} clusters
 * @returns {string}
 */
export function fragmentOf({ moment, kind, image }, { moments, indices }) {
  const chosen = [kind === null ? "" : `class=${kind}`, image === null ? "" : `image=${indices[image]}`];
  return [`step-${moments[moment].step}`, ...chosen.filter(Boolean)].join("&");
}
