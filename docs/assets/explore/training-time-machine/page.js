/** The training time machine: a slider over the epochs shows weights, curves and answers as they were after each. */
// @ts-check

import { keepInAddress, onAddress } from "../shared/address.js";
import { paintWeights } from "../shared/colour-scale.js";
import { makeMatrix } from "../shared/confusion-matrix.js";
import { make } from "../shared/elements.js";
import { loadFilm } from "../shared/film.js";
import { makeChart } from "../shared/line-chart.js";
import { announce } from "../shared/live-region.js";
import { partsOf } from "../shared/parts-of.js";
import { loadOrExplain } from "../shared/retry.js";
import { kindOf } from "../shared/wording.js";

/**
 * @typedef {import("../shared/line-chart.js").Chart} Chart
 * @typedef {import("../shared/film.js").Film} Film
 * @typedef {import("../shared/film.js").Frame} Frame
 */

/** Share of the changes of the weights within the colour scale, as of the weights themselves. */
const WITHIN = 0.995;

/** Milliseconds an epoch is shown while the film plays. */
const PACE = 1200;

/**
 * Load the film and begin.
 * @param {HTMLElement} element With `data-base`, and the parts that docs/explore/training-time-machine/index.md gives it.
 */
export async function start(element) {
  const part = partsOf(element);
  part("waiting").replaceChildren();
  const film = await loadOrExplain(part("failure"), (again) => loadFilm(element.dataset.base ?? "", again));
  new TimeMachine(element, film).begin();
}

class TimeMachine {
  #epoch = 0;
  #change = false;
  #playing = 0;
  #begun = false;

