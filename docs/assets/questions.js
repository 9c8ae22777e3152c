// Predict, then see: says whether a chosen answer is right, and after a first wrong one why it is not, for a second try.
// Answers and visited lessons are kept in this browser alone; the contents show them as progress and /privacy/ erases
// them. Where a browser refuses to keep anything, nothing is kept.
// @ts-check

/** @typedef {{answers: Record<string, string>, first: Record<string, string>, visited: Record<string, string[]>}} Kept
 *  Last choice by the question's slug; the wrong one before it, the same while the reader has a second try; the slugs of
 *  each visited lesson by its path within the site. */

const KEY = "mnist-report";
/** Where the site begins on its host: Material's own keys begin with it. */
const ROOT = new URL("..", import.meta.url).pathname;
const STEPS = /** @type {Record<string, number>} */ ({ ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 });

/** @returns {Kept} */
function recall() {
  try {
    const { answers, first, visited } = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return { answers: { ...answers }, first: { ...first }, visited: { ...visited } };
  } catch {
    return { answers: {}, first: {}, visited: {} };
  }
}

/**
 * Reads again before it writes: another tab may have added something meanwhile.
 * @param {(kept: Kept) => void} change
 */
function keep(change) {
  const kept = recall();
  change(kept);
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    return;
  }
  showProgress();
}

/** @param {HTMLElement} question */
const slugOf = (question) => question.id.replace("question-", "");

/**
 * @param {string} className
 * @returns {HTMLElement} A paragraph that screen readers speak when its text changes.
 */
function makeStatus(className) {
  const made = document.createElement("p");
  made.className = className;
  made.setAttribute("role", "status");
  return made;
}

/** @param {HTMLElement} question */
function begin(question) {
  const slug = slugOf(question);
  const choices = [...question.querySelectorAll("input")];
  const details = /** @type {HTMLDetailsElement} */ (question.querySelector("details"));
  const verdict = makeStatus("verdict");
  const corrections = question.querySelectorAll(".corrections span");
  const wrong = choices.filter((choice) => !("right" in choice.dataset));
  /** @type {{first?: HTMLInputElement, last?: HTMLInputElement}} */
  const chosen = {};

  const show = () => {
    const { first, last } = chosen;
    const isTrying = !details.open && last !== undefined && last === first;
    for (const choice of choices) {
      const isRight = !wrong.includes(choice);
      grade(choice, isRight ? !isTrying && last !== undefined : choice === first || choice === last, isRight);
    }
    if (!last) return;
    const isWrong = wrong.includes(last);
    const why = corrections[wrong.indexOf(last)]?.textContent ?? "";
    const next = isTrying ? "Try again, or show the answer." : "The answer is below.";
    verdict.textContent = isWrong ? `Not right. ${why} ${next}`.replace("  ", " ") : "Right.";
    verdict.classList.toggle("wrong", isWrong);
  };
  const choose = (/** @type {HTMLInputElement | undefined} */ first, /** @type {HTMLInputElement} */ last) => {
    Object.assign(chosen, { first, last });
    details.open ||= last !== first;
    show();
    keep((kept) => {
      kept.answers[slug] = last.value;
      if (first) kept.first[slug] = first.value;
      else delete kept.first[slug];
    });
  };

  const { answers, first } = recall();
  chosen.first = choices.find((choice) => choice.value === first[slug]);
  chosen.last = choices.find((choice) => choice.value === answers[slug]);
  if (chosen.last) chosen.last.checked = true;
  details.open = chosen.last !== undefined && chosen.last !== chosen.first;
  for (const choice of choices) {
    choice.addEventListener("keydown", (event) => walk(event, choices));
    choice.addEventListener("change", () => {
      const isFirst = !chosen.last && !details.open && wrong.includes(choice);
      choose(isFirst ? choice : chosen.first === choice ? undefined : chosen.first, choice);
    });
  }
  // Who asks for the answer has had the tries.
  details.addEventListener("toggle", () => {
    if (details.open && chosen.last && chosen.last === chosen.first) choose(undefined, chosen.last);
  });
  details.before(verdict);
  show();
  // Only now do the choices do something.
  /** @type {HTMLElement} */ (question.querySelector("fieldset")).hidden = false;
}

