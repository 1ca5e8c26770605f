/** What the service says of an article in one voice. */
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
  /** Of the run that it shows; another one speaks another text. */
  fingerprint?: string | null;
  updated_at: string | null;
  error: { code: string; detail: string; retryable: boolean } | null;
}

/** When a sentence is heard, and where in the article it stands. */
export interface Cue {
  start_s: number;
  end_s: number;
  /** Null for an intro or outro, which the article does not have. */
  place: { block: number; start: number; end: number } | null;
  written: string;
  pause_after_s: number;
  words?: { start_s: number; end_s: number; start: number; end: number }[];
  estimated?: boolean;
}

export interface CueList {
  state?: string;
  complete?: boolean;
  /** Of the run they belong to; null while that is queued. */
  fingerprint?: string | null;
  duration_s: number;
  cues: Cue[];
}

/** An article that can be heard. */
export interface Item {
  id: string;
  title: string;
}

/** What this browser remembers between visits. */
export interface Memory {
  speed?: number;
  volume?: number;
  /** Articles and the seconds where they were left, the latest last. */
  places?: [string, number][];
}

export type State = "idle" | "preparing" | "playing" | "paused" | "ended" | "failed";

declare global {
  const LISTENING_VERSION: string;
  interface Navigator {
    globalPrivacyControl?: boolean;
  }
}
