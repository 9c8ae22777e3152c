// Draw a digit: what the reader draws, what the network sees of it, and what it says.
// @ts-check

import { keepInAddress, onAddress } from "../shared/address.js";
import { showDrawing, showPixels } from "../shared/canvas.js";
import { indexOfHighest, percent, showConfidences } from "../shared/confidence-bars.js";
import { BLANK, fromFragment, isBlank, toBytes, toFragment } from "../shared/drawing.js";
import { Grid } from "./pixel-grid.js";
import { isTyping } from "../shared/shortcuts.js";
import { loadNetwork } from "../shared/network.js";
import { Pen } from "./pen.js";
import { fitted, inputOf, pixelsOf } from "../shared/preprocessing.js";
import { bringIntoSight } from "../shared/viewport.js";
import { announce, loadOrExplain } from "../shared/status.js";
import { Steps } from "./undo-history.js";
import { areWords } from "../shared/wording.js";

/** @typedef {import("../shared/drawing.js").Drawing} Drawing */
/** @typedef {{index: number, true: number, predicted: number, pixels: string}} Example A test image. */

const UNREADABLE = "The address holds no drawing that can be read, so the paper is blank. It may have been cut short.";
const NO_EXAMPLES = "The test images could not be downloaded.";

/** @param {HTMLElement} element */
export async function start(element) {
  const page = new Page(element);
  await Promise.all([page.connect(), page.offerExamples()]);
}

class Page {
  /** @type {Steps<Drawing>} */
  #steps = new Steps(BLANK);
  /** What the network sees. @type {Uint8Array} */
  #pixels = new Uint8Array();
  /** @type {import("../shared/network.js").Network | null} */
  #network = null;
  /** @type {Grid | null} */
  #grid = null;
  /** @type {Map<string, Uint8Array>} */
  #examples = new Map();

  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.side = Number(element.dataset.side);
    this.names = JSON.parse(element.dataset.classNames ?? "[]");
    this.#part("waiting").remove();
    this.#part("prediction").classList.toggle("words", areWords(this.names));
    this.#listen();
    onAddress((fragment) => this.#open(fragment));
    this.#show();
  }

  /** Fetches the network; the reader can draw meanwhile, and while it fails. */
  async connect() {
    const load = (/** @type {boolean} */ again) => loadNetwork(this.element.dataset.model ?? "", { again });
    this.#network = await loadOrExplain(this.#part("network-failure"), load);
    this.element.dataset.ready = "";
    this.#answer();
  }

  /** Fetches the test images and shows each as a button. */
  async offerExamples() {
    const address = this.element.dataset.examples ?? "";
    const load = (/** @type {boolean} */ again) => loadExamples(address, again);
    const examples = await loadOrExplain(this.#part("examples-failure"), load);
    this.#part("examples").replaceChildren(...examples.map((example) => this.#exampleButton(example)));
    if (location.hash.startsWith("#image-")) this.#open(location.hash.slice(1));
  }

  /**
   * @param {string} name
   * @returns {HTMLElement} The element of this page that has the name as `data-part`.
   */
  #part(name) {
    return /** @type {HTMLElement} */ (this.element.querySelector(`[data-part="${name}"]`));
  }

  /** @param {string} name */
  #canvas(name) {
    return /** @type {HTMLCanvasElement} */ (this.#part(name));
  }