  /**
   * @param {HTMLElement} element
   * @param {Film} film
   */
  constructor(element, film) {
    this.part = partsOf(element);
    this.film = film;
    this.last = film.epochs.length - 1;
    this.changeLimit = changeLimitOf(film);
    this.slider = /** @type {HTMLInputElement} */ (this.part("slider"));
    this.matrix = makeMatrix(film.class_names, `True ${kindOf(element)} in rows, what the network said in columns`);
    this.charts = chartsOf(film);
    this.kernels = Array.from({ length: film.neurons }, (_, neuron) => this.#makeKernel(neuron));
  }

  begin() {
    this.slider.max = String(this.last);
    this.part("matrix").replaceChildren(this.matrix.table);
    this.part("charts").replaceChildren(...this.charts.map(({ figure }) => figure));
    this.part("kernels").replaceChildren(...this.kernels.map(({ figure }) => figure));
    this.part("ready").hidden = false;
    this.slider.addEventListener("input", () => this.#go(Number(this.slider.value)));
    this.part("back").addEventListener("click", () => this.#go(this.#epoch - 1));
    this.part("forward").addEventListener("click", () => this.#go(this.#epoch + 1));
    this.part("play").addEventListener("click", () => (this.#playing ? this.#pause() : this.#play()));
    this.part("change").addEventListener("change", () => this.#show(this.#epoch, !this.#change));
    onAddress((fragment) => this.#read(fragment));
  }

  /**
   * Without an epoch in the address the film begins at its end, which is the network of all other pages.
   * @param {string} fragment
   */
  #read(fragment) {
    const epoch = fragment.match(/\bepoch-(\d+)\b/);
    if (fragment && !epoch && this.#begun) return;
    this.#begun = true;
    this.#pause();
    this.#draw(Math.min(this.last, epoch ? Number(epoch[1]) : this.last), /&change$/.test(fragment));
    keepInAddress(fragment);
  }

  /** @param {number} epoch */
  #go(epoch) {
    this.#pause();
    this.#show(Math.max(0, Math.min(this.last, epoch)), this.#change);
  }

  /**
   * @param {number} epoch
   * @param {boolean} change
   */
  #show(epoch, change) {
    this.#draw(epoch, change);
    keepInAddress(`epoch-${epoch}${change ? "&change" : ""}`);
    announce(this.#words());
  }

  #play() {
    this.part("play").textContent = "Pause";
    this.#playing = window.setInterval(() => this.#step(this.#epoch + 1), PACE);
    this.#step(this.#epoch === this.last ? 0 : this.#epoch + 1);
  }

  /** @param {number} epoch */
  #step(epoch) {
    this.#show(epoch, this.#change);
    if (epoch === this.last) this.#pause();
  }

  #pause() {
    clearInterval(this.#playing);
    this.#playing = 0;
    this.part("play").textContent = "Play";
  }

  /**
   * @param {number} epoch
   * @param {boolean} change
   */
  #draw(epoch, change) {
    [this.#epoch, this.#change] = [epoch, change];
    const frame = this.film.epochs[epoch];
    this.slider.value = String(epoch);
    this.slider.setAttribute("aria-valuetext", this.#where());
    this.part("where").textContent = this.#where();
    this.part("back").setAttribute("aria-disabled", String(epoch === 0));
    this.part("forward").setAttribute("aria-disabled", String(epoch === this.last));
    /** @type {HTMLInputElement} */ (this.part("change")).checked = change;
    this.#drawKernels(epoch, change);
    for (const { reach } of this.charts) reach(epoch);
    this.#drawValues(frame);
    this.matrix.fill(frame.matrix);
    this.part("misread").textContent = misreadIn(frame);
  }

  /**
   * @param {number} epoch
   * @param {boolean} change
   */
  #drawKernels(epoch, change) {
    const { film } = this;
    const limit = change ? this.changeLimit : film.weights.limit;
    this.kernels.forEach(({ canvas }, neuron) => {
      const [now, first] = [film.weightsOf(epoch, neuron), film.weightsOf(0, neuron)];
      paintWeights(canvas, change ? now.map((weight, pixel) => weight - first[pixel]) : now, limit);
      canvas.ariaLabel = `${change ? "Change of the weights" : "Weights"} of neuron ${neuron}, ${this.#where()}`;
    });
    this.part("low").textContent = `−${limit.toFixed(2)}`;
    this.part("high").textContent = `+${limit.toFixed(2)}`;
  }

  /** @param {Frame} frame */
  #drawValues({ accuracy, loss, val_accuracy, val_loss, test_accuracy }) {
    this.part("train-accuracy").textContent = share(accuracy);
    this.part("train-loss").textContent = nats(loss);
    this.part("val-accuracy").textContent = share(val_accuracy);
    this.part("val-loss").textContent = nats(val_loss);
    this.part("test-accuracy").textContent = share(test_accuracy);
  }

  /**
   * @param {number} neuron
   * @returns {{figure: HTMLElement, canvas: HTMLCanvasElement}}
   */
  #makeKernel(neuron) {
    const [height, width] = this.film.image_shape;
    const canvas = make("canvas", { width, height, role: "img" });
    return { canvas, figure: make("figure", {}, canvas, make("figcaption", {}, `Neuron ${neuron}`)) };
  }

  #where() {
    return this.#epoch ? `after epoch ${this.#epoch} of ${this.last}` : "before training";
  }

  #words() {
    const frame = this.film.epochs[this.#epoch];
    const validation = frame.val_accuracy === undefined ? "" : ` Validation accuracy ${share(frame.val_accuracy)}.`;
    return `${this.#where()}.${validation} ${misreadIn(frame)}`;
  }
}

/**
 * @param {Film} film
 * @returns {number} Where the colours of a change of the weights end.
 */
function changeLimitOf({ neurons, epochs, weightsOf }) {
  const changes = Array.from({ length: neurons }, (_, neuron) => {
    const first = weightsOf(0, neuron);
    return Array.from(weightsOf(epochs.length - 1, neuron), (weight, pixel) => Math.abs(weight - first[pixel]));
  }).flat().sort((one, other) => one - other);
  return changes[Math.floor(WITHIN * (changes.length - 1))] || 1;
}

/**
 * The curves begin after the first epoch: what an untrained network does would leave them no room.
 * @param {Film} film
 * @returns {{figure: HTMLElement, reach: (epoch: number) => void}[]}
 */
function chartsOf({ epochs }) {
  const column = (/** @type {"accuracy" | "loss" | "val_accuracy" | "val_loss" | "test_accuracy"} */ name) =>
    epochs.map((frame) => (frame.number ? frame[name] ?? null : null));
  const numbers = (/** @type {(number | null)[][]} */ columns) => columns.flat().filter((value) => value !== null);
  const right = [column("accuracy"), column("val_accuracy"), column("test_accuracy")];
  const losses = [column("loss"), column("val_loss")];
  return [
    withCaption("Accuracy", makeChart({
      from: Math.floor(20 * Math.min(...numbers(right))) / 20,
      to: 1,
      unit: (value) => `${Number((100 * value).toFixed(1))} %`,
      series: [
        { name: "training", kind: "train", values: right[0] },
        { name: "validation", kind: "val", values: right[1] },
        { name: "test", kind: "test", values: right[2] },
      ],
    })),
    withCaption("Loss", makeChart({
      from: 0,
      to: Math.ceil(10 * Math.max(...numbers(losses))) / 10,
      unit: (value) => String(Number(value.toFixed(2))),
      series: [
        { name: "training", kind: "train", values: losses[0] },
        { name: "validation", kind: "val", values: losses[1] },
      ],
    })),
  ];
}

/**
 * @param {string} caption
 * @param {Chart} chart
 * @returns {{figure: HTMLElement, reach: (epoch: number) => void}}
 */
function withCaption(caption, { picture, reach }) {
  return { figure: make("figure", {}, make("figcaption", {}, caption), picture), reach };
}

/**
 * @param {Frame} frame
 * @returns {string}
 */
function misreadIn({ matrix }) {
  const all = matrix.flat().reduce((sum, count) => sum + count, 0);
  const right = matrix.reduce((sum, row, index) => sum + row[index], 0);
  return `The network got ${(all - right).toLocaleString("en")} of ${all.toLocaleString("en")} test images wrong.`;
}

/**
 * @param {number | undefined} value
 * @returns {string}
 */
function share(value) {
  return value === undefined ? "–" : `${(100 * value).toFixed(2)} %`;
}

/**
 * @param {number | undefined} value
 * @returns {string}
 */
function nats(value) {
  return value === undefined ? "–" : value.toFixed(4);
}
