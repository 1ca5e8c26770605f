var W="listen-to-article";function L(){try{return JSON.parse(localStorage.getItem(W)||"{}")}catch{return{}}}function b(s,t){let e=new URLSearchParams(location.hash.slice(1)),i=document.querySelector(s.localName);return(e.has("article")?e.get("article")===t:s===i)?Math.max(0,Number(e.get("listen"))||0):0}var o=class extends Error{constructor(t,e){super(`${t} ${e}`),this.status=t,this.code=e}},l=class{constructor(t,e){this.base=t,this.voice=e}absolute(t){return new URL(t,this.base).href}look(t){return this.#i(this.#e(t,"audio",{}))}press(t){let e=this.voice?JSON.stringify({voice:this.voice}):null;return this.#i(this.#e(t,"audio"),{method:"POST",body:e,priority:"high"})}cues(t,e){return this.#i(this.#e(t,"audio/cues.json",e?{from:e}:{}))}tell(t,e){navigator.sendBeacon?.(this.#e(t,"plays"),JSON.stringify({event:e}))}#e(t,e,i){let n=new URL(`v1/articles/${encodeURIComponent(t)}/${e}`,this.base);i&&this.voice&&n.searchParams.set("voice",this.voice);for(let a in i)n.searchParams.set(a,String(i[a]));return n.href}async#i(t,e){let i=await fetch(t,{credentials:"omit",...e}).catch(()=>null),n=await i?.json().catch(()=>null);if(!i?.ok||!n)throw new o(i?.status??0,n?.code??"");return n}};var A=`
:host {
  display: block;
  color-scheme: inherit;
  -webkit-tap-highlight-color: transparent;
}
:host([hidden]) { display: none !important; }
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
  font: 400 15px/1.35 var(--listen-font, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif);
  color: var(--text);
  letter-spacing: normal;
  text-align: start;
  text-transform: none;
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
  transition: scale .15s ease-out;
}
.play:active { scale: .94; }
.play svg { inline-size: 28px; block-size: 28px; }
.play .shape { stroke: currentColor; stroke-width: 1.5; stroke-linejoin: round; }
.idle .play::after { content: ""; position: absolute; inset: 0; border-radius: inherit; }
.idle:has(.play:focus-visible) { outline: 3px solid var(--accent); outline-offset: 2px; }
.idle .play:focus-visible { outline: 0; }
@media (hover: hover) {
  .idle:hover .play, .play:hover { filter: brightness(1.12); }
}
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
.label {
  grid-area: label;
  display: flex;
  align-items: baseline;
  column-gap: .5em;
  min-inline-size: 0;
  padding-inline-start: 2px;
}
.title { flex: 0 1 auto; font-weight: 650; font-size: 16px; }
.title, .note { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.title bdi { unicode-bidi: isolate; }
.note { flex: 1 1 0; min-inline-size: min(40%, 7.5em); color: var(--faint); font-size: 13px; }
.length { flex: none; color: var(--faint); font-size: 14px; font-weight: 400; white-space: nowrap; }
.length:empty { display: none; }
.length::before { content: "· "; }
.wide-only::before { content: "· "; }
.failed .length { display: none; }
.failed .note { color: light-dark(#a3231a, #ffa79e); }
.deck { grid-area: deck; position: relative; display: flex; align-items: center; min-inline-size: 0; }
.ghost { flex: 1; block-size: 4px; margin-inline: 2px; border-radius: 2px; overflow: hidden; background: var(--rail); }
.ghost i { display: block; block-size: 100%; inline-size: calc(var(--at, 0) * 100%); background: var(--accent); }
.tools { grid-area: tools; display: flex; align-items: center; }
.tools:empty { display: none; }
.unseen { position: absolute; inline-size: 1px; block-size: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@container listen (max-width: 639.9px) {
  .card:has(.speed) .length { display: none; }
}
@container listen (max-width: 479.9px) {
  .card {
    grid-template: "play label tools" 58px "deck deck deck" 44px / auto minmax(0, 1fr) auto;
    min-block-size: 114px;
    padding-block: 5px;
    padding-inline: 10px 6px;
    column-gap: 10px;
  }
  .play { inline-size: 48px; block-size: 48px; }
  .busy .play::before { inline-size: 56px; block-size: 56px; }
  .label { flex-flow: row wrap; align-content: center; }
  .note { flex: 1 0 100%; line-height: 1.25; }
  .tools:not(:empty) { margin-inline-start: -4px; }
  .note::before { display: none; }
  .failed .note { white-space: normal; }
  .title { font-size: 15px; }
  .length { font-size: 13px; }
  .deck { padding-inline: 2px 6px; }
}
@container listen (max-width: 359.9px) {
  .card:has(.speed) :is(.title, .note) { white-space: normal; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; }
  .card:has(.speed) .title { font-size: 14px; line-height: 1.2; }
  .card:has(.speed) .note { font-size: 12px; -webkit-line-clamp: 3; }
  .telling .title { display: none !important; }
}
@media (prefers-reduced-motion: reduce) {
  *, ::before, ::after { animation: none !important; transition: none !important; }
  .busy .play::before { opacity: 1; }
}
@media (forced-colors: active) {
  .play, .ghost { border: 1px solid ButtonText; }
  .ghost i { background: Highlight; }
  .busy .play::before { border-block-start-color: Highlight; }
}
`;function r(s,t={},...e){let i=document.createElement(s);for(let[n,a]of Object.entries(t))a!==!1&&a!==null&&i.setAttribute(n,a===!0?"":a);return i.append(...e),i}function p(s,t="",e=""){let i=h("svg",{viewBox:"0 0 24 24","aria-hidden":"true"}),n=h("g",{class:"turn"});if(s&&n.append(h("path",{d:s,class:"line"})),t&&n.append(h("path",{d:t,class:"shape"})),i.append(n),e){let a=h("text",{x:"12",y:"15.4"});a.textContent=e,i.append(a)}return i}function h(s,t){let e=document.createElementNS("http://www.w3.org/2000/svg",s);for(let[i,n]of Object.entries(t))e.setAttribute(i,n);return e}function O(s,t){try{let e=new CSSStyleSheet;e.replaceSync(t),s.adoptedStyleSheets=[...s.adoptedStyleSheets,e]}catch{s.append(r("style",{},t))}}var H={en:{listen:"Listen to article",voice:"Synthetic voice",play:"Play",pause:"Pause",retry:"Try again",preparing:"Preparing audio",playing:"Playing",failed:"The audio could not be loaded.",unavailable:"There is no audio for this article.",resume:"Continue at {time}"},es:{listen:"Escuchar el artículo",voice:"Voz sintética",play:"Reproducir",pause:"Pausar",retry:"Reintentar",preparing:"Preparando el audio",playing:"Reproduciendo",failed:"No se pudo cargar el audio.",unavailable:"No hay audio para este artículo.",resume:"Continuar en {time}"},fr:{listen:"Écouter l’article",voice:"Voix de synthèse",play:"Lire",pause:"Pause",retry:"Réessayer",preparing:"Préparation de l’audio",playing:"Lecture en cours",failed:"L’audio n’a pas pu être chargé.",unavailable:"Pas d’audio pour cet article.",resume:"Reprendre à {time}"},de:{listen:"Artikel anhören",voice:"Synthetische Stimme",play:"Abspielen",pause:"Pause",retry:"Erneut versuchen",preparing:"Audio wird vorbereitet",playing:"Wiedergabe läuft",failed:"Das Audio konnte nicht geladen werden.",unavailable:"Zu diesem Artikel gibt es kein Audio.",resume:"Weiter bei {time}"},ar:{listen:"استمع إلى المقال",voice:"صوت اصطناعي",play:"تشغيل",pause:"إيقاف مؤقت",retry:"إعادة المحاولة",preparing:"جارٍ تجهيز الصوت",playing:"قيد التشغيل",failed:"تعذّر تحميل الصوت.",unavailable:"لا يوجد صوت لهذا المقال.",resume:"المتابعة من {time}"}};function v(s,t=H){return t[s.toLowerCase().split("-")[0]]??t.en}var z=s=>/^(ar|fa|he|ur|yi|ps|sd)\b/i.test(s);function C(s,t){return s.replace(/\{(\w+)\}/g,(e,i)=>t[i]??"")}function T(s,t){let e=Math.max(0,Math.floor(s||0)),i=[Math.floor(e/60)%60,e%60];return e>=3600&&i.unshift(Math.floor(e/3600)),i.map((n,a)=>n.toLocaleString(t,{minimumIntegerDigits:a?2:1,useGrouping:!1})).join(":")}function R(s,t){let e=Math.max(1,Math.round(s/60));return U(e,"minute","short",t)}function U(s,t,e,i){return s.toLocaleString(i,{style:"unit",unit:t,unitDisplay:e})}var j=()=>({play:p("","M8.5 5.5v13l10.5-6.5z"),pause:p("","M7 5.5h2.5v13H7zM14.5 5.5H17v13h-2.5z"),retry:p("M18.6 14a7 7 0 1 1-1.6-7.2L19 9","M19.8 4.2v5.6h-5.6z")}),D=150,u=class{language="en";strings=v("en");constructor(t,e){this.host=e,O(t,A),this.icons=j(),this.play=r("button",{class:"play",part:"play",type:"button"}),this.title=r("span",{class:"title",part:"title"}),this.length=r("span",{class:"length",part:"length"}),this.note=r("span",{class:"note wide-only",part:"note"}),this.label=r("div",{class:"label",part:"label"},this.title,this.length,this.note),this.ghost=r("i"),this.deck=r("div",{class:"deck"},r("span",{class:"ghost",part:"rail"},this.ghost)),this.tools=r("div",{class:"tools"}),this.status=r("p",{class:"unseen",role:"status"}),this.card=r("section",{class:"card idle",part:"player"},this.play,this.label,this.deck,this.tools,this.status),this.box=r("div",{class:"box"},this.card),this.frame=r("div",{},this.box),t.append(this.frame)}speakLanguage(){let{host:t}=this;this.language=t.getAttribute("lang")||t.closest("[lang]")?.getAttribute("lang")||navigator.language;try{Intl.getCanonicalLocales(this.language)}catch{this.language="en"}this.strings=v(this.language),this.frame.lang=this.language,this.frame.dir=z(this.language)?"rtl":"ltr",this.title.textContent=this.strings.listen;let e=t.getAttribute("theme")??(q(t)?"dark":"");this.frame.classList.toggle("dark",e==="dark"),this.frame.classList.toggle("light",e==="light")}show(t,e){let{strings:i,language:n}=this,{state:a,position:m,duration:d}=t,N=a==="preparing"||a==="playing"&&t.isWaiting,y=a==="failed"?"retry":a==="playing"||a==="preparing"?"pause":"play",I=a==="preparing"||a==="failed";this.card.className=`card ${a}${N?" busy":""}${I?" telling":""}`,this.card.setAttribute("aria-label",e?`${i.listen}: ${e}`:i.listen),this.play.firstChild!==this.icons[y]&&this.play.replaceChildren(this.icons[y]),this.play.setAttribute("aria-label",i[y]);let{status:x}=t.failure??{},S=x===404||x===422?i.unavailable:i.failed,$=a==="idle"&&m>1;this.length.textContent=d?R(d,n):"",this.note.textContent=a==="failed"?S:a==="preparing"?`${i.preparing} …`:$?C(i.resume,{time:T(m,n)}):i.voice,this.note.title=i.voice,this.ghost.style.setProperty("--at",String(d?m/d:0));let E=a==="failed"?S:a==="preparing"||a==="playing"?i[a]:"";this.status.textContent!==E&&(this.status.textContent=E)}};function q(s){let t=getComputedStyle(s).color.match(/^rgba?\((\d+), (\d+), (\d+)/);if(!t)return!1;let[e,i,n]=t.slice(1).map(Number);return .3*e+.59*i+.11*n>D}var V=`data:audio/mpeg;base64,${`/+MYxAAAAANIAAAAAF${"V".repeat(78)}`.repeat(8)}`,B=700,G=4e3,J=6,k=1.5,F=.05,M=navigator.vendor.startsWith("Apple")&&document.createElement("audio").canPlayType("application/vnd.apple.mpegurl")!=="",K=s=>new Promise(t=>setTimeout(t,s)),f=s=>performance.mark(`listen:${s}`),c=class extends EventTarget{state="idle";isWaiting=!1;kind="none";narration=null;wanted=null;failure=null;isOn=!1;madeS=0;#e=1;#i=0;#t=0;#r=1;constructor(t,e,i){super(),this.service=t,this.id=e,this.media=i?.media??new Audio,this.spare=i?.spare??new Audio,this.#e=i?.speed??1,i?.close(),this.#a=new AbortController;for(let n of[this.media,this.spare])for(let a of["playing","pause","waiting","ended","error","timeupdate","loadedmetadata"])n.addEventListener(a,this,{signal:this.#a.signal})}#a;get position(){return this.wanted??(this.kind==="none"?0:this.media.currentTime)}get duration(){return this.#i}get speed(){return this.#e}set speed(t){this.#e=t;for(let e of[this.media,this.spare])e.defaultPlaybackRate=t,e.playbackRate=t;this.dispatchEvent(new Event("speed"))}play(){if(this.isOn=!0,!(this.state==="playing"||this.state==="preparing")){if(this.kind==="none"){this.#s("preparing"),this.#t||this.#l();return}if(this.state==="ended")return this.#h();this.#y()}}pause(){this.isOn=!1,this.media.pause(),this.state==="preparing"&&this.#s("paused")}seek(t){let e=this.narration?.duration_s??1/0;this.wanted=Math.min(Math.max(0,t||0),e),this.canReach(this.wanted)&&(this.media.currentTime=this.wanted,this.wanted=null),this.state==="ended"&&this.#s("paused"),this.dispatchEvent(new Event("seek")),this.dispatchEvent(new Event("time"))}canReach(t){if(this.kind==="none")return!1;if(this.kind==="track")return!0;let{seekable:e}=this.media;if(t>this.madeS&&this.kind==="stream")return!1;for(let i=0;i<e.length;i++)if(e.start(i)<=t&&t<e.end(i))return!0;return!1}takeOver(t){let e=this.media;this.media=this.spare,this.spare=e,this.kind="track",this.wanted=null,t&&this.media.play().catch(()=>this.#s("paused")),P(e),this.dispatchEvent(new Event("media")),this.dispatchEvent(new Event("time"))}close(){this.isOn=!1,this.#t++,this.#a.abort(),this.media.pause(),this.spare.pause()}handleEvent(t){t.target!==this.media||this.kind==="none"||(t.type==="playing"?this.#g():t.type==="timeupdate"?this.dispatchEvent(new Event("time")):t.type==="loadedmetadata"?this.#p():t.type==="waiting"?this.#d():t.type==="ended"?this.#k():t.type==="error"&&this.media.error?this.#b():t.type==="pause"&&!this.media.ended&&this.state==="playing"&&(this.isOn=!1,this.#s("paused")))}#h(){if(this.wanted=null,this.kind==="track")return this.media.currentTime=0,this.#y();this.kind="none",this.#s("preparing"),this.#l()}#g(){f("playing"),this.#r=1,this.#o(!1),this.#s("playing")}#d(){this.#o(!0),this.kind!=="track"&&this.narration?.state==="failed"&&this.#b()}#p(){this.wanted!==null&&this.canReach(this.wanted)&&(Math.abs(this.media.currentTime-this.wanted)>1&&(this.media.currentTime=this.wanted),this.wanted=null)}#o(t){this.isWaiting!==t&&(this.isWaiting=t,this.dispatchEvent(new Event("state")))}#s(t){this.state!==t&&(this.state=t,this.isWaiting=!1,this.dispatchEvent(new Event("state")))}async#l(){f("press");let t=this.narration;if(t?.state==="ready"&&t.url){this.#n(t.url,"track"),this.service.press(this.id).then(i=>this.learn(i),()=>{});return}for(let i of M?[this.media,this.spare]:[this.media])Y(i);let e=++this.#t;try{let i=await this.service.press(this.id);f("posted"),e===this.#t&&this.#m(i)}catch(i){e===this.#t&&this.#f(i)}}#m(t){if(this.learn(t),this.#c())return;let e=(this.wanted??0)<k;e&&M&&t.hls_url?this.#n(t.hls_url,"hls"):e&&t.stream_url&&this.#n(t.stream_url,"stream"),this.#u()}learn(t){this.narration=t,this.#i=t.duration_s??t.estimated_s??this.#i,this.dispatchEvent(new Event("narration"))}#c(){let{state:t,url:e,error:i}=this.narration;return t==="ready"&&e?(this.kind==="none"&&this.#n(e,"track"),!0):t!=="failed"?!1:((this.kind==="none"||this.isWaiting)&&this.#f(new o(i?.retryable?503:422,i?.code??"")),!0)}async#u(){let t=++this.#t,e=0;for(let i=B;;i=Math.min(i*1.15,G)){if(await K(i),t!==this.#t)return;let n=this.narration?.state==="absent";try{let a=await(n?this.service.press(this.id):this.service.look(this.id));if(t!==this.#t)return;e=0,this.learn(a)}catch(a){if(t!==this.#t)return;if(e++,e<J)continue;this.#t=0,this.kind==="none"&&this.#f(a);return}if(this.#c()){this.#t=0;return}}}#n(t,e){this.kind=e,this.media.src=this.service.absolute(t),this.speed=this.#e,(e!=="track"||!this.wanted)&&(this.wanted=null),e!=="hls"&&(this.media.currentTime=this.wanted??F),f("src"),this.isOn&&this.#y()}#y(){this.media.play().catch(t=>{t.name==="NotAllowedError"&&(this.isOn=!1,this.#s("paused"))})}async#k(){if(this.kind!=="track"&&!this.#v()){try{this.learn(await this.service.look(this.id))}catch{}if(!this.#v())return this.#b()}this.isOn=!1,this.#s("ended")}#v(){let{narration:t,media:e}=this;return t?.state==="ready"&&e.currentTime>(t.duration_s??0)-k}#b(){let t=this.kind==="hls",e=this.kind==="track",{narration:i}=this;if(this.wanted=this.position,this.kind="none",this.#o(!0),t&&this.wanted<k&&i?.stream_url)this.#n(i.stream_url,"stream");else{if(!e&&i&&this.#c())return;this.#r-- >0?(this.#s(this.isOn?"preparing":"paused"),this.narration=e?null:i,this.#l()):this.#f(new o(0,"sound-broke-off"))}}#f(t){this.wanted=this.position,this.kind="none",this.#t=0,this.#r=1,this.narration=null,this.isOn=!1,this.failure=t,P(this.media),this.#s("failed")}};function Y(s){s.src=V,s.play().catch(()=>{})}function P(s){s.pause(),s.removeAttribute("src"),s.load()}var X=400,g;function _(){let s=new URL("player/listening.js?v=307540a96f",import.meta.url);return g??=import(s.href),g.catch(()=>g=void 0),g}var w=class extends HTMLElement{static observedAttributes=["article-id","voice","src","lang","theme","headline"];listening;item={id:"",title:""};service=new l("",null);sound=new c(this.service,"");shell=new u(this.attachShadow({mode:"open"}),this);#e=!1;#i=!1;#t=!1;#r=!1;#a=new IntersectionObserver(t=>{t.some(e=>e.isIntersecting)&&this.#s()});#h=new AbortController;connectedCallback(){this.#e||this.#g(),this.shell.speakLanguage(),this.sound.state==="idle"&&!this.sound.narration&&this.#a.observe(this),this.#t&&this.listening?.follow(this.sound),this.#t=!1,this.#h=new AbortController;let{signal:t}=this.#h,e=n=>{n.target!==this&&this.sound.isOn&&this.pause()};document.addEventListener("listen:play",e,{signal:t});let i=()=>{let n=b(this,this.item.id);n&&this.seek(n)};addEventListener("hashchange",i,{signal:t}),matchMedia("(prefers-color-scheme: dark)").addEventListener("change",()=>this.#o(),{signal:t}),this.show()}disconnectedCallback(){this.#a.disconnect(),this.#h.abort(),queueMicrotask(()=>{this.isConnected||(this.sound.pause(),this.listening?.leave(),this.#t=!0)})}attributeChangedCallback(t,e,i){if(!(!this.#e||e===i)){if(t==="lang"||t==="theme")return this.#o();t==="headline"?this.item.title=this.#p():this.#d(),this.show()}}get media(){return this.sound.media}play(){this.sound.play()}pause(){this.sound.pause()}seek(t){this.sound.seek(t)}take(t){this.item=t,this.sound=new c(this.service,t.id,this.sound),this.sound.wanted=L().positions?.[t.id]??null;for(let e of["state","narration","time","seek"])this.sound.addEventListener(e,this);this.#i=!1,this.listening?.follow(this.sound),this.show()}handleEvent(t){t.type==="state"?this.#c():t.type==="time"&&this.#i?this.#n("progress"):t.target!==this.sound&&this.#m(),t.type!=="time"&&this.show()}show(){this.shell.show(this.sound,this.item.title),this.listening?.show()}#g(){this.#e=!0,this.shell.play.addEventListener("click",()=>{this.sound.isOn?this.pause():this.play()});for(let t of["pointerenter","focusin","touchstart","pointerdown"])this.addEventListener(t,this,{passive:!0,once:!0});this.#d()}#d(){this.sound.close(),this.#r&&(this.hidden=!1),this.#r=!1;let t=new URL(this.getAttribute("src")??".",this.hasAttribute("src")?document.baseURI:import.meta.url);this.service=new l(t.href.replace(/\/?$/,"/"),this.getAttribute("voice")),this.take({id:this.getAttribute("article-id")??"",title:this.#p()});let e=b(this,this.item.id);e&&(this.sound.wanted=e),this.#a.unobserve(this),this.isConnected&&this.#a.observe(this)}#p(){let t=this.closest("article")?.querySelector("h1, h2, h3")??document.querySelector("h1"),e=document.querySelector("meta[property='og:title']")?.getAttribute("content"),i=document.querySelectorAll(this.localName).length===1;return(this.getAttribute("headline")||i&&e||t?.textContent||e||document.title).trim().replace(/\s+/g," ")}#o(){this.shell.speakLanguage(),this.listening?.speakLanguage(),this.show()}async#s(){this.#a.disconnect();let{sound:t,item:e}=this;try{if(!e.id)throw new Error("article-id is missing");let i=await this.service.look(e.id),n=i.state==="failed"&&!i.error?.retryable;t===this.sound&&t.state==="idle"&&(t.learn(i),n&&this.#l())}catch{t===this.sound&&t.state==="idle"&&this.#l()}this.show()}#l(){this.#r=!0,this.hidden=!0}async#m(){let{origin:t}=new URL(this.service.base);if(t!==location.origin&&!document.head.querySelector(`link[href="${t}"]`)){let e=document.createElement("link");e.rel="preconnect",e.href=t,document.head.append(e)}await _().catch(()=>{})}#c(){let{state:t}=this.sound;t==="preparing"&&setTimeout(()=>this.#u(),X),t==="playing"&&this.#u();let e=t==="playing";e&&!this.#i&&this.#n("play"),!e&&this.#i&&this.#n(t==="ended"?"ended":"pause"),t==="failed"&&this.#n("error"),this.#i=e}async#u(){if(this.listening)return;let{Listening:t}=await _().catch(()=>({Listening:null}));!t||this.listening||(this.listening=new t(this),this.show())}#n(t){let{item:e,sound:i}=this,n={articleId:e.id,seconds:i.position,duration:i.duration};this.dispatchEvent(new CustomEvent(`listen:${t}`,{bubbles:!0,composed:!0,detail:n}))}};customElements.get("listen-to-article")||customElements.define("listen-to-article",w);export{w as ListenToArticle};
