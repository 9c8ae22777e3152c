/** The two charts of a training: accuracy, beside what the course's network reaches, and loss. */
// @ts-check

import { make } from "../shared/elements.js";
import { makeLiveChart } from "./live-chart.js";

/**
 * Fill an element with the charts; return the function that draws them.
 * @param {HTMLElement} element
 * @param {number} courseAccuracy
 * @returns {(points: import("./tutor.js").Point[], stepsPerPass: number) => void}
 */
export function makeCharts(element, courseAccuracy) {
  const accuracy = makeLiveChart({
    title: "Accuracy",
    top: () => 1,
    unit: (value) => `${Math.round(100 * value)} %`,
    level: { value: courseAccuracy, name: "the network of the course" },
  });
  const loss = makeLiveChart({
    title: "Loss",
    top: (highest) => [2.5, 5, 10, 25, 50, 100].find((end) => end >= highest) ?? 10 ** Math.ceil(Math.log10(highest)),
    unit: (value) => String(Number(value.toPrecision(value < 1 ? 2 : 3))),
  });
  element.replaceChildren(...[accuracy, loss].map(({ picture }) => make("figure", {}, picture)));
  return (points, stepsPerPass) => {
    const at = points.map(({ step }) => step / stepsPerPass);
    for (const [chart, what] of /** @type {const} */ ([[accuracy, "accuracy"], [loss, "loss"]])) {
      chart.show({ at, train: points.map(({ training }) => training[what]), validation: points.map(({ validation }) => validation[what]) });
    }
  };
}
