// The playlist: the next articles.
import { findAround } from "./page-trees.js";
/** @typedef {import("./types.js").Item} Item */

const ID = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,199}$/;

/**
 * Reads the attribute `playlist`: article IDs between spaces, or a CSS selector (which must contain a
 * character that IDs cannot have) of elements with `data-article-id`.
 * @param {Element} player
 * @param {string} unnamed  title for articles without a title on the page
 * @returns {Item[]} without duplicates
 */
function readPlaylist(player, unnamed) {
  const given = player.getAttribute("playlist")?.trim();
  if (!given) return [];
  const words = given.split(/\s+/);
  const items = words.every((word) => ID.test(word))
    ? words.map((id) => ({ id, title: titleOnPage(id) || unnamed }))
    : findAround(player, given).map((element) => ({
        id: element.getAttribute("data-article-id") ?? "",
        title: textOf(element) || unnamed,
      }));
  return items.filter(
    ({ id }, number) => ID.test(id) && items.findIndex((item) => item.id === id) === number,
  );
}

/**
 * @param {import("./player.js").ListenToArticle} player
 * @param {string} unnamed  title for articles without a title on the page
 * @returns {Item[]} articles of the playlist after the current one, without the tag's own
 */
export function upcoming(player, unnamed) {
  const items = readPlaylist(player, unnamed);
  const now = items.findIndex(({ id }) => id === player.item.id);
  const own = player.getAttribute("article-id");
  return items.slice(now + 1).filter(({ id }) => id !== own);
}

/** @param {string} id */
function titleOnPage(id) {
  const named = document.querySelector(`[data-article-id="${CSS.escape(id)}"]`);
  return named ? textOf(named) : "";
}

/** @param {Element} element */
const textOf = (element) => (element.textContent ?? "").trim().replace(/\s+/g, " ");
