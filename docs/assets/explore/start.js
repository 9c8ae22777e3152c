/**
 * Starts what a page asks for: an element with `data-explore="draw-a-digit"` is handed to `start` of
 * draw-a-digit/page.js, one with `data-explore-part="draw"` to that of parts/draw.js once it comes into view. Every page
 * of the site loads this file; only pages that ask load more.
 */
// @ts-check

/**
 * @typedef {object} Place Where a part begins.
 * @property {HTMLElement} live To be filled; it takes the place of what stands there when `start` is done.
 * @property {HTMLElement | null} still What stands there until then.
 * @property {HTMLElement} failure For a download that failed (shared/retry.js).
 * @property {(name: string) => Promise<any>} load Imports another module of parts/ when the reader asks for what it does.
 * @property {DOMStringMap} data The values that gen/parts/NAME.html gives its element.
 */

/**
 * @param {HTMLElement} element
 * @param {string} again
 * @returns {Promise<void>}
 */
async function begin(element, again) {
  const module = await import(`./${element.dataset.explore}/page.js${again}`);
  await module.start(element);
}

/**
 * @param {HTMLElement} element
 * @param {string} again
 * @returns {Promise<void>}
 */
async function beginPart(element, again) {
  const [live, failure] = ["part-live", "part-failure"].map((name) => {
    const child = document.createElement("div");
    child.className = name;
    return child;
  });
  Object.assign(live, { role: "group", ariaLabel: "To try out" });
  const name = element.dataset.explorePart;
  const [module] = await Promise.all([import(`./parts/${name}.js${again}`), dress(), dress(name)]);
  const still = element.querySelector(".part-still");
  still?.after(failure, live);
  const bring = (/** @type {string} */ other) => orAgain(failure, (_, fresh) => import(`./parts/${other}.js${fresh}`));
  try {
    await module.start({ live, still, failure, load: bring, data: element.dataset });
  } catch (error) {
    [live, failure].forEach((child) => child.remove());
    throw error;
  }
  element.dataset.begun = "";
}

/** @type {Map<string, Promise<void>>} */
const dressed = new Map();

/**
 * @param {string} [name] Of a style sheet in parts/.
 * @returns {Promise<void>} Done when it has come.
 */
function dress(name = "parts") {
  const sheet = dressed.get(name) ?? new Promise((resolve, reject) => {
    const href = new URL(`parts/${name}.css`, import.meta.url).href;
    const onerror = () => {
      dressed.delete(name);
      reject(new TypeError(`there is no ${href}`));
    };
    document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href, onload: resolve, onerror }));
  });
  dressed.set(name, sheet);
  return sheet;
}

/**
 * Try something that needs a module, and again as often as the reader asks: while it fails, `place` says so.
 * @template T
 * @param {HTMLElement} place
 * @param {(place: HTMLElement, again: string) => Promise<T>} attempt With what to add to the address of the module, since a
 *   browser keeps what failed.
 * @returns {Promise<T>}
 */
async function orAgain(place, attempt) {
  const said = Object.assign(document.createElement("div"), { className: "failure", role: "alert" });
  for (let again = ""; ; again = `?again=${Date.now()}`) {
    try {
      const done = await attempt(place, again);
      leave(said);
      return done;
    } catch (error) {
      reportError(error);
      await explain(place, said);
    }
  }
}

/**
 * @param {HTMLElement} place
 * @param {HTMLElement} said
 * @returns {Promise<void>} Done when the reader wants another try.
 */
function explain(place, said) {
  const text = Object.assign(document.createElement("p"), { textContent: "A part of this page did not load." });
  const button = Object.assign(document.createElement("button"), { type: "button", className: "md-button", textContent: "Try again" });
  const focused = said.contains(document.activeElement);
  said.replaceChildren(text, button);
  place.prepend(said);
  if (focused) button.focus();
  return new Promise((resolve) => {
    button.onclick = () => {
      text.textContent = "Trying again …";
      resolve();
    };
  });
}

/**
 * Hand the focus on to what stands around, if the button had it.
 * @param {HTMLElement} said
 */
function leave(said) {
  const focused = said.contains(document.activeElement);
  const around = /** @type {HTMLElement | null} */ (said.closest("[data-explore], [data-explore-part]"));
  said.remove();
  if (!focused || !around) return;
  around.tabIndex = -1;
  around.focus({ preventScroll: true });
}

const watch = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    watch.unobserve(target);
    void orAgain(/** @type {HTMLElement} */ (target), beginPart);
  }
});

for (const element of document.querySelectorAll("[data-explore]")) void orAgain(/** @type {HTMLElement} */ (element), begin);
for (const element of document.querySelectorAll("[data-explore-part]")) watch.observe(element);
