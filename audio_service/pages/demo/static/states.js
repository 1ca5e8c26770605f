// Puts the players of the page /states into the state that each names in `data-preview`.

const LENGTH_S = 202;
const AT_S = 64;

const ready = { state: "ready", duration_s: LENGTH_S, estimated_s: null };
const underWay = { state: "speaking", duration_s: null, estimated_s: LENGTH_S };

const PREVIEWS = {
  resume: { state: "idle", at: AT_S, narration: ready },
  preparing: { state: "preparing", at: 0, narration: underWay },
  streaming: { state: "playing", at: AT_S, narration: underWay },
  playing: { state: "playing", at: AT_S, narration: ready },
  waiting: { state: "playing", at: AT_S, narration: ready, isWaiting: true },
  paused: { state: "paused", at: AT_S, narration: ready },
  ended: { state: "ended", at: LENGTH_S, narration: ready },
  failed: { state: "failed", at: 0, narration: ready },
  unavailable: { state: "failed", at: 0, narration: ready, failure: { status: 422 } },
};

const tell = (sound, state) => {
  Object.assign(sound, state);
  sound.dispatchEvent(new Event("state"));
};

await customElements.whenDefined("listen-to-article");
for (const player of document.querySelectorAll("[data-preview]")) {
  const { at, narration, ...state } = PREVIEWS[player.dataset.preview];
  const { sound } = player;
  const progress = { clips_done: 7, clips_total: 29 };
  const rest = { article_id: sound.id, voice: "", progress, url: null, error: null };
  const shown = { position: at, duration: LENGTH_S, narration: { ...rest, ...narration } };
  for (const [name, value] of Object.entries(shown)) {
    Object.defineProperty(sound, name, { get: () => value, set() {} });
  }
  if (["paused", "ended"].includes(state.state)) tell(sound, { state: "playing" });
  tell(sound, state);
}
