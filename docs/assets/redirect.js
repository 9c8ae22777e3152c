// Leads on from where a page or a part of one stood. A link with `data-moved` says where the part of that name went, or,
// where the name is empty, the whole page; what followed `?` goes along, and what followed `#` if the whole page moved.
// A classic script, so that it works from a disk too.
// @ts-check

function leadOn() {
  const part = location.hash.slice(1);
  const links = [.../** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("a[data-moved]"))];
  const own = links.find(({ dataset }) => dataset.moved === part);
  const link = own ?? links.find(({ dataset }) => dataset.moved === "");
  if (!link || (part === "" && link.dataset.moved !== "")) return;
  const target = new URL(link.href);
  target.search = location.search;
  if (part !== "" && link !== own) target.hash = location.hash;
  location.replace(target);
}

addEventListener("hashchange", leadOn);
leadOn();
