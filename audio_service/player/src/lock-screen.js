// Lock screens, headsets and media keys.
/** @typedef {import("./player.js").ListenToArticle} Player */
/** @typedef {import("./listening.js").Listening} Listening */

const SKIP_S = 15;

/**
 * Puts a player into the hands of the system's own controls.
 * @param {Player} player
 * @param {Listening} listening
 */
export function takeLockScreen(player, listening) {
  const session = navigator.mediaSession;
  if (!session || typeof MediaMetadata === "undefined") return;
  const meta = document.querySelector("meta[property='og:image']")?.getAttribute("content");
  session.metadata = new MediaMetadata({
    title: player.item.title,
    artist: siteName(),
    album: player.shell.strings.listen,
    artwork: meta ? [{ src: new URL(meta, document.baseURI).href }] : [],
  });
  /** @type {Partial<Record<MediaSessionAction, MediaSessionActionHandler>>} */
  const actions = {
    play: () => player.play(),
    pause: () => player.pause(),
    seekbackward: (details) => listening.skip(-(details.seekOffset || SKIP_S)),
    seekforward: (details) => listening.skip(details.seekOffset || SKIP_S),
    seekto: (details) => player.seek(details.seekTime ?? 0),
    previoustrack: () => listening.skipParagraph(-1),
    nexttrack: () => listening.skipParagraph(1),
  };
  for (const [action, act] of Object.entries(actions)) {
    try {
      session.setActionHandler(/** @type {MediaSessionAction} */ (action), act);
    } catch {
      // this browser does not know the action
    }
  }
}

/** @param {import("./sound.js").Sound} sound */
export function tellLockScreen(sound) {
  const session = navigator.mediaSession;
  if (!session?.setPositionState) return;
  const { duration, speed } = sound;
  session.playbackState = sound.isOn ? "playing" : "paused";
  const position = Math.min(sound.position, duration);
  if (duration) session.setPositionState({ duration, position, playbackRate: speed });
}

/** The publisher's name, as the page gives it. */
export function siteName() {
  const meta = document.querySelector("meta[property='og:site_name']")?.getAttribute("content");
  return meta || location.hostname;
}
