/**
 * A network with one hidden layer that learns by plain gradient descent. mnist_report/training/miniature.py does the same,
 * number by number, so that the build can say what a reader will see; the two differ by no more than rounding.
 */
// @ts-check

import { ACTIVATIONS } from "../shared/activations.js";
import { argmax } from "../shared/argmax.js";
import { shuffled, uniform } from "./uniform.js";

/**
 * @typedef {object} Images
 * @property {Uint8Array} pixels Of all images, one after the other, 0 to 255.
 * @property {Uint8Array} labels The class of each.
 *
 * @typedef {object} Task What is to be learned.
 * @property {Images} training
 * @property {Images} validation
 * @property {number} inputs Pixels of an image.
 * @property {number} classes
 * @property {string} activation Of the hidden neurons, as Keras names it.
 *
 * @typedef {{neurons: number, seed: number}} Build How a network begins.
 *
 * @typedef {{loss: number, accuracy: number}} Measure The mean loss in nats, and the share of right answers.
 */

/** Images a step; the last step of a pass takes what is left. */
export const BATCH = 32;

/** The value of each shade of a pixel. */
const SHARE = Float64Array.from({ length: 256 }, (_, shade) => shade / 255);

/** A network in training: it takes steps, and can be measured at any time. */
export class Miniature {
  /** Steps taken since the start. */
  steps = 0;
  /** The images of this pass. @type {Uint32Array} */
  #order = new Uint32Array();
  /** Where the next batch begins in them. */
  #next = 0;

  /**
   * @param {Task} task
   * @param {Build} build
   */
  constructor(task, { neurons, seed }) {
    const { inputs, classes, activation } = task;
    const sizes = [inputs * neurons, neurons, neurons * classes, classes];
    const count = sizes.reduce((sum, size) => sum + size, 0);
    this.task = task;
    this.draw = uniform(seed);
    this.activation = ACTIVATIONS[activation];
    /** Kernel and bias of each layer in turn, row by row, as in weights.bin of the course's network. */
    this.weights = new Float32Array(count);
    /** The slope of the loss with respect to each. */
    this.slopes = new Float64Array(count);
    this.layers = cut(this.weights, sizes);
    this.layerSlopes = cut(this.slopes, sizes);
    /** What passes through: sums and outputs of the hidden neurons, the scores of the classes, and slopes on the way back. */
    this.sums = new Float64Array(neurons);
    this.outputs = new Float64Array(neurons);
    this.scores = new Float64Array(classes);
    this.sumSlopes = new Float64Array(neurons);
    this.#fill(this.layers[0], inputs + neurons);
    this.#fill(this.layers[2], neurons + classes);
  }

  /** Steps that one pass through the training images takes. */
  get stepsPerPass() {
    return Math.ceil(this.task.training.labels.length / BATCH);
  }

  /**
   * Take one step: move each weight by the rate times the slope of the mean loss of a batch, in the opposite direction.
   * @param {number} rate
   */
  step(rate) {
    const { training } = this.task;
    if (this.#next >= this.#order.length) {
      this.#order = shuffled(training.labels.length, this.draw);
      this.#next = 0;
    }
    const batch = this.#order.subarray(this.#next, this.#next + BATCH);
    this.#next += batch.length;
    this.gradient(training, batch);
    const { weights, slopes } = this;
    for (let i = 0; i < weights.length; i += 1) weights[i] -= rate * slopes[i];
    this.steps += 1;
  }

  /**
   * Write the slopes of the mean loss of some images into `slopes`, by backpropagation.
   * @param {Images} images
   * @param {ArrayLike<number>} batch Which of them.
   */
  gradient(images, batch) {
    const { slopes } = this;
    slopes.fill(0);
    for (let i = 0; i < batch.length; i += 1) {
      this.#forward(images, batch[i]);
      this.#backward(images, batch[i]);
    }
    for (let i = 0; i < slopes.length; i += 1) slopes[i] /= batch.length;
  }

