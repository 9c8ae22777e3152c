// Names and keyboard access that Material for MkDocs leaves open (9.8.1): the search dialog, the menu, code buttons,
// tables, scrolling ones and formulas, lazy pictures in print.

const SCROLLING = ".md-typeset__scrollwrap, .confusion, .formula, pre > code";

// Material opens the menu and the search by labels of hidden check boxes, which no key reaches: here a button does it.
function buttonInsteadOfLabel(toggle, name) {
  const label = document.querySelector(`.md-header label[for="${toggle.id}"]`);
  if (!label) return;
  const button = document.createElement("button");
  const tell = () => button.setAttribute("aria-expanded", String(toggle.checked));
  Object.assign(button, { type: "button", className: label.className, ariaLabel: name });
  button.dataset.opens = toggle.id;
  button.append(...label.childNodes);
  button.addEventListener("click", () => toggle.click());
  toggle.addEventListener("change", tell);
  tell();
  label.replaceWith(button);
}

function closeWithEscape(toggle) {
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !toggle.checked) return;
    toggle.click();
    document.querySelector(`[data-opens="${toggle.id}"]`)?.focus();
  });
}

// A section whose title is a link leaves the label that should name its list and its check box empty.
function nameSection(list) {
  const title = list.parentElement.querySelector("a.md-nav__link")?.textContent.trim();
  const label = document.getElementById(list.getAttribute("aria-labelledby"));
  if (!title || label?.textContent.trim()) return;
  list.removeAttribute("aria-labelledby");
  list.setAttribute("aria-label", title);
  list.parentElement.querySelector(".md-nav__toggle").setAttribute("aria-label", `Pages of ${title}`);
}

// The buttons of a code block sit in a <nav>, which would be one more nameless landmark for every block on the page.
function plainCodeButtons(root) {
  for (const nav of root.querySelectorAll("nav.md-code__nav")) nav.setAttribute("role", "presentation");
}

// A box that scrolls must take the focus, or the keyboard cannot scroll it; one that does not scroll must not. Material
// does so for code, but not on touch screens, which have keyboards, too.
function reachIfScrolling(box) {
  const scrolls = box.scrollWidth > box.clientWidth + 1;
  const name = box.matches("code") ? "Code" : box.matches(".formula") ? "Formula" : "Table";
  for (const [attribute, value] of Object.entries({ tabindex: "0", role: "group", "aria-label": name })) {
    if (!scrolls) box.removeAttribute(attribute);
    else if (box.getAttribute(attribute) !== value) box.setAttribute(attribute, value);
  }
}

// Material adds the buttons, and the boxes around tables, some time after this script has run.
function keepLooking(article) {
  const sized = new ResizeObserver((entries) => entries.forEach((entry) => reachIfScrolling(entry.target)));
  const look = () => {
    plainCodeButtons(article);
    for (const box of article.querySelectorAll(SCROLLING)) sized.observe(box);
  };
  look();
  new MutationObserver(look).observe(article, { childList: true, subtree: true });
  const taken = new MutationObserver((changes) => {
    for (const { target } of changes) if (target.matches(SCROLLING)) reachIfScrolling(target);
  });
  taken.observe(article, { attributeFilter: ["tabindex"], subtree: true });
}

// A table of Markdown has no caption: the heading that it stands under names it.
function nameTables(article) {
  let heading = "";
  for (const element of article.querySelectorAll("h1, h2, h3, h4, table")) {
    if (!element.matches("table")) heading = element.textContent.replace(/#$/, "");
    else if (!element.matches("[aria-label], [aria-labelledby], :has(> caption)")) element.ariaLabel = heading;
  }
}

// A lazy picture that was never on screen, as the light one is in the dark scheme, would print as an empty box.
function fetchForPrint() {
  for (const picture of document.querySelectorAll('img[loading="lazy"]')) picture.loading = "eager";
}

const menu = document.getElementById("__drawer");
const search = document.getElementById("__search");
if (menu) {
  buttonInsteadOfLabel(menu, "Menu");
  closeWithEscape(menu);
}
if (search) buttonInsteadOfLabel(search, "Search");
document.querySelector('.md-search[role="dialog"]')?.setAttribute("aria-label", "Search");
for (const list of document.querySelectorAll("nav.md-nav[aria-labelledby]")) nameSection(list);
for (const article of document.querySelectorAll("article, .framed main")) {
  nameTables(article);
  keepLooking(article);
}
addEventListener("beforeprint", fetchForPrint);
