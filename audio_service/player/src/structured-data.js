// Structured data for search engines: the article has audio. It is a data block, which script policies allow.
/** @typedef {import("./sound.js").Sound} Sound */

/** Blocks written here, not by the publisher's server. @type {WeakSet<Element>} */
const own = new WeakSet();

/**
 * @param {Sound} sound
 * @param {{title: string, language: string}} article
 */
export function describeAudio({ narration, service, id }, { title, language }) {
  if (narration?.state !== "ready" || !narration.url || !narration.duration_s) return;
  const contentUrl = service.absolute(narration.url);
  const block = document.querySelector(`script[data-listen-article="${CSS.escape(id)}"]`) ?? makeBlock();
  if (!own.has(block) && block.textContent?.includes(JSON.stringify(contentUrl))) return; // the page's own
  own.add(block);
  block.setAttribute("type", "application/ld+json");
  block.setAttribute("data-listen-article", id);
  const description = JSON.stringify({
    "@context": "https://schema.org",
    "@type": "AudioObject",
    name: title,
    contentUrl,
    encodingFormat: "audio/mpeg",
    duration: `PT${Math.round(narration.duration_s)}S`,
    inLanguage: language,
    publisher: { "@type": "Organization", name: siteName() },
  });
  if (block.textContent !== description) block.replaceChildren(document.createTextNode(description));
  if (!block.isConnected) document.head.append(block);
}

/** Makes a data block from a script that has run: Trusted Types forbid setting the text of a script that may run. */
function makeBlock() {
  const ran = [...document.scripts].find(({ src }) => src === import.meta.url);
  const block = ran ? /** @type {Element} */ (ran.cloneNode()) : document.createElement("script");
  for (const { name } of [...block.attributes]) block.removeAttribute(name);
  return block;
}

/** The publisher's name, as the page gives it. */
export function siteName() {
  const meta = document.querySelector("meta[property='og:site_name']")?.getAttribute("content");
  return meta || location.hostname;
}
