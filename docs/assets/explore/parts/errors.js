/** Errors: a misread test image; the reader says what it is, and then sees its label and what the network said. */
// @ts-check

import { make } from "../shared/elements.js";
import { announce } from "../shared/live-region.js";
import { loadMistakes } from "../shared/mistakes.js";
import { loadOrExplain } from "../shared/retry.js";
import { placeTile } from "../shared/tile.js";
import { percent } from "../shared/wording.js";

const EXPLORE = new URL("../../../explore/", import.meta.url).href;

/**
 * Fill the part with all mistakes; `data.state` may order them, "sure", or keep those of a confusion, "4-9".
 * @param {import("../start.js").Place} place
 */
export async function start({ live, failure, data }) {
  const { class_names: names, errors, sprite, png } = await loadOrExplain(failure, (again) => loadMistakes(EXPLORE, again));
  const list = selected(errors.map((error, position) => ({ ...error, position })), data.state ?? "");
  if (!list.length) return void live.append(make("p", {}, "The network read every test image correctly."));
  let shown = 0;

  const picture = make("span", { className: "errors-tile", role: "img" });
  picture.style.setProperty("--columns", String(sprite.columns));
  picture.style.backgroundImage = `url("${URL.createObjectURL(new Blob([png], { type: "image/png" }))}")`;
  const title = make("p");
  const asked = make("div", { className: "part-tools", role: "group", ariaLabel: "What would you have said?" });
  const verdict = make("p", { tabIndex: -1, hidden: true });
  const next = make("button", { type: "button" }, "Next image");

  const answer = (/** @type {number | null} */ choice) => {
    const { true: label, predicted, probabilities } = list[shown];
    const you = choice === null ? "You could not tell." : `You said ${names[choice]}.`;
    const agree = choice === label ? " You agree with the label." : choice === predicted ? " You agree with the network." : "";
    verdict.textContent = `${you} The label says ${names[label]}. The network says ${names[predicted]}, ${percent(probabilities[predicted])} confident.${agree}`;
    asked.hidden = true;
    verdict.hidden = false;
    verdict.focus({ preventScroll: true });
  };
  const show = () => {
    const { index, position } = list[shown];
    placeTile(picture, position, sprite.columns);
    picture.ariaLabel = `Test image ${index}`;
    title.textContent = `Test image ${index}, misread, ${shown + 1} of ${list.length}. What would you have said?`;
    asked.hidden = false;
    verdict.hidden = true;
  };
  next.addEventListener("click", () => {
    shown = (shown + 1) % list.length;
    show();
    announce(title.textContent ?? "");
  });
  asked.append(...names.map((name, index) => choiceOf(name, () => answer(index))), choiceOf("I cannot tell", () => answer(null)));
  live.append(make("div", { className: "part-columns" }, picture, make("div", {}, title, make("div", { className: "errors-answer" }, asked, verdict), next)));
  show();
}

/**
 * @template {import("../shared/mistakes.js").Mistake} T
 * @param {T[]} errors
 * @param {string} state
 * @returns {T[]}
 */
function selected(errors, state) {
  if (state === "sure") return errors.sort((one, other) => Math.max(...other.probabilities) - Math.max(...one.probabilities));
  return errors.filter(({ true: label, predicted }) => !state || state === `${label}-${predicted}`);
}

/**
 * @param {string} text
 * @param {() => void} onClick
 */
function choiceOf(text, onClick) {
  const button = make("button", { type: "button" }, text);
  button.addEventListener("click", onClick);
  return button;
}
