// Controls on lock screens, headsets and media keys.
import { SKIP_S } from "./icons.js";
import { siteName } from "./structured-data.js";
/** @typedef {import("./player.js").ListenToArticle} Player */
/** @typedef {import("./listening.js").Listening} Listening */

/** The player that the system's media controls control. @type {Listening | null} */
let holder = null;

/**
 * Connects a player with the media controls of the system.
 * @param {Player} player
 * @param {Listening} listening
 */
export function takeLockScreen(player, listening) {
  const session = navigator.mediaSession;
  if (!session || typeof MediaMetadata === "undefined") return;
  holder = listening;
  session.metadata = new MediaMetadata({
    title: player.item.title,
    artist: siteName(),
    album: player.shell.strings.listen,
    artwork: artwork(),
  });
  handle({
    play: () => void player.play(),
    pause: () => player.pause(),
    seekbackward: (details) => listening.skip(-(details.seekOffset || SKIP_S)),
    seekforward: (details) => listening.skip(details.seekOffset || SKIP_S),
    seekto: (details) => player.seek(details.seekTime ?? 0),
    previoustrack: () => listening.skipParagraph(-1),
    nexttrack: () => listening.skipParagraph(1),
  });
}

/** @param {Listening} listening  player that is removed from the page */
export function leaveLockScreen(listening) {
  if (holder !== listening) return;
  holder = null;
  navigator.mediaSession.metadata = null;
  navigator.mediaSession.playbackState = "none";
  handle({ play: null, pause: null, seekbackward: null, seekforward: null, seekto: null, previoustrack: null, nexttrack: null });
}

/** @param {Partial<Record<MediaSessionAction, MediaSessionActionHandler | null>>} actions */
function handle(actions) {
  for (const [action, act] of Object.entries(actions)) {
    try {
      navigator.mediaSession.setActionHandler(/** @type {MediaSessionAction} */ (action), act);
    } catch {
      // this browser does not know the action
    }
  }
}

/** @param {Listening} listening  which may not be what has the system's controls */
export function tellLockScreen(listening) {
  const session = navigator.mediaSession;
  if (!session?.setPositionState || holder !== listening) return;
  const { sound } = listening;
  const { duration, speed } = sound;
  session.playbackState = sound.isOn ? "playing" : "paused";
  const position = Math.min(sound.position, duration);
  if (duration) session.setPositionState({ duration, position, playbackRate: speed });
}

/** @returns {MediaImage[]} the page's picture, if it has a valid address */
function artwork() {
  const meta = document.querySelector("meta[property='og:image']")?.getAttribute("content");
  const url = meta && URL.canParse(meta, document.baseURI) ? new URL(meta, document.baseURI) : null;
  return url?.protocol.startsWith("http") ? [{ src: url.href }] : [];
}
