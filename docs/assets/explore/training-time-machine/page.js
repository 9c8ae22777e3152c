/** The training time machine: a slider over the moments of the training shows weights, curves and answers at each. */
// @ts-check

import { keepInAddress, onAddress } from "../shared/address.js";
import { paintWeights } from "../shared/colour-scale.js";
import { makeMatrix } from "../shared/confusion-matrix.js";
import { make } from "../shared/elements.js";
import { loadFilm, whereIs } from "../shared/film.js";
import { FilmPlayer } from "../shared/film-player.js";
import { between, makeChart } from "./line-chart.js";
import { announce } from "../shared/live-region.js";
import { partsOf } from "../shared/parts-of.js";
import { loadOrExplain } from "../shared/retry.js";
import { isTyping } from "../shared/shortcuts.js";
import { kindOf } from "../shared/wording.js";
import { remark } from "./remark.js";

/**
 * @typedef {import("./line-chart.js").Chart} Chart
 * @typedef {import("../shared/film.js").Film} Film
 * @typedef {import("../shared/film.js").Frame} Frame
 */

/** Numbers under the slider, at most. */
const MOST_TICKS = 13;

/**
 * Load the film and begin.
 * @param {HTMLElement} element With `data-base`, and the parts that gen/widgets/training-time-machine.html gives it.
 */
export async function start(element) {
  const part = partsOf(element);
  part("waiting").replaceChildren();
  const film = await loadOrExplain(part("failure"), (again) => loadFilm(element.dataset.base ?? "", again));
  new TimeMachine(element, film).begin();
}

class TimeMachine {
  #place = 0;
  #change = false;
  /** What is shown, in sentences. */
  #words = "";
  #begun = false;

