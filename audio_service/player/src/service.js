// Requests of the player to the service.
import { recall } from "./browser-storage.js";
/** @typedef {import("./types.js").Narration} Narration */

/** Error for a failed request: no answer, or an error response. */
export class ServiceError extends Error {
  /**
   * @param {number} status  HTTP status; 0 if there was no answer
   * @param {string} code  error code of the service
   * @param {number} [opensInS]  seconds until the article opens, if that is soon
   * @param {number} [retryAfterS]  seconds until the next try, if the service says so
   */
  constructor(status, code, opensInS = 0, retryAfterS = 0) {
    super(`${status} ${code}`);
    this.status = status;
    this.code = code;
    this.opensInS = opensInS;
    this.retryAfterS = retryAfterS;
  }
}

/**
 * Returns whether the service says that there is no audio, and that another try changes nothing.
 * @param {unknown} error
 */
export const isGone = (error) =>
  error instanceof ServiceError && !error.opensInS && [401, 403, 404, 410, 422].includes(error.status);

export class Service {
  /**
   * @param {string} base  URL of the service
   * @param {string | null} voice  requested voice; null for the article's own
   * @param {(id: string) => string | null} [signature]  the current one of an article
   */
  constructor(base, voice, signature = () => null) {
    this.base = base;
    this.voice = voice;
    this.signature = signature;
  }

  /** @param {string} url @returns {string} absolute */
  absolute(url) {
    return new URL(url, this.base).href;
  }

  /**
   * Returns the state of a narration, without starting it.
   * @param {string} id
   * @param {string | null} [heard]  voice that the listener hears already
   * @returns {Promise<Narration>}
   */
  look(id, heard) {
    return this.ask(this.address(id, "audio", { heard }));
  }

  /**
   * Requests a narration; without headers, so that no preflight is needed.
   * @param {string} id
   * @param {string | null} [heard]  voice that the listener hears already
   * @returns {Promise<Narration>}
   */
  press(id, heard) {
    const body = this.voice ? JSON.stringify({ voice: this.voice }) : null;
    return this.ask(this.address(id, "audio", body ? undefined : { heard }), { method: "POST", body, priority: "high" });
  }

  /**
   * Returns an address of the service.
   * @param {string} id
   * @param {string} what
   * @param {Record<string, string | number | null | undefined>} [query]  given if the answer depends on the voice
   */
  address(id, what, query) {
    const url = new URL(`v1/articles/${encodeURIComponent(id)}/${what}`, this.base);
    const own = query && { voice: this.voice, prefer: recall().voice };
    const fields = Object.entries({ ...query, ...own, signature: this.signature(id) });
    for (const [name, value] of fields) if (value) url.searchParams.set(name, String(value));
    return url.href;
  }

  /**
   * Returns the JSON of an answer.
   * @param {string} url
   * @param {RequestInit} [options]
   * @throws {ServiceError} The answer is an error, or there is none.
   */
  async ask(url, options) {
    const answer = await fetch(url, { credentials: "omit", ...options }).catch(() => null);
    const body = await answer?.json().catch(() => null);
    if (!answer?.ok || !body) {
      const retryAfterS = Number(answer?.headers.get("Retry-After")) || 0;
      throw new ServiceError(answer?.status ?? 0, body?.code ?? "", body?.opens_in_s, retryAfterS);
    }
    return body;
  }
}
