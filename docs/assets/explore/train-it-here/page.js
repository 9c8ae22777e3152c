/** Train it here: a small network learns in the reader's browser, and the page shows what becomes of it meanwhile. */
// @ts-check

import { keepInAddress, onAddress } from "../shared/address.js";
import { announce } from "../shared/live-region.js";
import { partsOf } from "../shared/parts-of.js";
import { loadOrExplain } from "../shared/retry.js";
import { bringIntoSight } from "../shared/viewport.js";
import { makeAnswers } from "./answers.js";
import { makeCharts } from "./charts.js";
import { BATCH } from "./miniature.js";
import { networkFrom } from "./own-network.js";
import { loadListing, loadTask } from "./training-set.js";
import { Training } from "./training.js";
import { TwoReaders } from "./two-readers.js";
import { verdict } from "./verdict.js";
import { paintNeurons } from "./weights-picture.js";

/** @typedef {import("./training-set.js").Listing} Listing */

/** The learning rates to choose from. */
const RATES = [0.003, 0.01, 0.03, 0.1, 0.3, 1, 3];
const FIRST = { rate: 0.1, neurons: 32, seed: 1 };
/** Passes after which the training rests, each time. */
const REST = 30;
/** Milliseconds over which the speed is measured. */
const SPEED_OVER = 500;
/** Passes after which a screen reader says how it goes. */
const HEARD = [1, 3, 10];

/**
 * Begin, with a network that has learned nothing; the images come when the reader wants to train.
 * @param {HTMLElement} element With `data-base`, `data-model`, and the parts that gen/widgets/train-it-here.html gives it.
 */
export async function start(element) {
  const part = partsOf(element);
  part("waiting").replaceChildren();
  const listing = await loadOrExplain(part("failure"), (again) => loadListing(element.dataset.base ?? "", again));
  new Page(element, listing).begin();
}

class Page {
  /** What the reader has chosen. */
  #chosen = FIRST;
  #opened = false;
  /** Whether to train on is of no use. */
  #over = false;
  /** When the speed was last measured, in milliseconds, the images seen by then, and the images a second. */
  #clock = { at: 0, images: 0, speed: 0 };

