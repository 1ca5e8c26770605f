// Inaudible change from the stream to the finished track, in a pause between two sentences.
import { canSeek, MP3, MP4 } from "./media-elements.js";
import { pause } from "./times.js";
/** @typedef {import("./sound.js").Sound} Sound */
/** @typedef {import("./cues.js").Cues} Cues */

/** Time that the second element needs to seek, in seconds. */
const LEAD_S = 0.25;
/** Longest codec delay of an MP3, in seconds. */
const CODEC_DELAY_S = 0.05;
const TRIES = 5;
const SLOWEST_TICK_MS = 200;
const MOST_MS = 20_000;
/** Longest wait until the track can seek, in milliseconds. In WebKit that is after `loadedmetadata`. */
const SEEKABLE_MS = 2_000;
const SEEKABLE_TICK_MS = 25;
/** Number of attempts to load the track, and the pause after the first one in milliseconds; it grows. */
const LOADS = 3;
const BACKOFF_MS = 1_000;

/**
 * Waits for an event, with a time-out.
 * @param {EventTarget} target
 * @param {string} event
 * @param {AbortSignal} signal
 */
const next = (target, event, signal) =>
  new Promise((done, fail) => {
    const end = AbortSignal.any([signal, AbortSignal.timeout(MOST_MS)]);
    end.throwIfAborted();
    end.addEventListener("abort", () => fail(end.reason));
    target.addEventListener(event, done, { once: true, signal: end });
    target.addEventListener("error", () => fail(new Error("the track cannot be loaded")), { once: true, signal: end });
  });

/**
 * Changes from a stream to the track. If that is not possible, the stream plays to its end, and then
 * the sound requests the track itself.
 * @param {Sound} sound
 * @param {Cues} cues
 */
export async function handOver(sound, cues) {
  const { narration, fingerprint } = sound;
  if (sound.isMoving || !sound.isStream || !narration?.url) return;
  const isOther = fingerprint && narration.fingerprint && fingerprint !== narration.fingerprint;
  if (isOther) return playTrack(sound, sound.place); // the text was edited meanwhile
  sound.isMoving = true;
  const spare = (sound.spare ??= new Audio());
  const isOver = () => sound.signal.aborted || !sound.isStream || sound.spare !== spare;
  for (let loads = 1; ; loads++) {
    try {
      await move(sound, spare, cues, narration.url);
      break;
    } catch {
      // the track cannot be loaded, or the sound is closed
    }
    if (loads === LOADS || isOver()) break;
    await pause(loads * BACKOFF_MS, sound.signal);
    if (isOver()) break;
  }
  sound.isMoving = false;
  if (!sound.signal.aborted && sound.spare === spare) sound.dropSpare();
}

/**
 * Plays the finished track of the narration instead of the current sound.
 * @param {Sound} sound
 * @param {number} seconds  position at which it begins
 */
export function playTrack(sound, seconds) {
  sound.kind = "none"; // the media element plays on until it has loaded the track
  sound.wanted = seconds;
  sound.wait(sound.isOn);
  sound.settle();
}

/**
 * Changes to the MP3 stream after a seek: if Chromium seeks in an incomplete MP4, it may end the playback.
 * @param {Sound} sound
 */
export function leaveMp4(sound) {
  const { media, kind, wanted, position } = sound;
  if (kind !== "stream" || wanted !== null || !media.src.includes(MP4)) return;
  sound.wanted = position;
  media.src = media.src.replace(MP4, MP3);
  sound.setPace();
  if (sound.isOn) sound.start();
}

/**
 * Returns the place in the track that an element plays. An MP4 stream leaves out the codec delay.
 * @param {HTMLMediaElement} media
 */
export const placeInTrack = ({ src, currentTime }) => currentTime + (src.includes(MP4) ? CODEC_DELAY_S : 0);

/**
 * @param {Sound} sound
 * @param {HTMLMediaElement} spare
 * @param {Cues} cues
 * @param {string} url
 */
async function move(sound, spare, cues, url) {
  const { media, service, signal } = sound;
  const isStreaming = () => !signal.aborted && sound.media === media && sound.isStream;
  spare.preload = "auto";
  spare.volume = media.volume;
  spare.muted = media.muted;
  spare.src = service.absolute(url);
  spare.defaultPlaybackRate = spare.playbackRate = sound.speed;
  await next(spare, "loadedmetadata", signal);
  for (let tries = 0; isStreaming(); tries++) {
    const { wanted } = sound;
    const isSilent = () => media.paused || media.ended || sound.isWaiting;
    const isStill = wanted !== null || isSilent();
    const soon = placeInTrack(media) + LEAD_S * sound.speed;
    const place = tries < TRIES ? cues.pauseAfter(soon) : null;
    const { at, until } = isStill
      ? { at: sound.place, until: Infinity }
      : (place ?? { at: soon, until: soon + 1 });
    await goTo(spare, at, signal);
    if (Math.abs(spare.currentTime - at) > 1) return; // a proxy does not forward ranges: the stream continues
    const hasMoved = () => sound.wanted !== wanted || (!isStill && isSilent());
    while (!isStill && isStreaming() && !hasMoved() && placeInTrack(media) < at) {
      await pause(Math.min(((at - placeInTrack(media)) / sound.speed) * 1000, SLOWEST_TICK_MS));
    }
    if (!isStreaming()) return;
    if (hasMoved() || (!isStill && placeInTrack(media) > until)) continue;
    spare.playbackRate = sound.speed;
    spare.volume = media.volume;
    spare.muted = media.muted;
    return sound.takeOver();
  }
}

/**
 * @param {HTMLMediaElement} element
 * @param {number} seconds
 * @param {AbortSignal} signal
 */
async function goTo(element, seconds, signal) {
  if (Math.abs(element.currentTime - seconds) > 0.001) {
    for (let ms = 0; ms < SEEKABLE_MS && !canSeek(element, seconds, 1); ms += SEEKABLE_TICK_MS) {
      await pause(SEEKABLE_TICK_MS, signal);
    }
    element.currentTime = seconds;
    await next(element, "seeked", signal);
  }
  if (element.readyState >= element.HAVE_FUTURE_DATA) return;
  await Promise.race([next(element, "canplay", signal), pause(2_000)]);
}
