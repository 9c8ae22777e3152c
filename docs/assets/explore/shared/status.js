// What a page says in words: politely to a screen reader, and when a download has failed.
//
//   announce("7, 93.1 % confident");
//   const network = await loadOrExplain(element, (again) => loadNetwork(base, { again }));
// @ts-check

/** Milliseconds without a further message before one is said: a stroke changes the answer many times a second. */
const PAUSE = 700;

/** @type {HTMLElement | undefined} */
let region;
let waiting = 0;

/**
 * Says a message to screen readers once nothing newer has come for a moment.
 * @param {string} message
 */
export function announce(message) {
  region ??= makeRegion();
  clearTimeout(waiting);
  waiting = window.setTimeout(() => {
    if (region) region.textContent = message;
  }, PAUSE);
}

/**
 * Loads something, and again as often as the reader asks: while it fails, `place` says why and has a button.
 * @template T
 * @param {HTMLElement} place Holds the message; empty and hidden while all is well.
 * @param {(again: boolean) => Promise<T>} load Raises an Error with words for the reader.
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
 * Shows why a download failed; done when the reader wants another try. The button stays, and with it the focus.
 * @param {HTMLElement} place
 * @param {string} message
 * @returns {Promise<void>}
 */
function explain(place, message) {
  const text = place.querySelector("p") ?? document.createElement("p");
  const button = place.querySelector("button") ?? document.createElement("button");
  text.textContent = message;
  Object.assign(button, { type: "button", textContent: "Try again" });
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
 * Hands the focus on to what stands around, if the button had it.
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

function makeRegion() {
  const made = document.createElement("p");
  made.className = "heard";
  made.setAttribute("role", "status");
  document.body.append(made);
  return made;
}
