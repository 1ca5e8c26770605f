// From the stream to the finished track, in a pause between two sentences, unnoticed.
/** @typedef {import("./sound.js").Sound} Sound */
/** @typedef {import("./cues.js").Cues} Cues */

/** What the spare element needs to be at a new place, in seconds of the clock. */
const LEAD_S = 0.25;
const TRIES = 5;
const SLOWEST_TICK_MS = 200;

/** @param {number} ms */
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/**
 * @param {EventTarget} target
 * @param {string} event
 */
const next = (target, event) =>
  new Promise((done, fail) => {
    target.addEventListener(event, done, { once: true });
    target.addEventListener("error", () => fail(new Error("the track cannot be loaded")), { once: true });
  });

/**
 * Has the track take over from a stream.
 * @param {Sound} sound
 * @param {Cues} cues
 */
export async function handOver(sound, cues) {
  const { spare, media, service, narration } = sound;
  const isStreaming = () => sound.media === media && sound.kind !== "track" && sound.kind !== "none";
  if (!isStreaming() || !narration?.url) return;
  spare.preload = "auto";
  spare.volume = media.volume;
  spare.muted = media.muted;
  spare.src = service.absolute(narration.url);
  spare.defaultPlaybackRate = spare.playbackRate = sound.speed;
  await next(spare, "loadedmetadata");
  for (let tries = 0; isStreaming(); tries++) {
    const { wanted } = sound;
    const isSilent = () => media.paused || media.ended || sound.isWaiting;
    const isStill = wanted !== null || isSilent();
    const soon = media.currentTime + LEAD_S * sound.speed;
    const place = tries < TRIES ? cues.pauseAfter(soon) : null;
    const { at, until } = isStill
      ? { at: sound.position, until: Infinity }
      : (place ?? { at: soon, until: soon + 1 });
    await goTo(spare, at);
    const hasMoved = () => sound.wanted !== wanted || (!isStill && isSilent());
    while (!isStill && isStreaming() && !hasMoved() && media.currentTime < at) {
      await pause(Math.min(((at - media.currentTime) / sound.speed) * 1000, SLOWEST_TICK_MS));
    }
    if (!isStreaming()) break;
    if (hasMoved() || (!isStill && media.currentTime > until)) continue;
    spare.playbackRate = sound.speed;
    spare.volume = media.volume;
    spare.muted = media.muted;
    sound.takeOver(sound.isOn);
    return;
  }
  spare.removeAttribute("src");
}

/**
 * @param {HTMLMediaElement} element
 * @param {number} seconds
 */
async function goTo(element, seconds) {
  if (Math.abs(element.currentTime - seconds) > 0.001) {
    element.currentTime = seconds;
    await next(element, "seeked");
  }
  if (element.readyState < element.HAVE_FUTURE_DATA) await Promise.race([next(element, "canplay"), pause(2_000)]);
}
