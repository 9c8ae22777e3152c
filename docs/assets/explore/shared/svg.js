/** New elements of an SVG. */
// @ts-check

const SVG = "http://www.w3.org/2000/svg";

/**
 * Return a new element.
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number>} [attributes]
 * @returns {SVGElementTagNameMap[Tag]}
 */
export function node(tag, attributes = {}) {
  const made = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

/**
 * Return a new text.
 * @param {string} content
 * @param {Record<string, string | number>} attributes
 * @returns {SVGTextElement}
 */
export function text(content, attributes) {
  const made = node("text", attributes);
  made.textContent = content;
  return made;
}
