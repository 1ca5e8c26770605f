// Styles of the controls, with the custom properties of player-styles.js.
export const LISTENING_LOOK = `
.busy .play::before {
  content: "";
  position: absolute;
  inline-size: 66px;
  block-size: 66px;
  border: 2.5px solid transparent;
  border-block-start-color: var(--accent);
  border-inline-end-color: var(--accent);
  border-radius: 50%;
  animation: turn 1s linear infinite;
  animation-delay: .5s;
  opacity: 0;
}
@keyframes turn { 0%, to { opacity: 1 } to { rotate: 360deg } }
@media (prefers-reduced-motion: reduce) {
  .busy .play::before { opacity: 1; }
}
:is(.deck, .tools, .mini) :is(button, select):focus-visible { outline-offset: -3px; }
.deck, .tools { position: relative; }
.deck { gap: 2px; margin-inline-start: -9px; }
.deck button, .tools button { color: var(--text); transition: background-color .12s; }
.turn { transform-box: view-box; transform-origin: center; }
svg text { font-family: system-ui, sans-serif; font-weight: 700; text-anchor: middle; }
.back svg, .forward svg { inline-size: 28px; block-size: 28px; }
.forward .turn, .next .turn, .flip .turn { scale: -1 1; }
[dir=rtl] .turn { scale: -1 1; }
[dir=rtl] :is(.forward, .next, .flip) .turn, [dir=rtl] .play .turn, [dir=rtl] :is(.share, .mute, .more) .turn { scale: 1 1; }
.previous .shape, .next .shape, .flip .shape, .narrow-only .shape { stroke: currentColor; stroke-width: 1.2; stroke-linejoin: round; }
.more .line { stroke-width: 3.6; }
@media (hover: hover) {
  .deck button:hover, .tools button:hover, .mini button:not(.play):hover { background-color: color-mix(in srgb, var(--text) 9%, transparent); }
}
.time { flex: none; min-inline-size: 2.6em; font-size: 13px; font-variant-numeric: tabular-nums; color: var(--faint); text-align: center; white-space: nowrap; }
.bar { position: relative; flex: 1; margin-inline: 3px; min-inline-size: 48px; block-size: 44px; display: grid; align-items: center; }
.rail { position: absolute; inset-inline: 0; block-size: 5px; border-radius: 3px; background: var(--rail); overflow: hidden; transition: block-size .12s; }
.rail { background: color-mix(in srgb, var(--rail) 55%, transparent); }
.rail i { position: absolute; inset-block: 0; inset-inline-start: 0; inline-size: calc(7px + var(--at, 0) * (100% - 14px)); border-radius: 3px; }
.made { background: var(--rail); }
.rail .made { inline-size: calc(var(--at, 0) * 100%); transition: inline-size .6s ease-out; }
.buffered { background: color-mix(in srgb, var(--accent) 28%, var(--rail)); }
.played { background: var(--accent); }
input[type=range] { appearance: none; -webkit-appearance: none; position: relative; inline-size: 100%; block-size: 44px; margin: 0; background: none; cursor: pointer; border-radius: 6px; touch-action: pan-y; }
input[type=range]::-webkit-slider-runnable-track { background: none; }
input[type=range]::-webkit-slider-thumb { -webkit-appearance: none; inline-size: 14px; block-size: 14px; border: 0; border-radius: 50%; background: var(--accent); transition: scale .12s; }
input[type=range]::-moz-range-thumb { inline-size: 14px; block-size: 14px; border: 0; border-radius: 50%; background: var(--accent); }
input[type=range]:active::-webkit-slider-thumb { scale: 1.3; }
input[type=range]:focus-visible { outline-offset: -8px; }
.bubble { display: none; position: absolute; inset-block-end: 36px; inset-inline-start: calc(var(--pointed, 0) * 100%); translate: -50%; padding: 2px 7px; border-radius: 6px; background: var(--text); color: light-dark(#fff, #111); font-size: 12px; font-variant-numeric: tabular-nums; pointer-events: none; }
[dir=rtl] .bubble { translate: 50%; }
@media (hover: hover) {
  .bar:hover .rail { block-size: 7px; }
  .bar:hover .bubble:not(:empty) { display: block; }
}
.tools { gap: 2px; }
.pill:hover::before { border-color: var(--faint); }
.pill { position: relative; border-radius: 22px; }
.pill::before { content: ""; position: absolute; inset: 6px 2px; border: 1px solid var(--line); border-radius: 16px; pointer-events: none; }
.speed { appearance: none; -webkit-appearance: none; block-size: 44px; min-inline-size: 52px; margin: 0; padding: 0 8px; border: 0; border-radius: 22px; background: none; color: var(--text); font: 650 14px/44px inherit; font-family: inherit; font-weight: 650; font-size: 14px; font-variant-numeric: tabular-nums; text-align: center; text-align-last: center; cursor: pointer; }
.speed option { background: Canvas; color: CanvasText; }
.volume { display: flex; align-items: center; margin-inline-end: 6px; }
input.loudness { --at: 1; max-inline-size: 72px; background: linear-gradient(var(--accent) 0 0) no-repeat 0 50% / calc(var(--at) * 100%) 4px, linear-gradient(var(--rail) 0 0) no-repeat 0 50% / 100% 4px; }
[dir=rtl] input.loudness { background-position: 100% 50%; }
.mini .rail i { inline-size: calc(var(--at, 0) * 100%); }

.menu { position: fixed; inset: auto; margin: 0; padding: 6px; inline-size: max-content; max-inline-size: min(320px, 100vw - 12px); max-block-size: 70vh; overflow: auto; border: 1px solid var(--line); border-radius: 12px; background: light-dark(#fff, #2a2c30); box-shadow: 0 8px 30px rgb(0 0 0 / .18), 0 1px 4px rgb(0 0 0 / .12); }
.menu .row { display: flex; align-items: center; gap: 12px; inline-size: 100%; min-block-size: 44px; block-size: auto; padding: 6px 14px 6px 10px; border-radius: 8px; color: inherit; text-decoration: none; text-align: start; cursor: pointer; }
.menu .row svg { flex: none; }
.menu .row[hidden], .section[hidden] { display: none; }
.menu .row:hover, .menu summary:hover { background: color-mix(in srgb, var(--text) 8%, transparent); }
.menu :focus-visible { outline-offset: -3px; }
.section p { margin: 8px 10px 2px; font-size: 12px; font-weight: 650; letter-spacing: .04em; color: var(--faint); }
.queue { margin: 0; padding: 0; list-style: none; }
.queue span { overflow: hidden; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; }
.voice[aria-pressed=true] { font-weight: 650; }
.voice svg { inline-size: 20px; block-size: 20px; margin-inline: 2px; color: var(--accent); }
.queue svg { inline-size: 16px; block-size: 16px; margin-inline: 4px; opacity: .6; }
.section, .keys { border-block-start: 1px solid var(--line); margin-block-start: 6px; padding-block-start: 4px; }
.keys summary { padding: 12px 10px; border-radius: 8px; cursor: pointer; font-size: 14px; }
.keys dl { display: grid; grid-template-columns: auto 1fr; gap: 6px 14px; margin: 2px 10px 10px; font-size: 13px; }
.keys dd { margin: 0; color: var(--faint); }
.keys kbd { display: inline-block; min-inline-size: 22px; margin-inline-end: 3px; padding: 1px 5px; border: 1px solid var(--line); border-radius: 5px; font: inherit; font-size: 12px; text-align: center; }

.mini { position: fixed; inset: auto 0 0; margin: 0 auto; inline-size: auto; max-inline-size: 720px; display: none; grid-template-columns: auto minmax(0, 1fr) auto auto; align-items: center; gap: 4px; padding: 8px; padding-block-end: max(8px, env(safe-area-inset-bottom)); padding-inline: max(12px, env(safe-area-inset-left)) max(8px, env(safe-area-inset-right)); border: 1px solid var(--line); border-block-end: 0; border-radius: 14px 14px 0 0; overflow: hidden; background: var(--listen-background, light-dark(#fff, #26282c)); box-shadow: 0 -4px 24px rgb(0 0 0 / .14); transition: translate .25s ease-out; }
.mini:popover-open { display: grid; }
@starting-style { .mini:popover-open { translate: 0 100%; } }
.mini.aside { translate: 0 120%; }
.mini .rail { inset: 0 0 auto; block-size: 3px; border-radius: 0; }
.mini .rail i { border-radius: 0; }
.mini .play { grid-area: auto; inline-size: 44px; block-size: 44px; }
.mini .play svg { inline-size: 24px; block-size: 24px; }
.mini-name { display: grid; justify-items: start; min-inline-size: 0; padding-inline: 8px; border-radius: 8px; text-align: start; }
.mini-title { inline-size: 100%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-weight: 650; font-size: 14px; }
.mini .time { min-inline-size: 0; }

@container listen (max-width: 719.9px) {
  .previous, .next, .deck .previous, .deck .next, .volume { display: none; }
}
@container listen (max-width: 639.9px) {
  .length { display: none; }
}
@container listen (min-width: 720px) {
  .narrow-only { display: none !important; }
}
@container listen (max-width: 479.9px) {
  .busy .play::before { inline-size: 56px; block-size: 56px; }
  .deck { padding-inline: 0; margin-inline-start: 0; }
  .tools { gap: 0; margin-inline-start: -4px; }
  .speed { min-inline-size: 46px; padding: 0 4px; }
}
@container listen (max-width: 359.9px) {
  .title, .note { white-space: normal; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; }
  .title { font-size: 14px; line-height: 1.2; }
  .note { font-size: 12px; -webkit-line-clamp: 3; }
}
@container listen (max-width: 219.9px) {
  .card .time, .pill, .label { display: none; }
  .bar { min-inline-size: 20px; }
}
@media (forced-colors: active) {
  .busy .play::before { border-block-start-color: Highlight; }
  .rail { border: 1px solid CanvasText; }
  .played, .loudness { background-color: Highlight; forced-color-adjust: none; }
  .made, .buffered { background: GrayText; forced-color-adjust: none; }
  input[type=range]::-webkit-slider-thumb { background: ButtonText; }
  input[type=range]::-moz-range-thumb { background: ButtonText; }
}
`;
