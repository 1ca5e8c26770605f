// Styles of the player before the press, and its custom properties. Sizes are for text of 16 px; `dress` scales them.

/** Hidden line of short words. It gives the player a preferred width of about 40 em, and may wrap in a narrow parent. */
const WIDTH = "00 ".repeat(24);

export const LOOK = `
:host {
  --u: calc(max(1rem, 12pt) / 16);
  display: block;
  break-inside: avoid;
  min-inline-size: min(180px, 100%);
  max-inline-size: 100%;
  -webkit-tap-highlight-color: transparent;
}
:host([hidden]) { display: none !important; }
.frame {
  all: initial;
  display: block;
  flex: 1 1 auto;
  color-scheme: inherit;
  font-size: 16px;
  pointer-events: inherit;
  visibility: inherit;
}
.frame::before { content: "${WIDTH}"; display: block; block-size: 0; overflow: hidden; visibility: hidden; font: 16px monospace; }
.box { container: listen / inline-size; }
.light { color-scheme: light; }
.dark { color-scheme: dark; }
.card, .mini, .menu {
  --accent: var(--listen-accent, light-dark(#0b5563, #7fd0df));
  --on-accent: var(--listen-on-accent, light-dark(#fff, #0c2329));
  --background: var(--listen-background, light-dark(#f6f5f1, #1f2124));
  --text: var(--listen-text, light-dark(#1a1a18, #f0efec));
  --faint: var(--listen-faint, light-dark(#5c5b55, #b2b0a9));
  --line: var(--listen-border, light-dark(#dfddd5, #3a3c40));
  --rail: var(--listen-rail, light-dark(#d8d5cb, #45484d));
  --radius: var(--listen-radius, 14px);
  font: 400 15px/1.35 var(--listen-font, system-ui, sans-serif);
  color: var(--text);
}
*, ::before, ::after { box-sizing: border-box; }
.card {
  position: relative;
  display: grid;
  grid-template: "play label tools" minmax(28px, auto) "play deck tools" 44px / auto minmax(0, 1fr) auto;
  column-gap: 14px;
  align-items: center;
  min-block-size: 92px;
  padding-block: 9px;
  padding-inline: 16px 12px;
  background: var(--background);
  border: 1px solid var(--line);
  border-radius: var(--radius);
}
:where(.card, .mini, .menu) button {
  display: inline-grid;
  place-items: center;
  min-inline-size: 44px;
  block-size: 44px;
  margin: 0;
  padding: 0;
  border: 0;
  border-radius: 22px;
  background: none;
  color: inherit;
  font: inherit;
  cursor: pointer;
  touch-action: manipulation;
}
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
svg { inline-size: 24px; block-size: 24px; fill: currentColor; pointer-events: none; }
.line { fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
.play {
  grid-area: play;
  inline-size: 56px;
  block-size: 56px;
  border-radius: 50%;
  background: var(--accent);
  color: var(--on-accent);
}
.play svg { inline-size: 28px; block-size: 28px; transition: scale .15s ease-out; }
.play:active svg { scale: .9; }
.play .shape { stroke: currentColor; stroke-width: 1.5; stroke-linejoin: round; }
/* As large as the card, unless an effect, such as a filter, makes the button its containing block. */
.idle .play::after { content: ""; position: absolute; inset: 0; border-radius: inherit; }
.idle:has(.play:focus-visible) { outline: 3px solid var(--accent); outline-offset: 2px; }
.idle .play:focus-visible { outline: 0; }
@media (hover: hover) {
  .idle:hover .play, .play:hover { background: color-mix(in srgb, var(--accent) 88%, #fff); }
}
.label {
  grid-area: label;
  display: flex;
  align-items: baseline;
  column-gap: .5em;
  min-inline-size: 0;
  padding-inline-start: 2px;
}
.title { font-weight: 650; font-size: 16px; }
.title, .note { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.note { flex: 1 1 0; min-inline-size: min(40%, 7.5em); color: var(--faint); font-size: 13px; }
.length { flex: none; color: var(--faint); font-size: 14px; white-space: nowrap; }
.length:empty { display: none; }
.length::before, .wide-only::before { content: "· "; }
.failed .length { display: none; }
.failed .note { color: light-dark(#a3231a, #ffa79e); }
.deck { grid-area: deck; display: flex; align-items: center; min-inline-size: 0; }
.ghost { flex: 1; block-size: 4px; margin-inline: 2px; border-radius: 2px; overflow: hidden; background: var(--rail); }
.ghost i { display: block; block-size: 100%; inline-size: calc(var(--at, 0) * 100%); background: var(--accent); }
.tools { grid-area: tools; display: flex; align-items: center; }
.tools:empty { display: none; }
.unseen { position: absolute; inline-size: 1px; block-size: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@container listen (max-width: 479.9px) {
  .card {
    grid-template: "play label tools" 58px "deck deck deck" 44px / auto minmax(0, 1fr) auto;
    min-block-size: 114px;
    padding-block: 5px;
    padding-inline: 10px 6px;
    column-gap: 10px;
  }
  .play { inline-size: 48px; block-size: 48px; }
  .label { flex-flow: row wrap; align-content: center; }
  .note { flex: 1 0 100%; line-height: 1.25; }
  .note::before { display: none; }
  .failed .note { white-space: normal; }
  .title { font-size: 15px; }
  .length { font-size: 13px; }
  .deck { padding-inline: 2px 6px; }
}
@container listen (max-width: 359.9px) {
  :is(.preparing, .failed, .telling) .title { display: none !important; }
}
@media (prefers-reduced-motion: reduce) {
  *, ::before, ::after { animation: none !important; transition: none !important; }
}
@media (forced-colors: active) {
  .play, .ghost { border: 1px solid ButtonText; }
  .ghost i { background: Highlight; }
}
`;
