/** The live region of the page, which a screen reader reads out when its text changes. */
// @ts-check

import { make } from "./elements.js";

/** Milliseconds without a further message before one is said: a stroke changes the answer many times a second. */
const PAUSE = 700;

const region = make("p", { className: "heard" });
region.setAttribute("role", "status");
let waiting = 0;

/**
 * Say a message to screen readers once nothing newer has come for a moment.
 * @param {string} message
 */
export function announce(message) {
  if (!region.isConnected) document.body.append(region);
  clearTimeout(waiting);
  waiting = window.setTimeout(() => { region.textContent = message; }, PAUSE);
}