  /**
   * @param {Images} images
   * @returns {Measure}
   */
  measure(images) {
    const { labels } = images;
    let [loss, right] = [0, 0];
    for (let image = 0; image < labels.length; image += 1) {
      this.#forward(images, image);
      const highest = Math.max(...this.scores);
      const total = this.scores.reduce((sum, score) => sum + Math.exp(score - highest), 0);
      loss += highest + Math.log(total) - this.scores[labels[image]];
      right += Number(argmax(this.scores) === labels[image]);
    }
    return { loss: loss / labels.length, accuracy: right / labels.length };
  }

  /**
   * Glorot and Bengio 2010: evenly from -limit to limit, where limit² = 6 / (inputs + units).
   * @param {Float32Array} kernel
   * @param {number} both
   */
  #fill(kernel, both) {
    const limit = Math.sqrt(6 / both);
    for (let i = 0; i < kernel.length; i += 1) kernel[i] = (2 * this.draw() - 1) * limit;
  }

  /**
   * @param {Images} images
   * @param {number} image
   */
  #forward({ pixels }, image) {
    const { sums, outputs, scores, layers: [kernel, bias, lastKernel, lastBias] } = this;
    const [inputs, units, classes] = [this.task.inputs, sums.length, scores.length];
    sums.set(bias);
    for (let input = 0, at = image * inputs; input < inputs; input += 1, at += 1) {
      if (pixels[at] === 0) continue;
      const [share, row] = [SHARE[pixels[at]], input * units];
      for (let unit = 0; unit < units; unit += 1) sums[unit] += share * kernel[row + unit];
    }
    scores.set(lastBias);
    for (let unit = 0; unit < units; unit += 1) {
      outputs[unit] = this.activation.output(sums[unit]);
      for (let each = 0; each < classes; each += 1) scores[each] += outputs[unit] * lastKernel[unit * classes + each];
    }
  }

  /**
   * Add the slopes of the loss of the image that has just gone forward. At the scores they are p - y, the probabilities
   * less the label as a row of zeros and a one; they go back through the kernel, times the slope of the activation
   * (Rumelhart, Hinton and Williams 1986).
   * @param {Images} images
   * @param {number} image
   */
  #backward({ pixels, labels }, image) {
    const { sums, outputs, scores, sumSlopes, layers: [, , lastKernel], layerSlopes: [kernel, bias, last, lastBias] } = this;
    const [inputs, units, classes] = [this.task.inputs, sums.length, scores.length];
    softmax(scores);
    scores[labels[image]] -= 1;
    for (let each = 0; each < classes; each += 1) lastBias[each] += scores[each];
    for (let unit = 0; unit < units; unit += 1) {
      let back = 0;
      for (let each = 0, at = unit * classes; each < classes; each += 1, at += 1) {
        last[at] += outputs[unit] * scores[each];
        back += lastKernel[at] * scores[each];
      }
      sumSlopes[unit] = back * this.activation.slope(sums[unit]);
      bias[unit] += sumSlopes[unit];
    }
    for (let input = 0, at = image * inputs; input < inputs; input += 1, at += 1) {
      if (pixels[at] === 0) continue;
      const [share, row] = [SHARE[pixels[at]], input * units];
      for (let unit = 0; unit < units; unit += 1) kernel[row + unit] += share * sumSlopes[unit];
    }
  }
}

/**
 * Turn scores into probabilities. The largest is taken off all of them first: it changes nothing, and no exponential can overflow.
 * @param {Float64Array} scores
 */
function softmax(scores) {
  const highest = Math.max(...scores);
  let total = 0;
  for (let each = 0; each < scores.length; each += 1) total += scores[each] = Math.exp(scores[each] - highest);
  for (let each = 0; each < scores.length; each += 1) scores[each] /= total;
}

/**
 * @template {Float32Array | Float64Array} T
 * @param {T} whole
 * @param {number[]} sizes
 * @returns {T[]} Its parts, one after the other, in the same memory.
 */
function cut(whole, sizes) {
  let end = 0;
  return sizes.map((size) => /** @type {T} */ (whole.subarray(end, (end += size))));
}
