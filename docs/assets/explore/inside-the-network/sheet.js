/** The part that tells of the chosen neuron: beside the layers where there is room, else a sheet at the foot of the window. */
// @ts-check

import { bringIntoSight, isInSight } from "../shared/viewport.js";

/** Open the sheet for a neuron, and close it again at Escape or its button. */
export class Sheet {
  /** @type {HTMLElement | undefined} */
  #opener;

  /**
   * @param {HTMLElement} element What the style sheet makes a sheet while it is marked with `data-open`.
   * @param {HTMLElement} title Takes the focus.
   * @param {HTMLElement} back A button, in sight only where the layers are not.
   */
  constructor(element, title, back) {
    this.element = element;
    this.title = title;
    this.back = back;
    back.addEventListener("click", () => this.#close());
    element.parentElement?.addEventListener("keydown", ({ key }) => { if (key === "Escape") this.#close(); });
  }

  /**
   * Show the sheet, and above it the neuron that it tells of.
   * @param {HTMLElement} opener The button of the neuron, which takes the focus back.
   */
  open(opener) {
    this.#opener = opener;
    this.element.dataset.open = "";
    bringIntoSight(this.title, this.element);
    const beside = !this.back.checkVisibility();
    if (beside && isInSight(document.activeElement)) return;
    this.title.focus({ preventScroll: true });
    if (getComputedStyle(this.element).position === "sticky") opener.scrollIntoView({ block: "nearest" });
  }

  #close() {
    delete this.element.dataset.open;
    this.#opener?.focus();
  }
}
