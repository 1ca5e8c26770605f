/** The service's answer about an article in one voice. */
export interface Narration {
  article_id: string;
  voice: string;
  state: "absent" | "queued" | "speaking" | "stitching" | "ready" | "failed";
  progress: { clips_done: number; clips_total: number };
  url: string | null;
  duration_s: number | null;
  estimated_s?: number | null;
  stream_url: string | null;
  hls_url: string | null;
  cues_url: string | null;
  /** Fingerprint of the run; it changes with the text. */
  fingerprint?: string | null;
  /** Voices in which the article is ready; only in answers to `look`. */
  voices?: string[];
  updated_at: string | null;
  error: { code: string; detail: string; retryable: boolean } | null;
}

/** Start and end of a sentence, and its place in the article. */
export interface Cue {
  start_s: number;
  end_s: number;
  /** Null for an intro or outro, which is not part of the article. */
  place: { block: number; start: number; end: number } | null;
  written: string;
  pause_after_s: number;
  words?: { start_s: number; end_s: number; start: number; end: number }[];
  estimated?: boolean;
}

export interface CueList {
  state?: string;
  complete?: boolean;
  /** Fingerprint of the run of these cues; null while it is queued. */
  fingerprint?: string | null;
  duration_s: number;
  cues: Cue[];
}

/** An article that can be heard. */
export interface Item {
  id: string;
  title: string;
}

/** Data that this browser stores between visits. */
export interface Memory {
  speed?: number;
  volume?: number;
  /** Voice that the listener has chosen; it is used for the articles that are ready in it. */
  voice?: string;
  /** Positions at which the listener stopped, the latest last. */
  places?: Place[];
}

/** ID of an article, a position in seconds, and the sentence there: its block, and its start in the block. */
export type Place = [id: string, seconds: number, block?: number, start?: number];

export type State = "idle" | "preparing" | "playing" | "paused" | "ended" | "failed";

declare global {
  const LISTENING_VERSION: string;
  interface Navigator {
    globalPrivacyControl?: boolean;
  }
}
