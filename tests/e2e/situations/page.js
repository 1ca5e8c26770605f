// Functions for the conditions of situations; each page has them before its own scripts. Firefox's driver sees only `var`.
var found = new Set();
var said = [];
var { attachShadow } = Element.prototype;
/** Also finds players in closed shadow roots. */
var roots = [document];
Element.prototype.attachShadow = function (options) {
  const root = attachShadow.call(this, options);
  if (this.localName !== "listen-to-article") roots.push(root);
  return root;
};
function players() {
  for (const root of roots) for (const tag of root.querySelectorAll("listen-to-article")) found.add(tag);
  return [...found];
}
var player = (number = 0) => players()[number];
var button = (number = 0) => player(number)?.shadowRoot?.querySelector("[part=play]");
var card = (number = 0) => player(number).shadowRoot.querySelector("section.card");
var note = (number = 0) => card(number).querySelector("[part=note]").textContent;
/** Whether its sound moves, and the button says so. */
var sounds = (number = 0) => {
  const { sound, media } = player(number) ?? {};
  return !!sound && sound.state === "playing" && !media.paused && media.currentTime > 0.06 && !!player(number).listening;
};
var rests = (number = 0) => player(number).media.paused && button(number).getAttribute("aria-label") === "Play";
var state = (number = 0) => player(number).sound.state;
var at = (number = 0) => player(number).media.currentTime;
var marked = () => [...(CSS.highlights?.get("listen-sentence") ?? [])].map(String).join("").trim();
var rectangle = (selector) => document.querySelector(selector).getBoundingClientRect();
/** Whether anybody can see the marked sentence's box in the window. */
var isMarkInView = () => {
  const [range] = CSS.highlights?.get("listen-sentence") ?? [];
  const box = range && document.createRange();
  box?.setStart(range.startContainer, range.startOffset);
  box?.setEnd(range.endContainer, range.endOffset);
  const { top, bottom } = box?.getBoundingClientRect() ?? {};
  return top >= 0 && bottom <= innerHeight;
};
var count = (what) => said.filter((one) => one === what).length;
for (const what of ["play", "pause", "ended", "error"]) {
  document.addEventListener(`listen:${what}`, ({ detail }) => said.push(`${what} ${detail.articleId}`), true);
}
/** What the player in a frame does: the page around it may not look into every frame. */
var framed = {};
addEventListener("message", ({ data }) => {
  if (data.run) (0, eval)(data.run);
  else Object.assign(framed, data);
});
if (parent !== window) {
  setInterval(() => {
    if (!player()?.sound?.narration) return;
    const { speed } = player().sound;
    parent.postMessage({ isThere: true, sounds: sounds(), rests: rests(), at: at(), marked: marked(), speed }, "*");
  }, 50);
}
var style = (selector, name, number = 0) => getComputedStyle(player(number).shadowRoot.querySelector(selector))[name];
