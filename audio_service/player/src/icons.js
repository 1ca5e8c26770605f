// Icons of the buttons, one function for each; unused ones are removed from the build.
import { icon, svg } from "./create-element.js";

export const SKIP_S = 15;

export const playIcon = () => icon("", "M8.5 5.5v13l10.5-6.5z");
export const pauseIcon = () => icon("", "M7 5.5h2.5v13H7zM14.5 5.5H17v13h-2.5z");
export const retryIcon = () => icon("M18.6 14a7 7 0 1 1-1.6-7.2L19 9", "M19.8 4.2v5.6h-5.6z");
/** Back; forward is its mirror image. */
export function skipIcon() {
  const made = icon("M12.5 4.6a7.9 7.9 0 1 1-8.2 6", "M13.2 1.3v6.6L8.6 4.6z");
  const seconds = svg("text", { x: "12", y: "15.4", "font-size": "7.5" });
  seconds.textContent = String(SKIP_S);
  made.append(seconds);
  return made;
}

/** The previous paragraph; the next one is its mirror image. */
export const paragraphIcon = () => icon("M6.5 6v12", "M18 6.4v11.2L9.6 12z");
export const moreIcon = () => icon("M6 12h.01M12 12h.01M18 12h.01");
export const downloadIcon = () => icon("M12 4v10.5M7.6 10.4 12 14.8l4.4-4.4M5 19.5h14");
export const shareIcon = () => icon("M12 14.5V4M8 7.6 12 3.6l4 4M7.5 10.5H5.8v9h12.4v-9h-1.7");
export const checkIcon = () => icon("M5 12.6l4.6 4.6L19.2 7.4");
export const noIcon = () => icon("");
export const closeIcon = () => icon("M6.5 6.5l11 11M17.5 6.5l-11 11");

/** @param {boolean} isMuted */
export const volumeIcon = (isMuted) =>
  icon(
    isMuted ? "M16 9.6l4.8 4.8M20.8 9.6 16 14.4" : "M15.2 9.2a4 4 0 0 1 0 5.6M17.8 6.6a7.6 7.6 0 0 1 0 10.8",
    "M4 9.8v4.4h3.4l4.6 3.6V6.2L7.4 9.8z",
  );
