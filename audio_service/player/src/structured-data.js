// Tells search engines that the article can be heard. A data block, which no policy for scripts stops.
import { siteName } from "./lock-screen.js";
/** @typedef {import("./sound.js").Sound} Sound */

/**
 * @param {Sound} sound  whose narration is ready
 * @param {{title: string, language: string}} article
 */
export function describeAudio(sound, { title, language }) {
  const { narration, service, id } = sound;
  if (!narration?.url || !narration.duration_s) return;
  const found = [...document.head.querySelectorAll("script[data-listen-article]")];
  const block =
    found.find((element) => element.getAttribute("data-listen-article") === id) ??
    document.createElement("script");
  block.setAttribute("type", "application/ld+json");
  block.setAttribute("data-listen-article", id);
  block.textContent = JSON.stringify({
    "@context": "https://schema.org",
    "@type": "AudioObject",
    name: title,
    contentUrl: service.absolute(narration.url),
    encodingFormat: "audio/mpeg",
    duration: isoDuration(narration.duration_s),
    inLanguage: language,
    publisher: { "@type": "Organization", name: siteName() },
  });
  document.head.append(block);
}

/** @param {number} seconds @returns {string} as in PT3M34S */
function isoDuration(seconds) {
  const whole = Math.round(seconds);
  const parts = { H: Math.floor(whole / 3600), M: Math.floor(whole / 60) % 60, S: whole % 60 };
  const shown = Object.entries(parts).filter(([name, amount]) => amount || name === "S");
  return `PT${shown.map(([name, amount]) => amount + name).join("")}`;
}
