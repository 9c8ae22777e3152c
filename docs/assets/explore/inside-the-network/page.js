/** Inside the network: one image followed through every layer, and a neuron that the reader chooses taken apart. */
// @ts-check

import { keepInAddress, onAddress } from "../shared/address.js";
import { argmax } from "../shared/argmax.js";
import { fromBase64 } from "../shared/base64.js";
import { fetchRecord } from "../shared/download.js";
import { fromFragment } from "../shared/drawing-fragment.js";
import { make } from "../shared/elements.js";
import { announce } from "../shared/live-region.js";
import { loadMistakes } from "../shared/mistakes.js";
import { loadNetwork } from "../shared/network.js";
import { makeNeuronGrid } from "../shared/neuron-grid.js";
import { makeOutputTable } from "../shared/output-table.js";
import { partsOf } from "../shared/parts-of.js";
import { showPixels } from "../shared/pixels.js";
import { inputOf, pixelsOf } from "../shared/preprocessing.js";
import { connectionsOf, pushesOf } from "../shared/pushes.js";
import { loadOrExplain } from "../shared/retry.js";
import { imagesOf } from "../shared/sprite.js";
import { bringIntoSight } from "../shared/viewport.js";
import { Why } from "../shared/why.js";
import { percent } from "../shared/wording.js";
import { Lines } from "./lines.js";
import { NeuronDetails } from "./neuron-details.js";
import { Sheet } from "./sheet.js";

/**
 * @typedef {import("../shared/network.js").Network} Network
 * @typedef {import("../shared/network.js").Pass} Pass
 * @typedef {{predicted: number, probabilities: number[]}} Answer What the run itself said of a test image.
 * @typedef {{name: string, pixels: Uint8Array, label: number | null, answer: Answer | null}} Picture What the network is given.
 * @typedef {import("../shared/pushes.js").Place} Place
 */

/**
 * Load the network and the test images, and begin.
 * @param {HTMLElement} element With `data-base`, `data-model`, `data-example`, and the parts that
 *   docs/explore/inside-the-network/index.md gives it.
 */
export async function start(element) {
  const part = partsOf(element);
  const [base, model] = [element.dataset.base ?? "", element.dataset.model ?? ""];
  part("waiting").replaceChildren();
  const [network, examples] = await Promise.all([
    loadOrExplain(part("network-failure"), (again) => loadNetwork(model, again)),
    loadOrExplain(part("examples-failure"), (again) => fetchRecord(`${base}examples.json`, again)),
  ]);
  new Inside(element, network, picturesOf(examples)).begin();
}

/**
 * @param {{images: ({index: number, true: number, pixels: string} & Answer)[]}} examples
 * @returns {Map<string, Picture>} By their part of the address.
 */
function picturesOf({ images }) {
  return new Map(images.map(({ index, true: label, pixels, ...answer }) =>
    [`image-${index}`, { name: `Test image ${index}`, pixels: fromBase64(pixels), label, answer }]));
}

class Inside {
  #key = "";
  /** @type {Place | null} */
  #chosen = null;
  /** @type {Picture | undefined} */
  #picture;

