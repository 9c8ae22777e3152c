/** Draw a digit: what the reader draws, what the network sees of it, and what it says. */
// @ts-check

import { keepInAddress, onAddress } from "../shared/address.js";
import { argmax } from "../shared/argmax.js";
import { fromBase64 } from "../shared/base64.js";
import { showDrawing } from "../shared/canvas.js";
import { showConfidences } from "../shared/confidence-bars.js";
import { fetchRecord } from "../shared/download.js";
import { BLANK, isBlank } from "../shared/drawing.js";
import { fromFragment, toFragment } from "../shared/drawing-fragment.js";
import { make } from "../shared/elements.js";
import { announce } from "../shared/live-region.js";
import { loadNetwork } from "../shared/network.js";
import { partsOf } from "../shared/parts-of.js";
import { Pen } from "../shared/pen.js";
import { showPixels } from "../shared/pixels.js";
import { fitted, inputOf, pixelsOf } from "../shared/preprocessing.js";
import { loadOrExplain } from "../shared/retry.js";
import { isTyping } from "../shared/shortcuts.js";
import { bringIntoSight } from "../shared/viewport.js";
import { Why } from "../shared/why.js";
import { areWords, percent } from "../shared/wording.js";
import { PixelGrid } from "./pixel-grid.js";
import { UndoHistory } from "./undo-history.js";

/**
 * @typedef {import("../shared/drawing.js").Drawing} Drawing
 * @typedef {import("../shared/drawing.js").Stroke} Stroke
 * @typedef {import("../shared/network.js").Network} Network
 * @typedef {{index: number, true: number, predicted: number, probabilities: number[], pixels: string}} Example A test image.
 */

const UNREADABLE = "The address holds no drawing that can be read, so the paper is blank. It may have been cut short.";

/**
 * Begin, with what the network says and the test images as soon as they have come.
 * @param {HTMLElement} element With `data-model`, `data-examples`, `data-side`, `data-class-names`, and the parts that
 *   docs/explore/draw-a-digit/index.md gives it.
 */
export async function start(element) {
  const page = new Page(element);
  await Promise.all([page.connect(), page.offerExamples()]);
}

