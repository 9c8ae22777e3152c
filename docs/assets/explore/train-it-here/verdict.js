/** What the curves of a training say, in words. */
// @ts-check

import { percent } from "../shared/wording.js";

/**
 * @typedef {import("./tutor.js").Point} Point
 * @typedef {{words: string, over: boolean}} Verdict `over`: to train on is of no use.
 */

/** Share of the loss at the start above which a network has learned next to nothing. */
const STUCK = 0.85;
/** Share of the points at which the loss has risen above which it wanders rather than falls. */
const RISING = 0.25;
/** How much better on the images it trains on than on others a network must be, as a share, to speak of a gap. */
const GAP = 0.05;

/**
 * Return what the points say.
 * @param {Point[]} points From the start on, at least one.
 * @param {number} stepsPerPass
 * @param {number} classes
 * @returns {Verdict}
 */
export function verdict(points, stepsPerPass, classes) {
  const [first, last] = [points[0], points[points.length - 1]];
  const passes = last.step / stepsPerPass;
  if (!Number.isFinite(last.training.loss)) return broken("The loss is no longer a number: the weights have grown beyond what the computer can hold.");
  if (last.step === 0) return said(`All weights are random. The network guesses, and is right on ${percent(last.validation.accuracy)} of the validation images.`);
  const wanders = last.training.loss > first.training.loss || rises(points.filter(({ step }) => step > last.step - 2 * stepsPerPass)) > RISING;
  if (passes >= 1 && last.training.loss > STUCK * first.training.loss) {
    if (!wanders) return said(`The loss falls, but after ${plural(passes)} it is still ${nats(last.training.loss)}, from ${nats(first.training.loss)} at the start: this learning rate crawls. Have patience, or raise it.`);
    const highest = Math.max(...points.map(({ training }) => training.loss));
    const leapt = `The learning rate is too large: each step leaps over the valley, and the loss has been as high as ${nats(highest)}.`;
    return passes >= 2 && last.training.accuracy < 1.5 / classes ? broken(`${leapt} By now the network does no better than guessing.`) : said(`${leapt} Lower the rate.`);
  }
  const gap = last.training.accuracy - last.validation.accuracy;
  if (passes >= 2 && wanders && last.training.accuracy < 0.8) return said("The loss goes up and down rather than down: the learning rate is too large for a steady descent. Lower it.");
  if (gap > GAP) return said(`Right on ${percent(last.training.accuracy)} of the images it trains on, but on ${percent(last.validation.accuracy)} of those it has not seen. This gap is overfitting.${turned(points, stepsPerPass)}`);
  return said(`It learns: right on ${percent(last.training.accuracy)} of the training images, and on ${percent(last.validation.accuracy)} of those it has not seen.`);
}

/**
 * @param {string} why
 * @returns {Verdict}
 */
function broken(why) {
  return { words: `${why} Start again with a smaller learning rate.`, over: true };
}

/**
 * @param {string} words
 * @returns {Verdict}
 */
function said(words) {
  return { words, over: false };
}

/**
 * @param {Point[]} points
 * @returns {number} At which share of them the training loss has risen.
 */
function rises(points) {
  const up = points.filter(({ training }, index) => index > 0 && training.loss > points[index - 1].training.loss);
  return up.length / Math.max(1, points.length - 1);
}

/**
 * @param {Point[]} points
 * @param {number} stepsPerPass
 * @returns {string} Where the validation loss was lowest, if it has risen by a twentieth since.
 */
function turned(points, stepsPerPass) {
  const lowest = points.reduce((best, point) => (point.validation.loss < best.validation.loss ? point : best));
  if (points[points.length - 1].validation.loss < 1.05 * lowest.validation.loss) return "";
  return ` The validation loss was lowest after ${plural(lowest.step / stepsPerPass)} and has risen since.`;
}

/** @param {number} passes */
function plural(passes) {
  const whole = Math.max(1, Math.round(passes));
  return whole === 1 ? "one pass" : `${whole} passes`;
}

/** @param {number} loss */
function nats(loss) {
  return loss < 100 ? loss.toFixed(2) : Math.round(loss).toLocaleString("en");
}