/**
 * Writes behind a choice whether it is right, in words, as colours alone would not do.
 * @param {HTMLInputElement} choice
 * @param {boolean} isShown
 * @param {boolean} isRight
 */
function grade(choice, isShown, isRight) {
  const label = /** @type {HTMLLabelElement} */ (choice.closest("label"));
  label.querySelector(".grade")?.remove();
  if (!isShown) return;
  const made = document.createElement("span");
  made.className = `grade ${isRight ? "right" : "wrong"}`;
  made.textContent = isRight ? "right" : "not right";
  label.append(made);
}

/**
 * The arrow keys of a radio button choose; here choosing answers, so they only move, and Space or Enter chooses.
 * @param {KeyboardEvent} event
 * @param {HTMLInputElement[]} choices
 */
function walk(event, choices) {
  const choice = /** @type {HTMLInputElement} */ (event.target);
  const step = STEPS[event.key];
  if (event.ctrlKey || event.metaKey || event.altKey || !(step || event.key === "Enter")) return;
  event.preventDefault();
  if (step) choices[(choices.indexOf(choice) + step + choices.length) % choices.length].focus();
  else choice.click();
}

function showProgress() {
  const { answers, visited } = recall();
  for (const old of document.querySelectorAll(".md-nav--primary .progress")) old.remove();
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll(".md-nav--primary a.md-nav__link"))) {
    const page = link.pathname.replace(ROOT, "").replace("index.html", "");
    if (link.hash) continue;
    if (page in visited) mark(link, "✓", "visited");
    if (!link.closest(".md-nav__container")) continue;
    const slugs = Object.keys(visited).filter((path) => path.startsWith(page)).flatMap((path) => visited[path]);
    const count = slugs.filter((slug) => slug in answers).length;
    if (count) mark(link, `${count} answered`, count === 1 ? "1 question answered" : `${count} questions answered`);
  }
}

/**
 * @param {HTMLAnchorElement} link
 * @param {string} seen
 * @param {string} heard
 */
function mark(link, seen, heard) {
  const [made, sign, words] = [0, 0, 0].map(() => document.createElement("span"));
  Object.assign(sign, { textContent: seen, ariaHidden: "true" });
  Object.assign(words, { textContent: `, ${heard}`, className: "heard" });
  made.className = "progress";
  made.title = heard;
  made.append(sign, words);
  link.append(made);
}

/** @returns {string} What to say when all is erased. */
function erase() {
  try {
    const own = Object.keys(localStorage).filter((key) => key === KEY || key.startsWith(`${ROOT}.`));
    for (const key of own) localStorage.removeItem(key);
    return own.length ? "Erased: answers, visited lessons and the choice of colours." : "There was nothing to erase.";
  } catch {
    return "There was nothing to erase: this browser does not let the site keep anything.";
  }
}

/** @param {HTMLButtonElement} button */
function offerErasing(button) {
  const status = makeStatus("erased");
  button.nextElementSibling?.replaceWith(status);
  button.hidden = false;
  button.addEventListener("click", () => {
    status.textContent = erase();
    showProgress();
  });
}

const questions = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".question"));
questions.forEach(begin);
if (document.querySelector(".lesson-meta")) {
  const page = location.pathname.replace(ROOT, "").replace("index.html", "");
  keep(({ visited }) => void (visited[page] = [...questions].map(slugOf)));
}
const button = document.getElementById("erase");
if (button) offerErasing(/** @type {HTMLButtonElement} */ (button));
showProgress();
addEventListener("pageshow", showProgress);
addEventListener("storage", showProgress);
