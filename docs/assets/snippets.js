// Snippets to copy: a button beside each, and those that no page has room for, from the list of all, once they are asked
// for. Puts the address of this very site where the build did not know it.
// @ts-check

import { SELECTED, say } from "./figure-link.js";

/** @typedef {{path: string, alt: ?string, credit: string, snippets: Record<string, string>}} Link */
/** @typedef {{names: Record<string, string>, links: Link[]}} List */

/** What the build writes where it does not know the address of the site: ELSEWHERE in mnist_report/pages/links.py. */
const PLACEHOLDER = "https://course.example/";
const SITE = new URL("..", import.meta.url).href;
const NO_LIST = "The other snippets cannot be loaded now; links.csv, beside the page for instructors, has them all.";

/** @type {Promise<List> | undefined} */
let list;

/** @returns {Promise<List>} All that can be linked to; asked for anew after a failure. */
function all() {
  list ??= fetch(`${SITE}instructors/links.json`).then((answer) => {
    if (!answer.ok) throw new Error(`${answer.status}`);
    return answer.json();
  });
  list.catch(() => {
    list = undefined;
  });
  return list;
}

/** @param {HTMLElement} code */
async function copy(code) {
  try {
    await navigator.clipboard.writeText(code.textContent ?? "");
    say("Copied");
  } catch {
    getSelection()?.selectAllChildren(code);
    say(SELECTED);
  }
}

/**
 * @param {HTMLElement} code
 * @param {string} kind
 * @param {string} title
 */
function complete(code, kind, title) {
  // In LaTeX a percent sign begins a comment.
  const site = kind === "LaTeX" ? SITE.replaceAll("%", "\\%") : SITE;
  code.textContent = code.textContent?.replaceAll(PLACEHOLDER, site) ?? "";
  const button = document.createElement("button");
  Object.assign(button, { type: "button", textContent: "Copy", ariaLabel: `Copy ${kind}: ${title}` });
  button.addEventListener("click", () => void copy(code));
  code.after(" ", button);
}

/**
 * @param {HTMLElement} entry
 * @returns {HTMLDetailsElement} The snippets of an entry, an empty list where the page has none.
 */
function details(entry) {
  const found = entry.querySelector("details");
  if (found) return found;
  const made = document.createElement("details");
  made.className = "figure-details snippets";
  made.append(Object.assign(document.createElement("summary"), { textContent: "Snippets" }), document.createElement("dl"));
  entry.append(made);
  return made;
}

/**
 * Adds the snippets that the page does not hold.
 * @param {HTMLElement} entry
 * @param {HTMLElement} shown
 * @param {string} title
 */
async function fill(entry, shown, title) {
  const { names, links } = await all();
  const link = links.find(({ path }) => path === entry.dataset.path);
  if (!link) return;
  const known = new Set([...shown.querySelectorAll("dt")].map((term) => term.textContent));
  /** @type {Record<string, ?string>} */
  const texts = { ...link.snippets, alt: link.snippets.png ? link.alt : null, credit: link.credit };
  for (const [kind, name] of Object.entries(names)) {
    const text = texts[kind];
    if (!text || known.has(name)) continue;
    const code = Object.assign(document.createElement("code"), { textContent: text });
    const description = document.createElement("dd");
    description.append(code);
    shown.append(Object.assign(document.createElement("dt"), { textContent: name }), description);
    complete(code, name, title);
  }
}

for (const entry of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("ul.links > li"))) {
  const title = entry.querySelector("a")?.textContent ?? "";
  const opened = details(entry);
  const shown = /** @type {HTMLElement} */ (opened.querySelector("dl"));
  for (const code of shown.querySelectorAll("code")) {
    complete(code, code.parentElement?.previousElementSibling?.textContent ?? "", title);
  }
  const begin = () => {
    if (!opened.open) return;
    opened.removeEventListener("toggle", begin);
    fill(entry, shown, title).catch(() => {
      opened.addEventListener("toggle", begin);
      say(NO_LIST);
    });
  };
  opened.addEventListener("toggle", begin);
}
