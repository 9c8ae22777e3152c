/** The worker: a tutor beside the page, so that the page answers a finger while the network learns. */
// @ts-check

import { makeTutor } from "./tutor.js";

/** The worker itself, which sends and receives as a port does. */
const page = /** @type {MessagePort} */ (/** @type {unknown} */ (self));
const tutor = makeTutor();

page.addEventListener("message", ({ data }) => {
  const report = tutor(data);
  page.postMessage(report, report ? [report.weights.buffer] : []);
});
page.postMessage(null);
