/**
 * Colors of the marks, for light pages and for dark pages; and whether a page is light or dark.
 *
 * Text on each has a contrast of at least 12:1 on light and 8:1 on dark pages. As rectangles,
 * which also lighten the text of a dark page, they give #ddd on #222 a contrast of 4.8:1, a link less.
 * A word is also underlined, for readers who cannot tell the tints apart.
 */
export const COLORS = {
  light: { text: "#1f1b12", hover: "#f5f1e6", sentence: "#fdf0c4", word: "#ffd970", line: "#8a5a00" },
  dark: { text: "#fffaf0", hover: "#2a2924", sentence: "#3a321a", word: "#5a4a16", line: "#ffd970" },
};

/**
 * Returns whether the text of an element is light, as on a dark page. The reader's system setting
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
