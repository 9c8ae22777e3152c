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
 * @property {DOMStringMap} data The values that gen/parts/NAME.html gives its element.
 */

/**
 * @param {HTMLElement} element
 * @returns {Promise<void>}
 */
async function begin(element) {
  const module = await import(`./${element.dataset.explore}/page.js`);
  await module.start(element);
}

/**
 * @param {HTMLElement} element
 * @returns {Promise<void>}
 */
async function beginPart(element) {
  const [live, failure] = ["part-live", "part-failure"].map((name) => {
    const child = document.createElement("div");
    child.className = name;
    return child;
  });
  const name = element.dataset.explorePart;
  const [module] = await Promise.all([import(`./parts/${name}.js`), dress(), dress(name)]);
  const still = element.querySelector(".part-still");
  still?.after(failure, live);
  await module.start({ live, still, failure, data: element.dataset });
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
    document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href, onload: resolve, onerror: reject }));
  });
  dressed.set(name, sheet);
  return sheet;
}

/**
 * @param {HTMLElement} element
 * @param {(element: HTMLElement) => Promise<void>} start
 * @returns {Promise<void>}
 */
async function orSay(element, start) {
  try {
    await start(element);
  } catch (error) {
    const said = document.createElement("p");
    said.setAttribute("role", "alert");
    said.textContent = "A part of this page did not load. Try to load the page again.";
    element.prepend(said);
    throw error;
  }
}

const watch = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    watch.unobserve(target);
    void orSay(/** @type {HTMLElement} */ (target), beginPart);
  }
});

for (const element of document.querySelectorAll("[data-explore]")) void orSay(/** @type {HTMLElement} */ (element), begin);
for (const element of document.querySelectorAll("[data-explore-part]")) watch.observe(element);