  /**
   * @param {HTMLElement} element
   * @param {Film} film
   */
  constructor(element, film) {
    this.part = partsOf(element);
    this.film = film;
    this.kind = kindOf(element);
    this.last = film.moments.length - 1;
    this.slider = /** @type {HTMLInputElement} */ (this.part("slider"));
    this.matrix = makeMatrix(film.class_names, `True ${this.kind} in rows, what the network said in columns`);
    this.charts = chartsOf(film);
    this.kernels = Array.from({ length: film.neurons }, (_, neuron) => this.#makeKernel(neuron));
    this.player = new FilmPlayer({
      last: this.last,
      arrive: () => this.#draw(),
      flow: (place) => this.#flow(place),
      playing: (isPlaying) => {
        this.part("play").textContent = isPlaying ? "Pause" : "Play";
        if (!isPlaying && this.#words) announce(this.#words);
      },
    });
  }

  begin() {
    this.slider.max = String(this.last);
    this.part("ticks").replaceChildren(...ticksOf(this.film));
    this.part("matrix").replaceChildren(this.matrix.table);
    this.part("charts").replaceChildren(...this.charts.map(({ figure }) => figure));
    this.part("kernels").replaceChildren(...this.kernels.map(({ figure }) => figure));
    this.part("ready").hidden = false;
    this.slider.addEventListener("input", () => this.player.go(Number(this.slider.value)));
    this.part("back").addEventListener("click", () => this.player.go(this.player.moment - 1));
    this.part("forward").addEventListener("click", () => this.player.go(this.player.moment + 1));
    this.part("play").addEventListener("click", () => this.player.toggle());
    this.part("change").addEventListener("change", () => this.#showChange(!this.#change));
    addEventListener("keydown", (event) => this.#onKey(event));
    onAddress((fragment) => this.#read(fragment));
  }

  /**
   * The space bar plays and pauses, but where it presses a button or scrolls for someone who reads on.
   * @param {KeyboardEvent} event
   */
  #onKey(event) {
    const isHere = event.target === this.slider || (event.target === document.body && !isTyping(event));
    if (event.key !== " " || !isHere || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.player.toggle();
  }

  /**
   * Without a moment in the address the film begins at its end, which is the network of all other pages.
   * @param {string} fragment
   */
  #read(fragment) {
    const moment = momentNamed(this.film.moments, fragment);
    if (fragment && moment === null && this.#begun) return;
    this.#begun = true;
    this.#change = /&change$/.test(fragment);
    this.player.go(moment ?? this.last, true);
    keepInAddress(fragment);
  }

  /** @param {boolean} change */
  #showChange(change) {
    this.#change = change;
    this.#flow(this.#place);
    this.#draw();
  }

  #draw() {
    const { moment } = this.player;
    const frame = this.film.moments[moment];
    const where = whereIs(this.film, frame);
    this.slider.value = String(moment);
    this.slider.setAttribute("aria-valuetext", where);
    this.part("where").textContent = where;
    this.part("remark").textContent = remark(this.film, moment, this.kind);
    this.part("back").setAttribute("aria-disabled", String(moment === 0));
    this.part("forward").setAttribute("aria-disabled", String(moment === this.last));
    /** @type {HTMLInputElement} */ (this.part("change")).checked = this.#change;
    this.kernels.forEach(({ canvas }, neuron) => {
      canvas.ariaLabel = `${this.#change ? "Change of the weights" : "Weights"} of neuron ${neuron}. ${where}`;
    });
    this.#drawValues(frame);
    this.matrix.fill(frame.matrix);
    this.part("misread").textContent = misreadIn(frame);
    keepInAddress(frame.name + (this.#change ? "&change" : ""));
    this.#words = `${where}. ${this.part("remark").textContent} ${misreadIn(frame)}`;
    // While the film plays, one moment comes before the last has been read out.
    if (this.part("play").textContent !== "Pause") announce(this.#words);
  }

  /** @param {number} place */
  #flow(place) {
    this.#place = place;
    const { film } = this;
    const [before, after] = [Math.floor(place), Math.ceil(place)].map((moment) => film.moments[moment || 1].limit);
    const limit = this.#change ? between(before, after, place % 1) : film.limit;
    this.kernels.forEach(({ canvas }, neuron) => {
      paintWeights(canvas, this.#change ? film.changeOf(place, neuron) : film.weightsOf(place, neuron), limit);
    });
    for (const { reach } of this.charts) reach(place);
    this.part("low").textContent = `−${limit.toPrecision(2)}`;
    this.part("high").textContent = `+${limit.toPrecision(2)}`;
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
}

/**
 * The steps under the slider, where its thumb stands at each; where they are many, every so many.
 * @param {Film} film
 * @returns {HTMLElement[]}
 */
function ticksOf({ moments }) {
  const every = Math.ceil(moments.length / MOST_TICKS);
  return moments.map(({ step }, index) => make("span", {}, index % every ? "" : step.toLocaleString("en")));
}

/**
 * @param {Film} film
 * @returns {{figure: HTMLElement, reach: (place: number) => void}[]}
 */
function chartsOf({ moments }) {
  const column = (/** @type {"accuracy" | "loss" | "val_accuracy" | "val_loss" | "test_accuracy"} */ name) =>
    moments.map((frame) => frame[name] ?? null);
  const steps = moments.map(({ step }) => step);
  const losses = [column("loss"), column("val_loss")];
  const highest = Math.max(...losses.flat().map((value) => value ?? 0));
  return [
    withCaption("Accuracy", makeChart({
      steps,
      from: 0,
      to: 1,
      unit: (value) => `${100 * value} %`,
      size: [470, 116],
      series: [
        { name: "training", kind: "train", values: column("accuracy") },
        { name: "validation", kind: "val", values: column("val_accuracy") },
        { name: "test", kind: "test", values: column("test_accuracy") },
      ],
    })),
    withCaption("Loss", makeChart({
      steps,
      from: 0,
      to: Math.ceil(10 * highest) / 10,
      unit: (value) => String(Number(value.toFixed(2))),
      size: [470, 116],
      series: [{ name: "training", kind: "train", values: losses[0] }, { name: "validation", kind: "val", values: losses[1] }],
    })),
  ];
}

/**
 * @param {string} caption
 * @param {Chart} chart
 * @returns {{figure: HTMLElement, reach: (place: number) => void}}
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

/**
 * Return the number of the moment that a name in an address means, "epoch-3" or "step-30"; of steps that were not kept,
 * that before.
 * @param {Frame[]} moments
 * @param {string} name
 * @returns {number | null} null where it names none.
 */
function momentNamed(moments, name) {
  const [, unit, number] = name.match(/\b(epoch|step)-(\d+)\b/) ?? [];
  if (!unit) return null;
  const reached = moments.filter(({ step, epoch }) => (unit === "step" ? step : epoch ?? Infinity) <= Number(number));
  return moments.indexOf(reached[reached.length - 1]);
}
