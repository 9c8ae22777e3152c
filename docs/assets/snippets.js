// Snippets to copy: puts the address of this very site where the build did not know it, and a button beside each.
// @ts-check

import { SELECTED, say } from "./figure-link.js";

/** What the build writes where it does not know the address of the site: ELSEWHERE in mnist_report/links.py. */
const PLACEHOLDER = "https://course.example/";
const SITE = new URL("..", import.meta.url).href;

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

for (const code of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".snippets code"))) {
  code.textContent = code.textContent?.replaceAll(PLACEHOLDER, SITE) ?? "";
  const kind = code.parentElement?.previousElementSibling?.textContent ?? "";
  const title = code.closest("li")?.querySelector("a")?.textContent ?? "";
  const button = document.createElement("button");
  Object.assign(button, { type: "button", textContent: "Copy", ariaLabel: `Copy ${kind}: ${title}` });
  button.addEventListener("click", () => void copy(code));
  code.after(" ", button);
}
