// What print.css cannot know: the run that a page is made from, and where each link within the site leads, as paper shows
// no address by itself. The address is that of the published site, if the page knows it; a copy on a disk that does not
// has none worth printing.
// @ts-check

const PUBLISHED = /** @type {HTMLLinkElement | null} */ (document.querySelector('link[rel="canonical"]'))?.href;

/** @param {HTMLAnchorElement} link */
function writeDown(link) {
  const written = link.getAttribute("href") ?? "";
  const address = new URL(written, PUBLISHED ?? document.baseURI);
  if (/^(#|[a-z]+:)/i.test(written) || address.protocol === "file:" || !link.textContent?.trim()) return;
  link.dataset.address = address.href.replace(/index\.html(?=#|$)/, "");
}

/** Tells the margin of each sheet, which can read no text of the page, which run the page is made from. */
function nameRun() {
  const run = document.querySelector(".run a")?.textContent ?? "";
  document.documentElement.style.setProperty("--run", JSON.stringify(run));
}

addEventListener("beforeprint", () => {
  nameRun();
  document.querySelectorAll("article a[href]").forEach((link) => writeDown(/** @type {HTMLAnchorElement} */ (link)));
});
