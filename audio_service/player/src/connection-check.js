// A check of the connection while sound is wanted and does not come: browsers may say nothing for minutes.
import { isGone } from "./service.js";
import { pause } from "./times.js";
/** @typedef {import("./sound.js").Sound} Sound */

const AFTER_MS = 1_000;
const ANSWER_WITHIN_MS = 1_500;
const EVERY_MS = 2_000;
/** A browser does not always go on by itself once the connection is back. */
const RELOAD_AFTER_MS = 6_000;

/**
 * Asks the service until the sound comes again.
 * @param {Sound} sound
 * @param {() => void} onLost  called if the service does not answer
 * @param {AbortSignal} signal  ends it, as it has to once the sound comes
 */
export async function checkConnection(sound, onLost, signal) {
  const began = performance.now();
  for (await pause(AFTER_MS, signal); !signal.aborted; await pause(EVERY_MS, signal)) {
    const late = pause(ANSWER_WITHIN_MS, signal).then(() => null);
    const answer = await Promise.race([sound.service.look(sound.id), late]).catch((error) => error);
    if (signal.aborted) return;
    if (isGone(answer)) return sound.fail(answer);
    if (!answer?.state) onLost();
    else if (sound.kind === "track" && performance.now() - began > RELOAD_AFTER_MS) return loadAgain(sound);
  }
}

/** @param {Sound} sound */
function loadAgain({ media }) {
  const { currentTime } = media;
  media.load();
  media.currentTime = currentTime;
  media.play().catch(() => {}); // the element's events tell
}
