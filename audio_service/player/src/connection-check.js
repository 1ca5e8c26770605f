// A check of the connection while the player waits for data: browsers may report no error for minutes.
import { isGone } from "./service.js";
import { pause } from "./times.js";
/** @typedef {import("./sound.js").Sound} Sound */

const AFTER_MS = 1_000;
const ANSWER_WITHIN_MS = 1_500;
const EVERY_MS = 2_000;
/** Time after which the track is loaded again: some browsers do not continue when the connection is back. */
const RELOAD_AFTER_MS = 6_000;

/**
 * Sends requests to the service until the sound plays again.
 * @param {Sound} sound
 * @param {() => void} onLost  called if the service does not answer
 * @param {AbortSignal} signal  ends the check; the caller aborts it when the sound plays again
 */
export async function checkConnection(sound, onLost, signal) {
  const began = performance.now();
  for (await pause(AFTER_MS, signal); !signal.aborted; await pause(EVERY_MS, signal)) {
    const late = pause(ANSWER_WITHIN_MS, signal).then(() => null);
    const answer = await Promise.race([sound.service.look(sound.id, sound.voice), late]).catch((error) => error);
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
  media.play().catch(() => {}); // the element's events report the error
}
