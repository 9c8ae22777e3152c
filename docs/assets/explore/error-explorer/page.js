/** The error explorer: the confusion matrix chooses mistakes, each is asked about before its truth is shown. */
// @ts-check

import { keepInAddress, onAddress } from "../shared/address.js";
import { makeMatrix } from "../shared/confusion-matrix.js";
import { make } from "../shared/elements.js";
import { announce } from "../shared/live-region.js";
import { loadMistakes } from "../shared/mistakes.js";
import { partsOf } from "../shared/parts-of.js";
import { loadOrExplain } from "../shared/retry.js";
import { isTyping } from "../shared/shortcuts.js";
import { placeTile } from "../shared/tile.js";
import { bringIntoSight } from "../shared/viewport.js";
import { kindOf, percent } from "../shared/wording.js";
import { Explanation } from "./explanation.js";
import { makeQuestion } from "./question.js";
import { EVERYTHING, confidenceOf, fragmentOf, selected, selectionOf, summaryOf } from "./selection.js";

/**
 * @typedef {import("../shared/mistakes.js").Mistake} Mistake
 * @typedef {import("../shared/mistakes.js").Mistakes} Mistakes
 * @typedef {import("../shared/confusion-matrix.js").Cell} Cell
 * @typedef {import("./selection.js").Selection} Selection
 */

/** Tiles before the reader asks for more. */
const SHOWN = 60;

/**
 * Load the mistakes and begin.
 * @param {HTMLElement} element With `data-base`, and the parts that docs/explore/error-explorer/index.md gives it.
 */
export async function start(element) {
  const part = partsOf(element);
  part("waiting").replaceChildren();
  const load = (/** @type {boolean} */ again) => loadMistakes(element.dataset.base ?? "", again);
  const mistakes = await loadOrExplain(part("failure"), load);
  foldList();
  const sprite = URL.createObjectURL(new Blob([mistakes.png], { type: "image/png" }));
  element.style.setProperty("--sprite", `url("${sprite}")`);
  new Explorer(element, mistakes).begin();
}

/** The list below shows every truth, and its rows are where an address leads without this script. */
function foldList() {
  const list = document.querySelector("details.every-image");
  if (!(list instanceof HTMLDetailsElement)) return;
  list.open = false;
  for (const row of list.querySelectorAll("[id]")) row.removeAttribute("id");
}

class Explorer {
  /** @type {Selection} */
  #selection = EVERYTHING;
  /** @type {Mistake[]} */
  #list = [];
  #shown = SHOWN;
  #begun = false;

