// Media elements, and workarounds for browsers.

// Silence of 0.2 s: it starts the decoder, and keeps Safari's permission to play until a response
// arrives.
const SILENCE = `data:audio/mpeg;base64,${`/+MYxAAAAANIAAAAAF${"V".repeat(78)}`.repeat(8)}`;

export const isWebKit = navigator.vendor.startsWith("Apple");

// Chromium answers "maybe" for HLS and then refuses it, so the browser engine decides.
export const takesHls =
  isWebKit && document.createElement("audio").canPlayType("application/vnd.apple.mpegurl");

// Chromium begins to play a stream of MP3 frames one second earlier if they are in an MP4.
const wantsMp4 = navigator.vendor && !isWebKit; // `vendor` is empty in Firefox

/** Ends of the URLs of streams. */
export const MP3 = "/stream.mp3";
export const MP4 = "/stream.mp4";

/** @param {string} url  of a stream */
export const quickStream = (url) => (wantsMp4 ? url.replace(MP3, MP4) : url);

/** @param {HTMLAudioElement} element */
export function wake(element) {
  element.src = SILENCE;
  element.play().catch(() => {}); // a policy may forbid data: URLs; then playback starts later
}

/**
 * @param {HTMLMediaElement} element
 * @param {number} seconds
 * @param {number} [slackS]  how far behind the end a time still counts
 */
export function canSeek({ seekable }, seconds, slackS = 0) {
  for (let number = 0; number < seekable.length; number++) {
    const end = seekable.end(number);
    if (seekable.start(number) <= seconds && seconds < end + slackS && end) return true;
  }
  return false;
}

/** @param {HTMLMediaElement} element */
export function empty(element) {
  element.pause();
  element.removeAttribute("src");
  element.load();
}
