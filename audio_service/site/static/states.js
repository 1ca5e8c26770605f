// Puts the players of the page /states into the state that each names in `data-preview`.

const LENGTH_S = 202;
const AT_S = 64;

const ready = { state: "ready", duration_s: LENGTH_S, estimated_s: null };
const underWay = { state: "speaking", duration_s: null, estimated_s: LENGTH_S };

const PREVIEWS = {
  resume: { state: "idle", narration: ready, wanted: AT_S },
  preparing: { state: "preparing", narration: underWay },
  streaming: { state: "playing", narration: underWay, wanted: AT_S },
  playing: { state: "playing", narration: ready, wanted: AT_S },
  waiting: { state: "playing", narration: ready, wanted: AT_S, isWaiting: true },
  paused: { state: "paused", narration: ready, wanted: AT_S },
  ended: { state: "ended", narration: ready, wanted: LENGTH_S },
  failed: { state: "failed", narration: null },
  unavailable: { state: "failed", narration: null, failure: { status: 422 } },
};

await customElements.whenDefined("listen-to-article");
for (const player of document.querySelectorAll("[data-preview]")) {
  const { narration, ...state } = PREVIEWS[player.dataset.preview];
  const progress = { clips_done: 7, clips_total: 29 };
  const about = { article_id: player.getAttribute("article-id"), voice: "", progress, error: null };
  Object.assign(player.sound, state, { narration: narration && { ...about, ...narration } });
  player.sound.dispatchEvent(new Event("state"));
}
