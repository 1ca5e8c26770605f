/** Text of a page's elements as one string, with the positions of its characters in the page. */

import { BREAK } from "./matching.js";
import { findAround } from "./page-trees.js";

/** Selector of elements that are not text of the article. */
export const SKIPPED =
  "script,style,noscript,template,iframe,object,embed,svg,canvas,video,audio,button,input,select," +
  'textarea,listen-to-article,[hidden],[aria-hidden="true" i],[data-listen="skip" i]';

/** Selector of a headline and a standfirst outside the element with the article's text. */
const HEAD = "h1,h2,p,[class*=dek i],[class*=standfirst i],[class*=subtitle i]";
const NO_HEAD = "nav,aside,footer,figure,dialog";

/**
 * @typedef {object} Piece
 * @property {Text} node
 * @property {number} start  offset of its text in the whole text
 */

/** Selectors of the article's text that are tried if the tag names no element, or the wrong one. */
const USUAL = ["[itemprop=articleBody]", "article", "main"];

/** Selectors that match nothing on the page, and about which the console has a warning. @type {Set<string>} */
const unmatched = new Set();

/**
 * Finds the elements with the article's text.
 * @param {import("./player.js").ListenToArticle} player
 * @param {string} selector  the attribute `content`
 * @returns {Element[]} in the order of the page; none inside of another
 */
export function findContent(player, selector) {
  const found = findAround(player, selector);
  if (found.length) return found.filter((one) => !found.some((other) => other !== one && other.contains(one)));
  if (!unmatched.has(selector)) {
    unmatched.add(selector);
    console.warn(`listen-to-article: nothing on the page matches content="${selector}"`);
  }
  return USUAL.map((usual) => findAround(player, usual)).find((usual) => usual.length === 1) ?? [];
}

export class PageText {
  /** @param {Element[]} content  the elements with the article's text */
  constructor(content) {
    /** @type {Piece[]} */
    this.pieces = [];
    this.text = "";
    for (const element of findHead(content[0])) this.#add(element);
    for (const element of content) this.#add(element);
  }

  /** @param {Element} element */
  #add(element) {
    const style = getComputedStyle(element);
    const { display, float, visibility } = style;
    if (display === "none" || element.matches(SKIPPED) || isOutOfSight(element, style)) return;
    const isInline = /^(inline|contents|ruby)/.test(display) || float !== "none"; // as a drop cap is
    const edge = isInline && element.localName !== "br" ? "" : BREAK;
    this.text += edge;
    for (const node of element.childNodes) {
      if (node instanceof Element) this.#add(node);
      else if (node instanceof Text && visibility === "visible") {
        this.pieces.push({ node, start: this.text.length });
        this.text += node.data;
      }
    }
    this.text += edge;
  }

  /**
   * @param {number} start  offset in the text
   * @param {number} end  offset after the last character
   * @returns {Range[]}  the parts that are still in the page, one for each text node
   */
  ranges(start, end) {
    return this.pieces.flatMap(({ node, start: begin }) => {
      const last = begin + node.length;
      if (last <= start || begin >= end || !node.isConnected || !this.text.startsWith(node.data, begin)) return [];
      const range = document.createRange();
      range.setStart(node, Math.max(start, begin) - begin);
      range.setEnd(node, Math.min(end, last) - begin);
      return range;
    });
  }

  /**
   * @param {Node} node
   * @param {number} offset  offset in the node
   * @returns {number}  offset in the text, -1 if the node is not part of the text
   */
  offsetOf(node, offset) {
    const piece = this.pieces.find((each) => each.node === node);
    return piece ? piece.start + offset : -1;
  }
}

/**
 * Returns whether an element is invisible, such as a copy of the text for another width.
 * @param {Element} element
 * @param {CSSStyleDeclaration} style
 */
function isOutOfSight(element, { position, overflowY, opacity }) {
  if (opacity === "0") return true;
  if (overflowY !== "visible" && !element.clientHeight && element.scrollHeight) return true;
  return position === "absolute" && element.getBoundingClientRect().right + scrollX <= 0;
}

/** @param {Element} content */
function findHead(content) {
  const tree = content.getRootNode();
  const scope =
    content.parentElement?.closest("article") ??
    content.closest("main") ??
    (tree instanceof ShadowRoot ? tree : content.ownerDocument.body);
  /** @type {Element[]} */
  const head = [];
  for (const element of scope.querySelectorAll(HEAD)) {
    const isBefore = element.compareDocumentPosition(content) === Node.DOCUMENT_POSITION_FOLLOWING;
    const isShown = element.getClientRects().length > 0; // a page may have another headline for small windows
    if (isBefore && isShown && !element.closest(NO_HEAD) && !head.at(-1)?.contains(element)) head.push(element);
  }
  return head;
}
