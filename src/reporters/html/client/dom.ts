/**
 * The only way in which the page makes elements. Text becomes text nodes, never markup; attributes that run code or lead
 * out of the page are refused, whatever a trace says.
 */

export type Child = Node | string | number | null | false | readonly Child[];
type Attributes = Readonly<Record<string, string | number | boolean | null>>;

export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes,
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  setAttributes(element, attributes);
  append(element, children);
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes,
  ...children: readonly Child[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, tag);
  setAttributes(element, attributes);
  append(element, children);
  return element;
}

/** A button that does something on this page. */
export function button(
  attributes: Attributes,
  act: () => void,
  ...children: readonly Child[]
): HTMLButtonElement {
  const element = el("button", { type: "button", ...attributes }, ...children);
  element.addEventListener("click", act);
  return element;
}

export function replaceChildren(parent: Element, ...children: readonly Child[]): void {
  parent.replaceChildren();
  append(parent, children);
}

function append(parent: Element, children: readonly Child[]): void {
  for (const child of children) {
    if (child === null || child === false) continue;
    if (typeof child === "string" || typeof child === "number") parent.append(String(child));
    else if (child instanceof Node) parent.append(child);
    else append(parent, child);
  }
}

const ALLOWED =
  /^(?:class|id|title|role|type|value|placeholder|for|href|colspan|scope|tabindex|open|hidden|disabled|selected|checked|name|dir|lang|spellcheck|autocomplete|aria-[a-z]+|data-[a-z-]+|viewBox|width|height|x|y|x1|y1|x2|y2|cx|cy|r|rx|d|text-anchor|preserveAspectRatio)$/;

function setAttributes(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === false) continue;
    if (!ALLOWED.test(name)) throw new Error(`attribute ${name} is not for this page`);
    if (name === "href" && !String(value).startsWith("#")) throw new Error("links stay on this page");
    element.setAttribute(name, value === true ? "" : String(value));
  }
}