  /**
   * @param {HTMLElement} element
   * @param {Listing} listing
   */
  constructor(element, listing) {
    const part = partsOf(element);
    const { class_names: names, image_shape: [height, width], activation, validation } = listing;
    this.part = part;
    this.listing = listing;
    this.base = element.dataset.base ?? "";
    this.slider = /** @type {HTMLInputElement} */ (part("rate"));
    this.radios = /** @type {HTMLInputElement[]} */ ([...part("neurons").querySelectorAll("[name=neurons]")]);
    this.showCharts = makeCharts(part("charts"), validation.course_accuracy);
    this.readers = new TwoReaders(part, element.dataset.model ?? "", names, height);
    this.answers = makeAnswers(part("answers"), listing, (pixels) => this.#putOnPaper(pixels));
    this.training = new Training({
      frame: { inputs: height * width, classes: names.length, activation },
      load: () => this.#load(),
      rate: () => this.#chosen.rate,
      shown: (weights) => this.#show(weights),
    });
  }

  begin() {
    this.slider.max = String(RATES.length - 1);
    this.slider.addEventListener("input", () => this.#choose({ rate: RATES[Number(this.slider.value)] }));
    for (const radio of this.radios) radio.addEventListener("change", () => this.#choose({ neurons: Number(radio.value) }));
    this.part("train").addEventListener("click", () => this.#train());
    this.part("step").addEventListener("click", () => void this.training.step().then(() => this.#showState()));
    this.part("again").addEventListener("click", () => this.#choose({ seed: this.#chosen.seed }));
    this.part("other").addEventListener("click", () => this.#choose({ seed: this.#chosen.seed + 1 }));
    this.part("ready").hidden = false;
    onAddress((fragment) => this.#open(fragment));
  }

  /** @param {string} fragment Of the address: what is chosen, each by its name, as `rate-0.3&neurons-16&seed-2`. */
  #open(fragment) {
    const named = Object.fromEntries(fragment.split("&").map((each) => each.split("-")));
    if (this.#opened && !("rate" in named || "neurons" in named || "seed" in named)) return;
    this.#opened = true;
    const seed = /^\d+$/.test(named.seed) ? Number(named.seed) : FIRST.seed;
    this.#chosen = {
      rate: RATES.find((rate) => rate === Number(named.rate)) ?? FIRST.rate,
      neurons: Number(this.radios.find(({ value }) => value === named.neurons)?.value ?? FIRST.neurons),
      seed: seed < 2 ** 32 ? seed : FIRST.seed,
    };
    void this.training.begin(this.#chosen);
    keepInAddress(fragment);
  }

  /** @param {Partial<typeof FIRST>} chosen A rate holds from the next step on; anything else begins anew. */
  #choose(chosen) {
    this.#chosen = { ...this.#chosen, ...chosen };
    const { rate, neurons, seed } = this.#chosen;
    keepInAddress(`rate-${rate}&neurons-${neurons}&seed-${seed}`);
    if (Object.keys(chosen).join() === "rate") this.#showState();
    else void this.training.begin(this.#chosen).then(() => announce(this.part("verdict").textContent ?? ""));
  }

  #train() {
    if (this.#over) return this.#choose({ ...this.#chosen, rate: FIRST.rate });
    if (this.training.running) {
      this.training.rest();
      this.#showState();
      announce(`Paused. ${this.#words()}`);
      return;
    }
    this.#clock = { at: performance.now(), images: this.#seen(), speed: 0 };
    void this.training.run();
    this.#showState();
    bringIntoSight(this.part("charts"), this.part("controls"));
  }

  async #load() {
    const task = await loadOrExplain(this.part("images-failure"), (again) => loadTask(this.base, this.listing, again));
    this.answers.fill(task.validation.pixels);
    return task;
  }

  /** @param {Float32Array} weights */
  #show(weights) {
    const { neurons } = this.#chosen;
    const { training, part, listing } = this;
    const network = networkFrom(listing, neurons, weights);
    const limit = paintNeurons(/** @type {HTMLCanvasElement} */ (part("kernels")), network.layers[0].kernel, neurons, listing.image_shape);
    part("low").textContent = `−${limit.toFixed(2)}`;
    part("high").textContent = `+${limit.toFixed(2)}`;
    this.answers.show(network);
    this.readers.learn(training.steps ? network : null);
    this.showCharts(training.points, training.stepsPerPass);
    this.#judge();
    this.#showState();
  }

  #judge() {
    const { training, listing: { class_names: names } } = this;
    const { words, over } = training.points.length ? verdict(training.points, training.stepsPerPass, names.length)
      : { words: "All weights are random numbers: what you see is noise, and so are the answers.", over: false };
    if (this.part("verdict").textContent !== words) this.part("verdict").textContent = words;
    const ended = training.steps > 0 && training.steps % training.stepsPerPass === 0;
    this.#over = over;
    const rests = training.running && (over || (ended && training.passes % REST === 0));
    if (rests) training.rest();
    if (ended && (rests || HEARD.includes(training.passes))) announce(this.#words());
  }

  #words() {
    return `${this.part("where").textContent} ${this.part("verdict").textContent}`;
  }

  /** Show what is chosen, what the buttons do, and how far the training has come. */
  #showState() {
    const { training, part, slider } = this;
    const { rate, neurons, seed } = this.#chosen;
    slider.value = String(RATES.indexOf(rate));
    slider.setAttribute("aria-valuetext", String(rate));
    part("rate-value").textContent = String(rate);
    for (const radio of this.radios) radio.checked = Number(radio.value) === neurons;
    part("train").textContent = training.running ? "Pause" : this.#over ? `Start again at ${FIRST.rate}` : training.steps ? "Train on" : "Train";
    part("where").textContent = training.steps ? this.#where() : this.#before(seed);
    part("kernels").ariaLabel = `Weights of the ${neurons} hidden neurons ${training.steps ? `after step ${training.steps}` : "before training"}`;
  }

  /** @param {number} seed */
  #before(seed) {
    const { training, sprite } = this.listing;
    return `Start ${seed}, before the first step. Training fetches ${whole(training.labels.length)} images and some to check it with: ${Math.round(sprite.bytes / 1000)} kB.`;
  }

  #where() {
    const { steps, stepsPerPass, running } = this.training;
    const seen = this.#seen();
    const passed = performance.now() - this.#clock.at;
    if (running && passed > SPEED_OVER) {
      this.#clock = { at: performance.now(), images: seen, speed: (1000 * (seen - this.#clock.images)) / passed };
    }
    const speed = running && this.#clock.speed ? `, ${whole(this.#clock.speed)} a second` : "";
    return `Pass ${Math.ceil(steps / stepsPerPass)}, step ${whole(steps)}: ${whole(seen)} images seen${speed}.`;
  }

  /** @returns {number} Images trained on since the start, each as often as it was. */
  #seen() {
    const { steps, stepsPerPass } = this.training;
    const { length } = this.listing.training.labels;
    return stepsPerPass ? Math.floor(steps / stepsPerPass) * length + (steps % stepsPerPass) * BATCH : 0;
  }

  /** @param {Uint8Array} pixels */
  #putOnPaper(pixels) {
    this.readers.take(pixels);
    bringIntoSight(this.part("own-answer"), this.part("readers"));
  }
}

/** @param {number} count */
function whole(count) {
  return Math.round(count).toLocaleString("en");
}
