/** A neuron taken apart: its weights, what each of its inputs contributed for one image, and what came out. */
// @ts-check

import { paintWeights } from "../shared/colour-scale.js";
import { total } from "../shared/contributions.js";
import { make } from "../shared/elements.js";
import { percent, signed } from "../shared/wording.js";

/**
 * @typedef {import("../shared/contributions.js").Contributions} Contributions
 * @typedef {import("../shared/network.js").Network} Network
 * @typedef {import("../shared/network.js").Pass} Pass
 * @typedef {import("../shared/pushes.js").Place} Place
 * @typedef {import("../shared/pushes.js").Pushes} Pushes
 */

/** Inputs of a hidden layer in one row of their picture. */
const ACROSS = 16;

/** Show one neuron, in the parts of the page that have `neuron` in their names, `sum`, `contributions` and `onward`. */
export class NeuronDetails {
  /** What is shown, in a sentence. */
  words = "";

  /**
   * @param {(name: string) => HTMLElement} part
   * @param {Network} network
   * @param {(place: Place) => void} go Called when the reader chooses a neuron that pushes this one, or that it pushes.
   */
  constructor(part, network, go) {
    this.part = part;
    this.network = network;
    this.go = go;
    this.last = network.layers.length - 1;
  }

  /**
   * Show a neuron for one image.
   * @param {Pass} pass
   * @param {Place} place
   * @param {Pushes} pushes
   */
  show(pass, place, pushes) {
    const { weights, products } = pushes.contributions;
    this.part("neuron-title").textContent = this.nameOf(place);
    this.#paint("neuron-weights", weights, "weights");
    this.#paint("neuron-products", products, "weights times inputs");
    this.#drawSum(pass, place, pushes.contributions);
    this.#drawTable(pass, place, pushes);
    this.#drawOnward(pass, place, pushes);
  }

  /**
   * @param {Place} place
   * @returns {string}
   */
  nameOf({ layer, unit }) {
    return layer === this.last ? `The output for ${this.network.classNames[unit]}` : `Neuron ${unit} of layer ${layer + 1}`;
  }

  /**
   * @param {string} name
   * @param {Float32Array | Float64Array} values
   * @param {string} what
   */
  #paint(name, values, what) {
    const canvas = /** @type {HTMLCanvasElement} */ (this.part(name));
    const first = values.length === this.network.layers[0].inputs;
    const [height, width] = first ? this.network.imageShape : [Math.ceil(values.length / ACROSS), ACROSS];
    Object.assign(canvas, { width, height });
    const limit = Math.max(...values.map(Math.abs)) || 1;
    paintWeights(canvas, values, limit);
    canvas.ariaLabel = `The ${values.length} ${what} of this neuron as colours, up to ${limit.toFixed(2)} on either side of zero`;
    this.part(`${name}-limit`).textContent = `up to ±${limit.toFixed(2)}`;
  }

  /**
   * @param {Pass} pass
   * @param {Place} place
   * @param {Contributions} contributions
   */
  #drawSum(pass, place, { products, bias, sum }) {
    const ups = total(products.filter((product) => product > 0));
    const downs = total(products.filter((product) => product < 0));
    const outcome = this.#outcome(pass, place);
    this.words = `${this.nameOf(place)}. ${this.#sumName(place)} ${signed(sum)}. ${outcome.name}: ${outcome.value}.`;
    this.part("sum").replaceChildren(
      ...term("Pushed up by", signed(ups)), ...term("Pushed down by", signed(downs)), ...term("Bias", signed(bias)),
      ...term(this.#sumName(place), signed(sum)), ...term(outcome.name, outcome.value),
    );
  }

  /** @param {Place} place */
  #sumName({ layer }) {
    return layer === this.last ? "Logit" : "Weighted sum";
  }

  /**
   * @param {Pass} pass
   * @param {Place} place
   * @returns {{name: string, value: string}}
   */
  #outcome({ layers, probabilities }, { layer, unit }) {
    const { activation } = this.network.layers[layer];
    if (layer < this.last) return { name: `Activation, after ${activation}`, value: signed(layers[layer + 1][unit]) };
    const softmax = `softmax of all ${this.network.classNames.length}`;
    return { name: `Probability, after ${softmax}`, value: percent(probabilities[unit]) };
  }

  /**
   * @param {Pass} pass
   * @param {Place} place
   * @param {Pushes} pushes
   */
  #drawTable(pass, place, { contributions: { weights, products, bias, sum }, into: { up, down, rest, others } }) {
    const row = (/** @type {number} */ input) => {
      const values = [pass.layers[place.layer][input].toFixed(3), signed(weights[input]), signed(products[input])];
      return of({ station: place.layer, unit: input }, line(this.#inputName(place.layer, input), values));
    };
    this.part("contributions").replaceChildren(
      ...up.map(row), line(`${others} others together`, ["", "", signed(rest)]), ...[...down].reverse().map(row),
      line("Bias", ["", "", signed(bias)]), line(this.#sumName(place), ["", "", signed(sum)], "total"),
    );
  }

  /**
   * @param {number} layer
   * @param {number} input
   * @returns {Node | string}
   */
  #inputName(layer, input) {
    const width = this.network.imageShape[1];
    if (layer === 0) return `Pixel in row ${Math.floor(input / width) + 1}, column ${(input % width) + 1}`;
    return this.#linkTo({ layer: layer - 1, unit: input });
  }

  /**
   * @param {Place} place
   * @param {string} [text]
   */
  #linkTo(place, text = this.nameOf(place)) {
    const link = make("button", { type: "button", className: "plain", ariaLabel: this.nameOf(place) }, text);
    link.addEventListener("click", () => this.go(place));
    return link;
  }

  /**
   * @param {Pass} pass
   * @param {Place} place
   * @param {Pushes} pushes
   */
  #drawOnward(pass, { layer, unit }, { onward, on: { up, down } }) {
    this.part("onward").hidden = layer === this.last;
    if (layer === this.last) return;
    const text = (/** @type {number} */ other) => (layer + 1 === this.last ? this.network.classNames[other] : `Neuron ${other}`);
    const entries = [...up, ...down].map((other) => of({ station: layer + 2, unit: other },
      make("li", {}, this.#linkTo({ layer: layer + 1, unit: other }, text(other)), ` ${signed(onward[other])}`)));
    this.part("onward-title").textContent = `Whom it pushes hardest in ${layer + 1 === this.last ? "the output" : `layer ${layer + 2}`}`;
    this.part("silent").hidden = pass.layers[layer + 1][unit] !== 0;
    this.part("onward-list").replaceChildren(...entries);
  }
}

/**
 * Mark an element as one that speaks of a cell (lines.js).
 * @template {HTMLElement} T
 * @param {import("../shared/connections.js").Cell} cell
 * @param {T} element
 * @returns {T}
 */
function of({ station, unit }, element) {
  element.dataset.cell = `${station}-${unit}`;
  return element;
}

/**
 * A row of the table; the first cell names it.
 * @param {Node | string} name
 * @param {string[]} values
 * @param {string} [className]
 */
function line(name, values, className = "") {
  const cells = values.map((text) => make("td", { className: "number" }, text));
  return make("tr", { className }, make("th", { scope: "row" }, name), ...cells);
}

/**
 * @param {string} name
 * @param {string} value
 */
function term(name, value) {
  return [make("dt", {}, name), make("dd", {}, value)];
}
