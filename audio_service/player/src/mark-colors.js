/**
 * Colors of the marks, for light pages and for dark pages; and whether a page is light or dark.
 *
 * Text on each of them has a contrast of 12:1 or more in the light and 8:1 in the dark. As rectangles,
 * which lighten the text of a dark page too, they leave #ddd on #222 4.8:1; a colored link there, less.
 * A word is also underlined, for readers who cannot tell the tints apart.
 */
export const COLORS = {
  light: { text: "#1f1b12", hover: "#f5f1e6", sentence: "#fdf0c4", word: "#ffd970", line: "#8a5a00" },
  dark: { text: "#fffaf0", hover: "#2a2924", sentence: "#3a321a", word: "#5a4a16", line: "#ffd970" },
};

/**
 * Returns whether the text of an element is light, as on a dark page: what a reader's system prefers
 * says nothing about the page.
 *
 * @param {Element} element
 */
export function hasLightText(element) {
  const color = getComputedStyle(element).color;
  const [first, green, blue] = (color.match(/[\d.]+/g) ?? []).map(Number);
  if (color.startsWith("rgb")) return 0.2126 * first + 0.7152 * green + 0.0722 * blue > 127;
  return first > (color.startsWith("ok") ? 0.6 : 55); // oklab() and oklch(), lab() and lch()
}
