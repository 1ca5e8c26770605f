// Media elements, and what browsers do with them.

// A fifth of a second of silence: it wakes the decoder, and keeps Safari's leave to play until the
// answer is there.
const SILENCE = `data:audio/mpeg;base64,${`/+MYxAAAAANIAAAAAF${"V".repeat(78)}`.repeat(8)}`;

export const isWebKit = navigator.vendor.startsWith("Apple");

// Chromium says "maybe" to HLS and then refuses it, so the engine decides.
export const takesHls =
  isWebKit &&
  document.createElement("audio").canPlayType("application/vnd.apple.mpegurl") !== "";

/** @param {HTMLAudioElement} element */
export function wake(element) {
  element.src = SILENCE;
  element.play().catch(() => {}); // a policy may forbid data: URLs; then it just takes longer
}

/** @param {HTMLMediaElement} element */
export function empty(element) {
  element.pause();
  element.removeAttribute("src");
  element.load();
}