  #listen() {
    new Pen(this.#canvas("paper"), () => this.#penWidth(), {
      drawn: (stroke) => this.#show(this.#with(stroke)),
      ended: (stroke) => this.#change(this.#with(stroke)),
      vanished: () => this.#show(),
    });
    this.#part("undo").addEventListener("click", () => this.#undo());
    this.#part("redo").addEventListener("click", () => this.#redo());
    this.#part("clear").addEventListener("click", () => this.#change(BLANK));
    this.#part("fit").addEventListener("click", () => this.#paint(fitted(this.#pixels, this.side)));
    this.#part("share").addEventListener("click", () => this.#share());
    this.#part("pixel-by-pixel").addEventListener("toggle", () => this.#openGrid());
    document.addEventListener("keydown", (event) => this.#onKey(event));
  }

  // Anywhere on the page, because who has drawn with a mouse has the focus nowhere; a field has an undo of its own.
  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || isTyping(event)) return;
    const key = `${event.shiftKey ? "Shift+" : ""}${event.key.toLowerCase()}`;
    if (key === "z") this.#undo();
    else if (key === "Shift+z" || (key === "y" && event.ctrlKey)) this.#redo();
    else return;
    event.preventDefault();
  }

  /** @param {import("../shared/drawing.js").Stroke} stroke */
  #with(stroke) {
    return { ...this.#steps.now, strokes: [...this.#steps.now.strokes, stroke] };
  }

  #penWidth() {
    return Number(/** @type {HTMLInputElement} */ (this.element.querySelector("[name=pen]:checked")).value);
  }

  // Seven hundred cells are made only for a reader who wants them.
  #openGrid() {
    if (this.#grid) return;
    const soft = /** @type {HTMLInputElement} */ (this.#part("soft"));
    const table = /** @type {HTMLTableElement} */ (this.#part("grid"));
    this.#grid = new Grid(table, this.side, () => soft.checked, (pixels) => this.#paint(pixels));
    this.#grid.show(this.#pixels);
  }

  /** @param {Uint8Array} pixels */
  #paint(pixels) {
    this.#change({ base: pixels, strokes: [] });
  }

  /** @param {Drawing} drawing */
  #change(drawing) {
    if (isBlank(drawing) && isBlank(this.#steps.now)) return;
    this.#steps.take(isBlank(drawing) ? BLANK : drawing);
    this.#showAndKeep();
  }

  #undo() {
    if (this.#steps.undo()) this.#showAndKeep();
    else announce("There is nothing to undo.");
  }

  #redo() {
    if (this.#steps.redo()) this.#showAndKeep();
    else announce("There is nothing to redo.");
  }

  #showAndKeep() {
    this.#show();
    keepInAddress(toFragment(this.#steps.now, () => this.#pixels));
  }

  /** @param {string} fragment Of the address; what is neither a drawing nor an example is somebody else's. */
  #open(fragment) {
    const example = this.#examples.get(fragment);
    const drawing = example ? { base: example, strokes: [] } : fromFragment(fragment, this.side ** 2);
    this.#part("unreadable").textContent = drawing === null ? UNREADABLE : "";
    if (drawing === undefined) return;
    this.#steps.take(drawing ?? BLANK);
    this.#show();
  }

  /** @param {Drawing} [drawing] What to show, if it is not finished yet. */
  #show(drawing = this.#steps.now) {
    this.#pixels = pixelsOf(drawing, this.side);
    showDrawing(this.#canvas("paper"), drawing, this.side);
    showPixels(this.#canvas("seen"), this.#pixels, this.side);
    this.#grid?.show(this.#pixels);
    this.#part("hint").hidden = !isBlank(drawing);
    this.#part("undo").ariaDisabled = String(!this.#steps.canUndo);
    this.#part("redo").ariaDisabled = String(!this.#steps.canRedo);
    this.#answer();
  }

  #answer() {
    const blank = !this.#pixels.some((pixel) => pixel > 0);
    const probabilities = this.#network && !blank ? this.#network.run(inputOf(this.#pixels)).layers.at(-1) : null;
    const best = probabilities ? indexOfHighest(probabilities) : -1;
    const waiting = blank ? "nothing yet" : "as soon as it is downloaded";
    const sure = probabilities ? `with a confidence of ${percent(probabilities[best])}` : waiting;
    this.#part("prediction").textContent = probabilities ? this.names[best] : "";
    this.#part("confidence").textContent = sure;
    showConfidences(this.#part("confidences"), probabilities ?? null, this.names);
    if (probabilities) announce(`The network reads ${this.names[best]}, ${sure}.`);
    else if (blank && (this.#steps.canUndo || this.#steps.canRedo)) announce("The paper is blank.");
  }

  async #share() {
    const button = this.#part("share");
    const place = /** @type {HTMLInputElement} */ (this.#part("address"));
    try {
      await navigator.clipboard.writeText(location.href);
      button.textContent = "Link copied";
      announce("Link copied.");
      setTimeout(() => {
        button.textContent = "Copy link";
      }, 3000);
    } catch {
      // Where the clipboard is closed, the link stands ready to be copied by hand.
      Object.assign(place, { hidden: false, value: location.href });
      place.select();
    }
  }

  /**
   * @param {Example} example
   * @returns {HTMLLIElement}
   */
  #exampleButton({ index, true: label, predicted, pixels: text }) {
    const pixels = toBytes(text);
    const fragment = `image-${index}`;
    this.#examples.set(fragment, pixels);
    const misread = label === predicted ? "" : `, misread as ${this.names[predicted]}`;
    const button = document.createElement("button");
    const picture = document.createElement("canvas");
    Object.assign(picture, { width: this.side, height: this.side });
    showPixels(picture, pixels, this.side);
    Object.assign(button, { type: "button", title: `Test image ${index}: ${this.names[label]}${misread}` });
    button.setAttribute("aria-label", button.title);
    button.classList.toggle("misread", misread !== "");
    button.append(picture);
    button.addEventListener("click", () => {
      this.#change({ base: pixels, strokes: [] });
      keepInAddress(fragment);
      bringIntoSight(this.#part("prediction"), this.#part("draw"));
    });
    const item = document.createElement("li");
    item.append(button);
    return item;
  }
}

/**
 * @param {string} address
 * @param {boolean} again
 * @returns {Promise<Example[]>}
 */
async function loadExamples(address, again) {
  try {
    const response = await fetch(address, { cache: again ? "reload" : "default" });
    if (!response.ok) throw new Error(String(response.status));
    return (await response.json()).images;
  } catch {
    throw new Error(NO_EXAMPLES);
  }
}
