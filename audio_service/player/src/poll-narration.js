// Polling of a narration until it is finished, at growing intervals.
import { isGone, ServiceError } from "./service.js";
import { pause } from "./times.js";
/** @typedef {import("./sound.js").Sound} Sound */

const FIRST_MS = 700;
const SLOWEST_MS = 4_000;
const MOST_MISSES = 6;

/**
 * @param {Sound} sound  gets each answer, and plays the final track
 * @param {AbortSignal} signal  stops the polling
 * @throws {unknown} why it gave up; while the sound plays, only if the audio is gone
 */
export async function watch(sound, signal) {
  const { service, id } = sound;
  let misses = 0;
  for (let wait = FIRST_MS; ; wait = Math.min(wait * 1.15, SLOWEST_MS)) {
    await pause(wait, signal);
    if (signal.aborted) return;
    const isLost = sound.narration?.state === "absent";
    if (isLost && !sound.mayPressAgain()) throw new ServiceError(503, "absent");
    try {
      const narration = await (isLost ? service.press(id, sound.voice) : service.look(id, sound.voice));
      if (signal.aborted) return;
      misses = 0;
      sound.learn(narration);
    } catch (error) {
      if (signal.aborted) return;
      misses++;
      if (isGone(error) || (misses >= MOST_MISSES && sound.state !== "playing")) throw error;
      continue;
    }
    if (sound.settle()) return;
  }
}
