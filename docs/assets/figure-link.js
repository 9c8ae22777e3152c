// A figure's "link to this figure": with this script a press copies its full address and says so.
// Without it, it stays a plain link; where the clipboard is closed, the address stands beside it, selected.
// @ts-check

/** What is said where the clipboard is closed. */
export const SELECTED = "Selected: now copy it";
const COPIED = "Link copied";
const SECONDS_SHOWN = 3;

const status = document.createElement("p");
status.className = "status";
status.setAttribute("role", "status");

let clearing = 0;

/**
 * Shows a message and has it spoken. Empties it first: a live region speaks only when its text changes.
 * @param {string} message
 */
export function say(message) {
  status.textContent = "";
  clearTimeout(clearing);
  requestAnimationFrame(() => {
    status.textContent = message;
  });
  clearing = setTimeout(() => {
    status.textContent = "";
  }, SECONDS_SHOWN * 1000);
}

/**
 * Not in the address bar alone: there the theme writes the section in view as soon as the reader scrolls.
 * @param {HTMLAnchorElement} link
 */
function offer(link) {
  const address = document.createElement("input");
  Object.assign(address, { className: "address", readOnly: true, value: link.href, ariaLabel: "Link to this figure" });
  // A window that goes behind another one blurs the field too, but leaves it the active one.
  address.addEventListener("blur", () => document.activeElement === address || address.remove());
  link.after(address);
  address.focus();
  address.select();
  say(SELECTED);
}

/**
 * replaceState puts the address in the bar without the jump that following the link would make.
 * @param {HTMLAnchorElement} link
 */
async function copy(link) {
  try {
    await navigator.clipboard.writeText(link.href);
    history.replaceState(null, "", link.href);
    say(COPIED);
  } catch {
    offer(link);
  }
}

/**
 * A press with a modifier asks the browser for a new tab or window: leave it to the browser.
 * @param {MouseEvent} event
 */
function press(event) {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  copy(/** @type {HTMLAnchorElement} */ (event.currentTarget));
}

document.body.append(status);
for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("a.figure-link"))) {
  link.textContent = "Copy link";
  link.ariaLabel = link.ariaLabel?.replace(/^Link/, "Copy link") ?? null;
  link.addEventListener("click", press);
}