  /**
   * @param {HTMLElement} element
   * @param {Network} network
   * @param {Map<string, Picture>} pictures
   */
  constructor(element, network, pictures) {
    this.element = element;
    this.part = partsOf(element);
    this.network = network;
    this.pictures = pictures;
    this.hidden = network.layers.slice(0, -1).map(({ units }, layer) =>
      makeNeuronGrid(this.part(`layer-${layer + 1}`), units, (unit) => void this.#choose({ layer, unit })));
    const layer = this.hidden.length;
    this.output = makeOutputTable(this.part("outputs"), network.classNames, (unit) => void this.#choose({ layer, unit }));
    this.neuron = new NeuronDetails(this.part, network, (place) => void this.#choose(place));
    const layers = this.hidden.map((_, index) => this.part(`layer-${index + 1}`));
    const input = /** @type {HTMLCanvasElement} */ (this.part("input"));
    this.lines = new Lines(this.part("way"), this.part("layers"), input, layers, this.part("outputs"));
    this.sheet = new Sheet(this.part("neuron"), this.part("neuron-title"), this.part("back"));
    const keep = () => keepInAddress(this.#fragmentOf(this.#key, this.#chosen));
    this.why = new Why(this.part("why"), network.classNames, () => Promise.resolve(network), keep);
  }

  begin() {
    this.part("images").replaceChildren(...Array.from(this.pictures, ([key, picture]) => this.#makeExample(key, picture)));
    this.part("ready").hidden = false;
    onAddress((fragment) => void this.#read(fragment));
  }

  /** @param {string} fragment */
  async #read(fragment) {
    const parts = fragment.split("&");
    const key = parts.find((part) => /^(image-\d+|strokes=.*|pixels=.*)$/.test(part));
    const chosen = placeOf(parts, this.network);
    if (fragment && !key && !chosen && this.#picture) return;
    this.#key = key ?? this.element.dataset.example ?? "";
    const before = this.#picture;
    this.#picture = await this.#find(this.#key);
    this.#chosen = chosen;
    this.why.readAddress(parts);
    this.#draw();
    announce(this.#picture === before ? this.neuron.words : `${this.part("name").textContent}. ${this.part("answer").textContent}`);
    keepInAddress(fragment);
  }

  /**
   * An example, a drawing, or any misread image.
   * @param {string} key
   * @returns {Promise<Picture | undefined>}
   */
  async #find(key) {
    if (this.pictures.has(key)) return this.pictures.get(key);
    const [side] = this.network.imageShape;
    const drawing = fromFragment(key, side * side);
    if (drawing) return { name: "Your drawing", pixels: pixelsOf(drawing, side), label: null, answer: null };
    if (drawing === undefined) await this.#addMistakes();
    return this.pictures.get(key);
  }

  async #addMistakes() {
    const load = (/** @type {boolean} */ again) => loadMistakes(this.element.dataset.base ?? "", again);
    const mistakes = await loadOrExplain(this.part("mistakes-failure"), load);
    const images = await imagesOf(mistakes.png, mistakes.image_shape);
    mistakes.errors.forEach(({ index, true: label, ...answer }, place) =>
      this.pictures.set(`image-${index}`, { name: `Test image ${index}`, pixels: images[place], label, answer }));
  }

  /**
   * @param {string} key
   * @param {Place | null} chosen
   */
  async #go(key, chosen) {
    const fragment = this.#fragmentOf(key, chosen);
    history.pushState(null, "", `#${fragment}`);
    await this.#read(fragment);
  }

  /**
   * @param {string} key
   * @param {Place | null} chosen
   */
  #fragmentOf(key, chosen) {
    const neuron = chosen && `layer-${chosen.layer + 1}-neuron-${chosen.unit}`;
    return [key, neuron, this.why.fragment].filter(Boolean).join("&");
  }

  /** @param {string} key */
  async #follow(key) {
    await this.#go(key, this.#chosen);
    bringIntoSight(this.part("answer"), this.part("way"));
  }

  /** @param {Place} place */
  async #choose(place) {
    await this.#go(this.#key, place);
    this.sheet.open(this.#buttonOf(place));
  }

  /** @param {Place} place */
  #buttonOf({ layer, unit }) {
    const cells = this.part(layer < this.hidden.length ? `layer-${layer + 1}` : "outputs").querySelectorAll("button");
    return cells[unit];
  }

  #draw() {
    const picture = this.#picture;
    this.part("unknown").textContent = picture ? "" : "This page has no such image: it has those above, every test image that the network gets wrong, and what you draw.";
    this.part("way").hidden = !picture;
    for (const button of this.part("images").querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.dataset.key === this.#key));
    }
    if (!picture) return;
    const pass = this.#passOf(picture);
    const read = picture.answer?.predicted ?? argmax(pass.logits);
    const chosen = this.#chosen ?? { layer: this.hidden.length, unit: read };
    this.#drawInput(picture, pass, read);
    this.hidden.forEach((neurons, layer) => {
      neurons.show(pass.layers[layer + 1]);
      neurons.choose(chosen.layer === layer ? chosen.unit : -1);
    });
    this.output.show(pass, read);
    this.output.choose(chosen.layer === this.hidden.length ? chosen.unit : -1);
    const pushes = pushesOf(this.network, pass, chosen);
    this.neuron.show(pass, chosen, pushes);
    this.lines.show(connectionsOf(chosen, pushes));
    this.why.show({ pixels: picture.pixels, probabilities: pass.probabilities });
  }

  /**
   * The weights came rounded; the probabilities of a test image are those that the other pages show.
   * @param {Picture} picture
   * @returns {Pass}
   */
  #passOf({ pixels, answer }) {
    const pass = this.network.run(inputOf(pixels));
    return answer ? { ...pass, probabilities: answer.probabilities } : pass;
  }

  /**
   * @param {Picture} picture
   * @param {Pass} pass
   * @param {number} read
   */
  #drawInput({ name, pixels, label }, pass, read) {
    const names = this.network.classNames;
    const canvas = /** @type {HTMLCanvasElement} */ (this.part("input"));
    const sure = percent(pass.probabilities[read]).replaceAll(" ", "\u00a0");
    showPixels(canvas, pixels);
    canvas.ariaLabel = name;
    const words = `The network says ${names[read]}, ${sure} confident.${label === null ? "" : ` The label says ${names[label]}.`}`;
    this.part("name").textContent = name;
    this.part("answer").textContent = words;
  }

  /**
   * @param {string} key
   * @param {Picture} picture
   */
  #makeExample(key, { name, pixels, label, answer }) {
    const { imageShape: [height, width], classNames } = this.network;
    const canvas = make("canvas", { width, height });
    const misread = answer && answer.predicted !== label ? `, taken for ${classNames[answer.predicted]}` : "";
    const button = make("button", { type: "button", ariaLabel: `${name}: ${classNames[label ?? 0]}${misread}` }, canvas);
    button.dataset.key = key;
    button.addEventListener("click", () => void this.#follow(key));
    showPixels(canvas, pixels);
    return make("li", {}, button);
  }
}

/**
 * @param {string[]} parts Of the fragment.
 * @param {Network} network
 * @returns {Place | null}
 */
function placeOf(parts, network) {
  for (const part of parts) {
    const [, layer, unit] = /^layer-(\d+)-neuron-(\d+)$/.exec(part) ?? [];
    if (layer && Number(unit) < (network.layers[Number(layer) - 1]?.units ?? 0)) return { layer: Number(layer) - 1, unit: Number(unit) };
  }
  return null;
}
