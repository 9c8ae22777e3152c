/** What there is to see at a moment of the training, in one line made of its confusion matrix. */
// @ts-check

import { percent } from "../shared/wording.js";

/** Classes that are named one by one, at most. */
const FEW = 3;

/**
 * Return one line on a moment: how many answers are right, how many were, and what the mistakes are.
 * @param {import("../shared/film.js").Film} film
 * @param {number} moment
 * @param {string} kind What a class is called.
 * @returns {string}
 */
export function remark({ moments, class_names: names }, moment, kind) {
  const { test_accuracy: now, matrix } = moments[moment];
  const before = moment ? moments[moment - 1].test_accuracy : now;
  const change = percent(now) === percent(before) ? "" : `, ${now > before ? "up" : "down"} from ${percent(before)}`;
  return `${percent(now)} of the test images read right${change}. ${mistakes(matrix, names, kind)}`;
}

/**
 * @param {number[][]} matrix Rows are the true classes.
 * @param {string[]} names
 * @param {string} kind
 * @returns {string}
 */
function mistakes(matrix, names, kind) {
  const never = names.filter((_, column) => matrix.every((row) => row[column] === 0));
  if (never.length > FEW) return `Of ${names.length} answers it only ever gives ${names.length - never.length}.`;
  if (never.length) return `It never says ${listed(never)}.`;
  const wrong = matrix.flatMap((row, truth) => row.map((count, answer) => ({ count: answer === truth ? 0 : count, truth, answer })));
  const { count, truth, answer } = wrong.reduce((most, one) => (one.count > most.count ? one : most));
  if (!count) return "It makes no mistake.";
  return `Most frequent mistake: the ${kind} ${names[truth]} taken for ${names[answer]}, ${count.toLocaleString("en")} ${count === 1 ? "time" : "times"}.`;
}

/**
 * @param {string[]} words One or more.
 * @returns {string}
 */
function listed(words) {
  return words.length > 1 ? `${words.slice(0, -1).join(", ")} or ${words[words.length - 1]}` : words[0];
}