  /**
   * @param {HTMLElement} element
   * @param {Mistakes} mistakes
   */
  constructor(element, mistakes) {
    this.element = element;
    this.part = partsOf(element);
    this.mistakes = mistakes;
    this.places = new Map(mistakes.errors.map((mistake, place) => [mistake, place]));
    const link = (/** @type {Cell} */ cell) => this.#address({ ...cell, image: null });
    this.matrix = makeMatrix(mistakes.class_names, `True ${kindOf(element)} in rows, what the network said in columns`, link);
    this.question = makeQuestion(this.part("card"), mistakes.class_names, () => this.#drawTold());
    this.explanation = new Explanation(this.part("why"), mistakes, element.dataset.model ?? "", () => this.#keepWhy());
  }

  begin() {
    this.matrix.fill(this.mistakes.matrix);
    this.part("matrix").replaceChildren(this.matrix.table);
    this.part("ready").hidden = false;
    this.part("order").addEventListener("change", () => this.#reorder());
    this.part("shuffle").addEventListener("click", () => this.#shuffle());
    document.addEventListener("keydown", (event) => this.#onKey(event));
    this.part("more").addEventListener("click", () => this.#showAll());
    for (const name of ["previous", "next"]) this.part(name).addEventListener("click", () => this.#sayImage());
    for (const name of ["matrix", "all", "previous", "next"]) this.part(name).addEventListener("click", (event) => this.#showCardOnceRead(event));
    this.part("tiles").addEventListener("click", (event) => this.#follow(event));
    this.part("probabilities").addEventListener("click", (event) => this.explanation.why.askRow(event));
    const ledTo = location.hash;
    onAddress((fragment) => this.#read(fragment));
    if (ledTo && this.#selection.image !== null) this.part("card").scrollIntoView();
    else if (ledTo && this.#selection !== EVERYTHING) this.element.scrollIntoView();
  }

  /** @param {string} fragment */
  #read(fragment) {
    const selection = selectionOf(fragment, this.mistakes.class_names.length) ?? (this.#begun ? null : EVERYTHING);
    if (!selection) return;
    this.#begun = true;
    const changed = filterOf(selection) !== filterOf(this.#selection);
    this.#selection = selection;
    this.#list = selected(this.mistakes.errors, selection);
    this.explanation.why.readAddress(fragment.split("&"));
    if (changed) this.#shown = SHOWN;
    this.#draw();
    keepInAddress(fragment);
    if (changed) announce(summaryOf(this.#selection, this.#list.length, this.mistakes.class_names));
  }

  /**
   * A step that the reader can take back.
   * @param {string} address
   */
  #go(address) {
    history.pushState(null, "", address);
    this.#read(address.slice(1));
  }

  /**
   * A link of this page leads to its new address a moment after the press; onAddress has read it by then.
   * @param {MouseEvent} event
   */
  #showCardOnceRead(event) {
    const link = event.target instanceof Element && event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (!link.hash || link.hash === location.hash) return;
    addEventListener("hashchange", () => this.#showCard(), { once: true });
  }

  /**
   * Keys that only turn pages and answer, and that a reader can switch off (WCAG 2.1.4), since speech input types, too.
   * @param {KeyboardEvent} event
   */
  #onKey(event) {
    const { checked } = /** @type {HTMLInputElement} */ (this.part("keys"));
    if (!checked || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
    if (/^\d$/.test(event.key)) this.#answer(Number(event.key)); // with Shift where a keyboard has its digits there
    else if (!event.shiftKey && (event.key === "ArrowLeft" || event.key === "ArrowRight")) this.#turn(event);
  }

  /**
   * Without an image in sight there is nothing to answer.
   * @param {number} answer
   */
  #answer(answer) {
    if (this.#current()) this.question.answer(answer);
  }

  /**
   * A box that scrolls sideways and a choice have a use of their own for arrows.
   * @param {KeyboardEvent} event
   */
  #turn(event) {
    if (event.target instanceof Element && event.target.closest('[tabindex="0"], [type=radio]')) return;
    const name = event.key === "ArrowLeft" ? "previous" : "next";
    const address = this.part(name).getAttribute("href");
    event.preventDefault();
    if (!address) return announce(`There is no ${name} image.`);
    this.#go(address);
    this.#moveToCard();
  }

  /**
   * A press with a modifier asks for a new tab: leave it to the browser.
   * @param {MouseEvent} event
   */
  #follow(event) {
    const link = event.target instanceof Element && event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.#go(link.hash);
    this.#moveToCard();
  }

  #draw() {
    this.matrix.mark(this.#selection);
    this.part("summary").textContent = summaryOf(this.#selection, this.#list.length, this.mistakes.class_names);
    this.part("all").hidden = this.#selection.true === null && this.#selection.predicted === null;
    this.part("all").setAttribute("href", this.#address({ true: null, predicted: null, image: null }));
    /** @type {HTMLSelectElement} */ (this.part("order")).value = this.#selection.order;
    this.#drawCard();
    this.#drawTold();
  }

  #drawCard() {
    const { image } = this.#selection;
    const mistake = this.#current();
    this.part("missing").textContent = mistake || image === null ? "" : `Test image ${image} is not among the mistakes: the network says what its label says, or there is no such image.`;
    this.part("card").hidden = !mistake;
    if (!mistake) return;
    placeTile(this.part("picture"), this.places.get(mistake) ?? 0, this.mistakes.sprite.columns);
    this.part("picture").ariaLabel = `Test image ${mistake.index}, ${this.mistakes.image_shape.join(" by ")} pixels`;
    this.part("title").textContent = `Test image ${mistake.index}`;
    this.part("permanent").setAttribute("href", `#image-${mistake.index}`);
    this.part("inside").setAttribute("href", `${this.part("inside").dataset.page}#image-${mistake.index}`);
    const place = this.#list.indexOf(mistake);
    this.#drawStep("previous", this.#list[place - 1]);
    this.#drawStep("next", place < 0 ? this.#list[0] : this.#list[place + 1]);
    this.part("place").textContent = place < 0 ? "" : `${place + 1} of ${this.#list.length}`;
    this.question.ask(mistake);
  }

  /** What speaks for the answer would give away what the label and the network say. */
  #drawTold() {
    const mistake = this.#current();
    this.#drawTiles();
    void this.explanation.show(mistake && this.question.answered(mistake.index) ? mistake : null);
  }

  #keepWhy() {
    const image = fragmentOf({ ...this.#selection, image: this.#current()?.index ?? null });
    keepInAddress([image, this.explanation.why.fragment].filter(Boolean).join("&"));
  }

  /**
   * @param {"previous" | "next"} name
   * @param {Mistake | undefined} mistake
   */
  #drawStep(name, mistake) {
    const link = this.part(name);
    if (mistake) link.setAttribute("href", this.#address({ image: mistake.index }));
    else link.removeAttribute("href");
  }

  #drawTiles() {
    const tiles = this.#list.slice(0, this.#shown).map((mistake) => make("li", {}, this.#tile(mistake)));
    this.part("tiles").replaceChildren(...tiles);
    this.part("more").hidden = this.#list.length <= this.#shown;
    this.part("more").textContent = `Show all ${this.#list.length}`;
  }

  /**
   * @param {Mistake} mistake
   * @returns {HTMLAnchorElement}
   */
  #tile(mistake) {
    const answered = this.question.answered(mistake.index);
    const sure = percent(confidenceOf(mistake));
    const link = make("a", { href: this.#address({ image: mistake.index }) });
    link.ariaLabel = `${sure} confident, test image ${mistake.index}${answered ? ", answered" : ""}`;
    link.classList.toggle("answered", answered);
    if (mistake === this.#current()) link.ariaCurrent = "true";
    const picture = placeTile(make("span", { className: "tile" }), this.places.get(mistake) ?? 0, this.mistakes.sprite.columns);
    link.append(picture, make("span", { className: "sure" }, sure));
    return link;
  }

  /** @returns {Mistake | undefined} */
  #current() {
    const { image } = this.#selection;
    return image === null ? this.#list[0] : this.mistakes.errors.find(({ index }) => index === image);
  }

  #reorder() {
    const { value } = /** @type {HTMLSelectElement} */ (this.part("order"));
    if (value === "shuffled") this.#shuffle();
    else this.#go(this.#address({ order: /** @type {Selection["order"]} */ (value), image: null }));
  }

  /** Another order each time, which its number brings back for whoever follows a link to it. */
  #shuffle() {
    this.#go(this.#address({ order: "shuffled", seed: Math.floor(Math.random() * 10000), image: null }));
  }

  /** The button goes; who pressed it goes on with the first tile that it brought. */
  #showAll() {
    const first = this.#shown;
    this.#shown = Infinity;
    this.#drawTiles();
    this.part("tiles").querySelectorAll("a")[first]?.focus();
  }

  #moveToCard() {
    this.#showCard();
    this.part("title").focus({ preventScroll: true });
  }

  #showCard() {
    bringIntoSight(this.part(this.part("asked").hidden ? "verdict" : "answers"), this.part("card"));
  }

  /** The link keeps the focus for the next press, so that which image has come must be said. */
  #sayImage() {
    setTimeout(() => announce(`${this.part("title").textContent}, ${this.part("place").textContent}`));
  }

  /**
   * @param {Partial<Selection>} change
   * @returns {string}
   */
  #address(change) {
    return `#${fragmentOf({ ...this.#selection, ...change })}`;
  }
}

/**
 * @param {Selection} selection
 * @returns {string} The same for the same list.
 */
function filterOf(selection) {
  return fragmentOf({ ...selection, image: null });
}