class Page {
  /** @type {UndoHistory<Drawing>} */
  #steps = new UndoHistory(BLANK);
  /** What the network sees. @type {Uint8Array} */
  #pixels = new Uint8Array();
  /** @type {Network | null} */
  #network = null;
  /** The part of the address that holds what is on the paper. */
  #fragment = "";
  /** @type {PixelGrid | null} */
  #grid = null;
  /** @type {Map<string, Uint8Array>} */
  #examples = new Map();
  /** What the run itself said of each test image, by its pixels: the weights here are rounded. @type {Map<string, number[]>} */
  #recorded = new Map();

  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.part = partsOf(element);
    this.side = Number(element.dataset.side);
    this.names = JSON.parse(element.dataset.classNames ?? "[]");
    this.part("waiting").remove();
    this.part("prediction").classList.toggle("words", areWords(this.names));
    this.loaded = new Promise((/** @type {(network: Network) => void} */ resolve) => { this.tellLoaded = resolve; });
    this.why = new Why(this.part("why"), this.names, () => this.loaded, () => this.#keep(this.#fragment));
    this.#listen();
    onAddress((fragment) => this.#open(fragment));
    this.#show();
  }

  /** Fetch the network; the reader can draw meanwhile, and while it fails. */
  async connect() {
    const load = (/** @type {boolean} */ again) => loadNetwork(this.element.dataset.model ?? "", again);
    this.#network = await loadOrExplain(this.part("network-failure"), load);
    this.tellLoaded?.(this.#network);
    this.element.dataset.ready = "";
    this.#answer();
  }

  /** Fetch the test images and show each as a button. */
  async offerExamples() {
    const address = this.element.dataset.examples ?? "";
    const load = (/** @type {boolean} */ again) => fetchRecord(address, again, "The test images");
    const { images } = await loadOrExplain(this.part("examples-failure"), load);
    this.part("examples").replaceChildren(...images.map((/** @type {Example} */ image) => this.#makeExample(image)));
    if (location.hash.startsWith("#image-")) this.#open(location.hash.slice(1));
    else this.#answer();
  }

  /** @param {string} name */
  #canvas(name) {
    return /** @type {HTMLCanvasElement} */ (this.part(name));
  }

  #listen() {
    new Pen(this.#canvas("paper"), () => this.#penWidth(), {
      drawn: (stroke) => this.#show(this.#with(stroke)),
      ended: (stroke) => this.#change(this.#with(stroke)),
      vanished: () => this.#show(),
    });
    this.part("undo").addEventListener("click", () => this.#undo());
    this.part("redo").addEventListener("click", () => this.#redo());
    this.part("clear").addEventListener("click", () => this.#change(BLANK));
    this.part("fit").addEventListener("click", () => this.#paint(fitted(this.#pixels, this.side)));
    this.part("share").addEventListener("click", () => this.#share());
    this.part("pixel-by-pixel").addEventListener("toggle", () => this.#openGrid());
    this.part("confidences").addEventListener("click", (event) => this.why.askRow(event));
    document.addEventListener("keydown", (event) => this.#onKey(event));
  }

  /**
   * Anywhere on the page, because who has drawn with a mouse has the focus nowhere; a field has an undo of its own.
   * @param {KeyboardEvent} event
   */
  #onKey(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || isTyping(event)) return;
    const key = `${event.shiftKey ? "Shift+" : ""}${event.key.toLowerCase()}`;
    if (key === "z") this.#undo();
    else if (key === "Shift+z" || (key === "y" && event.ctrlKey)) this.#redo();
    else return;
    event.preventDefault();
  }

  /** @param {Stroke} stroke */
  #with(stroke) {
    return { ...this.#steps.now, strokes: [...this.#steps.now.strokes, stroke] };
  }

  #penWidth() {
    return Number(/** @type {HTMLInputElement} */ (this.element.querySelector("[name=pen]:checked")).value);
  }

  /** Seven hundred cells are made only for a reader who wants them. */
  #openGrid() {
    if (this.#grid) return;
    const soft = /** @type {HTMLInputElement} */ (this.part("soft"));
    const table = /** @type {HTMLTableElement} */ (this.part("grid"));
    this.#grid = new PixelGrid(table, this.side, () => soft.checked, (pixels) => this.#paint(pixels));
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
    this.#keep(toFragment(this.#steps.now, () => this.#pixels));
  }

  /** @param {string} fragment Of what is on the paper. */
  #keep(fragment) {
    this.#fragment = fragment;
    keepInAddress([fragment, this.why.fragment].filter(Boolean).join("&"));
  }

  /** @param {string} address Its fragment; what is neither a drawing nor an example is somebody else's. */
  #open(address) {
    const [fragment, ...others] = address.split("&");
    const example = this.#examples.get(fragment);
    const drawing = example ? { base: example, strokes: [] } : fromFragment(fragment, this.side ** 2);
    this.part("unreadable").textContent = drawing === null ? UNREADABLE : "";
    if (drawing === undefined) return;
    this.#fragment = fragment;
    this.why.readAddress(others);
    this.#steps.take(drawing ?? BLANK);
    this.#show();
  }

  /** @param {Drawing} [drawing] What to show, if it is not finished yet. */
  #show(drawing = this.#steps.now) {
    this.#pixels = pixelsOf(drawing, this.side);
    showDrawing(this.#canvas("paper"), drawing, this.side);
    showPixels(this.#canvas("seen"), this.#pixels);
    this.#grid?.show(this.#pixels);
    this.part("hint").hidden = !isBlank(drawing);
    this.part("undo").ariaDisabled = String(!this.#steps.canUndo);
    this.part("redo").ariaDisabled = String(!this.#steps.canRedo);
    this.#answer();
  }

  #answer() {
    const blank = !this.#pixels.some((pixel) => pixel > 0);
    const probabilities = this.#network && !blank ? this.#probabilities(this.#network) : null;
    const best = probabilities ? argmax(probabilities) : -1;
    const waiting = blank ? "nothing yet" : "as soon as it is downloaded";
    const sure = probabilities ? `with a confidence of ${percent(probabilities[best])}` : waiting;
    this.part("prediction").textContent = probabilities ? this.names[best] : "";
    this.part("confidence").textContent = sure;
    showConfidences(this.part("confidences"), probabilities, this.names);
    this.why.show(probabilities && { pixels: this.#pixels, probabilities });
    if (probabilities) announce(`The network says ${this.names[best]}, ${sure}.`);
    else if (blank && (this.#steps.canUndo || this.#steps.canRedo)) announce("The paper is blank.");
  }

  /** @param {Network} network */
  #probabilities(network) {
    return this.#recorded.get(this.#pixels.join()) ?? network.run(inputOf(this.#pixels)).probabilities;
  }

  async #share() {
    const button = this.part("share");
    const place = /** @type {HTMLInputElement} */ (this.part("address"));
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
  #makeExample({ index, true: label, predicted, probabilities, pixels: text }) {
    const pixels = fromBase64(text);
    const fragment = `image-${index}`;
    this.#examples.set(fragment, pixels);
    this.#recorded.set(pixels.join(), probabilities);
    const misread = label === predicted ? "" : `, taken for ${this.names[predicted]}`;
    const title = `Test image ${index}: ${this.names[label]}${misread}`;
    const picture = make("canvas", { width: this.side, height: this.side });
    const button = make("button", { type: "button", title, ariaLabel: title, className: misread && "misread" }, picture);
    showPixels(picture, pixels);
    button.addEventListener("click", () => {
      this.#change({ base: pixels, strokes: [] });
      this.#keep(fragment);
      bringIntoSight(this.part("prediction"), this.part("draw"));
    });
    return make("li", {}, button);
  }
}
