// Types of the tag <listen-to-article>, for TypeScript and JSX.

/** Detail of each event of the player. */
export interface ListenDetail {
  articleId: string;
  /** Position in the audio, in seconds. */
  seconds: number;
  /** Length of the audio in seconds: measured, estimated while it is being made, or 0 if it is unknown. */
  duration: number;
}

export type ListenEvent = CustomEvent<ListenDetail>;

export interface ListenEventMap {
  "listen:play": ListenEvent;
  /** Paused by the listener or the page; also if the tag is removed or gets another article. */
  "listen:pause": ListenEvent;
  "listen:progress": ListenEvent;
  "listen:ended": ListenEvent;
  /** The audio could not be loaded, or the browser does not allow sound without a click. */
  "listen:error": ListenEvent;
}

export interface ListenToArticleAttributes {
  "article-id"?: string;
  /** CSS selector of the article's text. */
  content?: string;
  headline?: string;
  signature?: string;
  voice?: string;
  playlist?: string;
  autonext?: "off";
  lang?: string;
  theme?: "light" | "dark";
  src?: string;
  "no-click-to-play"?: boolean | "";
  "no-auto-scroll"?: boolean | "";
  "no-analytics"?: boolean | "";
}

export declare class ListenToArticle extends HTMLElement {
  /** The HTMLMediaElement in use; another one may take over while the article is heard. */
  readonly media: HTMLMediaElement;
  /**
   * Plays, also if it is called before the tag is on the page. The promise resolves when the sound begins.
   * It rejects with NotAllowedError if the browser forbids sound, with AbortError if the player is stopped
   * before the sound begins, and with another Error if there is no audio.
   */
  play(): Promise<void>;
  pause(): void;
  seek(seconds: number): void;
  addEventListener<Name extends keyof ListenEventMap>(
    type: Name,
    listener: (this: ListenToArticle, event: ListenEventMap[Name]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "listen-to-article": ListenToArticle;
  }
  interface DocumentEventMap extends ListenEventMap {}
}
