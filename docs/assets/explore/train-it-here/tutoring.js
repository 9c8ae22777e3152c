/** Where the tutor works: in a worker, or on the page where a browser starts none, as from a disk. */
// @ts-check

import { makeTutor } from "./tutor.js";

/**
 * @typedef {import("./tutor.js").Wish} Wish
 * @typedef {import("./tutor.js").Report} Report
 * @typedef {(wish: Wish) => Promise<Report | null>} Tutoring Asked for one thing at a time.
 */

/**
 * Return a tutor that has been told what is to be learned.
 * @param {import("./tutor.js").Task} task
 * @returns {Promise<Tutoring>}
 */
export async function findTutor(task) {
  const tutor = await inWorker().catch(onPage);
  await tutor({ task });
  return tutor;
}

/** @returns {Promise<Tutoring>} Fails where there is no worker, or none that runs modules. */
async function inWorker() {
  if (location.protocol === "file:") throw new TypeError("a page from a disk has no workers");
  const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  const heard = () => new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = reject;
  });
  await heard();
  return (wish) => {
    const answer = heard();
    worker.postMessage(wish);
    return answer;
  };
}

/** @returns {Tutoring} */
function onPage() {
  const tutor = makeTutor();
  return async (wish) => tutor(wish);
}
