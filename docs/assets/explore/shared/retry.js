/** A download that failed says why and can be tried again. */
// @ts-check

import { make } from "./elements.js";

/**
 * Load something, and again as often as the reader asks: while it fails, `place` says why and has a button.
 * @template T
 * @param {HTMLElement} place Holds the message; empty and hidden while all is well.
 * @param {(again: boolean) => Promise<T>} load Throws an Error with words for the reader.
 * @returns {Promise<T>}
 */
export async function loadOrExplain(place, load) {
  for (let again = false; ; again = true) {
    try {
      const loaded = await load(again);
      leave(place);
      return loaded;
    } catch (error) {
      await explain(place, error instanceof Error ? error.message : String(error));
    }
  }
}

/**
 * Show why a download failed; done when the reader wants another try. The button stays, and with it the focus.
 * @param {HTMLElement} place
 * @param {string} message
 * @returns {Promise<void>}
 */
function explain(place, message) {
  const text = place.querySelector("p") ?? make("p");
  const button = place.querySelector("button") ?? make("button", { type: "button", textContent: "Try again" });
  text.textContent = message;
  place.className = "failure";
  place.setAttribute("role", "alert");
  place.hidden = false;
  if (!place.children.length) place.append(text, button);
  return new Promise((resolve) => {
    button.onclick = () => {
      button.onclick = null;
      text.textContent = "Trying again …";
      resolve();
    };
  });
}

/**
 * Hand the focus on to what stands around, if the button had it.
 * @param {HTMLElement} place
 */
function leave(place) {
  const focused = place.contains(document.activeElement);
  place.replaceChildren();
  place.hidden = true;
  if (!focused || !place.parentElement) return;
  place.parentElement.tabIndex = -1;
  place.parentElement.focus({ preventScroll: true });
}
