// Data about the listener in this browser's storage; it is never sent.
import { players } from "./page-trees.js";
/** @typedef {import("./player.js").ListenToArticle} Player */
/** @typedef {import("./types.js").Memory} Memory */

const KEY = "listen-to-article";

/** @returns {Memory} which another script may have written, so that each value has to be checked */
export function recall() {
  try {
    return JSON.parse(localStorage.getItem(KEY) || "") || {};
  } catch {
    return {}; // storage is forbidden, empty, or holds something else
  }
}

/** @returns {import("./types.js").Place[]} positions at which articles were left */
export function places() {
  const { places: kept } = recall();
  return Array.isArray(kept) ? kept.filter((place) => place?.[1] > 0) : [];
}

/**
 * @param {string} id  ID of an article
 * @returns {number | null} position at which the listener stopped, in seconds
 */
export function placeOf(id) {
  return places().find(([known]) => known === id)?.[1] ?? null;
}

/** @param {Memory} change */
export function remember(change) {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...recall(), ...change }));
  } catch {
    // storage is forbidden or full: then nothing is remembered
  }
}

/**
 * Returns the start time in the page's address: `#listen=75`, or `#listen=75&article=ID`.
 * @param {Player} player
 * @param {string} id
 * @returns {number} seconds; 0 if the address names none for this player
 */
export function linkedTime(player, id) {
  const link = new URLSearchParams(location.hash.slice(1));
  const [first] = players;
  const isMeant = link.has("article") ? link.get("article") === id : player === first;
  return isMeant ? Math.max(0, Number(link.get("listen")) || 0) : 0;
}
