// Structured data for search engines: the article has audio. It is a data block, which script policies allow.
/** @typedef {import("./sound.js").Sound} Sound */

/**
 * @param {Sound} sound
 * @param {{title: string, language: string}} article
 */
export function describeAudio({ narration, service, id }, { title, language }) {
  if (narration?.state !== "ready" || !narration.url || !narration.duration_s) return;
  const contentUrl = service.absolute(narration.url);
  const block =
    document.querySelector(`script[data-listen-article="${CSS.escape(id)}"]`) ?? document.createElement("script");
  if (block.textContent?.includes(JSON.stringify(contentUrl))) return; // the publisher's server says more
  block.setAttribute("type", "application/ld+json");
  block.setAttribute("data-listen-article", id);
  block.textContent = JSON.stringify({
    "@context": "https://schema.org",
    "@type": "AudioObject",
    name: title,
    contentUrl,
    encodingFormat: "audio/mpeg",
    duration: isoDuration(narration.duration_s),
    inLanguage: language,
    publisher: { "@type": "Organization", name: siteName() },
  });
  if (!block.isConnected) document.head.append(block);
}

/** The publisher's name, as the page gives it. */
export function siteName() {
  const meta = document.querySelector("meta[property='og:site_name']")?.getAttribute("content");
  return meta || location.hostname;
}

/** @param {number} seconds @returns {string} as in PT3M34S */
function isoDuration(seconds) {
  const whole = Math.round(seconds);
  const parts = { H: Math.floor(whole / 3600), M: Math.floor(whole / 60) % 60, S: whole % 60 };
  const shown = Object.entries(parts).filter(([name, amount]) => amount || name === "S");
  return `PT${shown.map(([name, amount]) => amount + name).join("")}`;
}
