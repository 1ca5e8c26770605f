// Formats of times in the listener's language, and delays.

/**
 * @param {number} seconds
 * @param {string} language
 * @returns {string} as in 4:05 or 1:04:05
 */
export function clock(seconds, language) {
  const whole = Math.max(0, Math.floor(seconds || 0));
  const parts = [Math.floor(whole / 60) % 60, whole % 60];
  if (whole >= 3600) parts.unshift(Math.floor(whole / 3600));
  return parts
    .map((part, number) =>
      part.toLocaleString(language, { minimumIntegerDigits: number ? 2 : 1, useGrouping: false }),
    )
    .join(":");
}

/**
 * @param {number} seconds
 * @param {string} language
 * @returns {string} as in 4 min
 */
export function minutes(seconds, language) {
  const amount = Math.max(1, Math.round(seconds / 60));
  return unit(amount, "minute", "short", language);
}

/**
 * @param {number} amount
 * @param {"hour" | "minute" | "second"} name
 * @param {"short" | "long"} width
 * @param {string} language
 */
export function unit(amount, name, width, language) {
  return amount.toLocaleString(language, { style: "unit", unit: name, unitDisplay: width });
}

/**
 * @param {number} ms
 * @param {AbortSignal} [signal]  ends the wait early
 */
export const pause = (ms, signal) =>
  new Promise((done) => {
    setTimeout(done, ms);
    signal?.addEventListener("abort", done);
  });
