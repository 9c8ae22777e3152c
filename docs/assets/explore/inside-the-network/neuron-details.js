/** A neuron taken apart: its weights, what each of its inputs contributed for one image, and what came out. */
// @ts-check

import { paintWeights } from "../shared/colour-scale.js";
import { contributionsTo, strongest, total } from "../shared/contributions.js";
import { make } from "../shared/elements.js";
import { percent, signed } from "../shared/wording.js";

/**
 * @typedef {import("../shared/contributions.js").Contributions} Contributions
 * @typedef {import("../shared/network.js").Network} Network
 * @typedef {import("../shared/network.js").Pass} Pass
 * @typedef {{layer: number, unit: number}} Place A neuron: of which dense layer, from 0, and which of its neurons.
 */

/** Inputs in each direction that the table names. */
const NAMED = 5;
/** Inputs of a hidden layer in one row of their picture. */
const ACROSS = 16;

/** Show one neuron, in the parts of the page that have `neuron` in their names, `sum` and `contributions`. */
export class NeuronDetails {
  /**
   * @param {(name: string) => HTMLElement} part
   * @param {Network} network
   * @param {(place: Place) => void} go Called when the reader chooses a neuron among the inputs.
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
   */
  show(pass, place) {
    const contributions = contributionsTo(this.network, pass, place.layer, place.unit);
    this.part("neuron-title").textContent = this.#nameOf(place);
    this.#paint("neuron-weights", contributions.weights, "weights");
    this.#paint("neuron-products", contributions.products, "weights times inputs");
    this.#drawSum(pass, place, contributions);
    this.#drawTable(pass, place, contributions);
  }

  /** @param {Place} place */
  #nameOf({ layer, unit }) {
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
   * @param {Contributions} contributions
   */
  #drawTable(pass, place, { weights, products, bias, sum }) {
    const { up, down, rest, others } = strongest(products, NAMED);
    const row = (/** @type {number} */ input) => line(
      this.#inputName(place.layer, input), pass.layers[place.layer][input].toFixed(3), signed(weights[input]), signed(products[input]),
    );
    this.part("contributions").replaceChildren(
      ...up.map(row), line(`${others} others together`, "", "", signed(rest)), ...down.reverse().map(row),
      line("Bias", "", "", signed(bias)), line(this.#sumName(place), "", "", signed(sum), "total"),
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
    const link = make("button", { type: "button", className: "plain", textContent: `Neuron ${input} of layer ${layer}` });
    link.addEventListener("click", () => this.go({ layer: layer - 1, unit: input }));
    return link;
  }
}

/**
 * A row of the table; the first cell names it.
 * @param {Node | string} name
 * @param {string} input
 * @param {string} weight
 * @param {string} product
 * @param {string} [className]
 */
function line(name, input, weight, product, className = "") {
  const cells = [input, weight, product].map((text) => make("td", { className: "number" }, text));
  return make("tr", { className }, make("th", { scope: "row" }, name), ...cells);
}

/**
 * @param {string} name
 * @param {string} value
 */
function term(name, value) {
  return [make("dt", {}, name), make("dd", {}, value)];
}
