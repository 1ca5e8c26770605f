var Q="listen-to-article";function Z(){try{return JSON.parse(localStorage.getItem(Q)||"{}")}catch{return{}}}function z(s){return Z().places?.find(([t])=>t===s)?.[1]??null}function x(s,t){let e=new URLSearchParams(location.hash.slice(1)),i=document.querySelector(s.localName);return(e.has("article")?e.get("article")===t:s===i)?Math.max(0,Number(e.get("listen"))||0):0}var l=class extends Error{constructor(t,e,i=0){super(`${t} ${e}`),this.status=t,this.code=e,this.opensInS=i}},C=s=>s instanceof l&&!s.opensInS&&[401,403,404,410,422].includes(s.status),c=class{constructor(t,e,i=()=>null){this.base=t,this.voice=e,this.signature=i}absolute(t){return new URL(t,this.base).href}look(t){return this.#t(this.#e(t,"audio",{}))}press(t){let e=this.voice?JSON.stringify({voice:this.voice}):null;return this.#t(this.#e(t,"audio"),{method:"POST",body:e,priority:"high"})}cues(t,e){return this.#t(this.#e(t,"audio/cues.json",e?{from:e}:{}))}tell(t,e){let n={method:"POST",body:JSON.stringify({event:e}),keepalive:!0,credentials:"omit",mode:"no-cors"};fetch(this.#e(t,"plays"),n).catch(()=>{})}#e(t,e,i){let n=new URL(`v1/articles/${encodeURIComponent(t)}/${e}`,this.base);i&&this.voice&&n.searchParams.set("voice",this.voice);for(let r in i)n.searchParams.set(r,String(i[r]));let a=this.signature(t);return a&&n.searchParams.set("signature",a),n.href}async#t(t,e){let i=await fetch(t,{credentials:"omit",...e}).catch(()=>null),n=await i?.json().catch(()=>null);if(!i?.ok||!n)throw new l(i?.status??0,n?.code??"",n?.opens_in_s);return n}};function I(s){let t=getComputedStyle(s).color,[e,i,n]=(t.match(/[\d.]+/g)??[]).map(Number);return t.startsWith("rgb")?.2126*e+.7152*i+.0722*n>127:e>(t.startsWith("ok")?.6:55)}function o(s,t={},...e){let i=document.createElement(s);for(let[n,a]of Object.entries(t))a!==!1&&a!==null&&i.setAttribute(n,a===!0?"":a);return i.append(...e),i}function g(s,t="",e=""){let i=d("svg",{viewBox:"0 0 24 24","aria-hidden":"true"}),n=d("g",{class:"turn"});if(s&&n.append(d("path",{d:s,class:"line"})),t&&n.append(d("path",{d:t,class:"shape"})),i.append(n),e){let a=d("text",{x:"12",y:"15.4"});a.textContent=e,i.append(a)}return i}function d(s,t){let e=document.createElementNS("http://www.w3.org/2000/svg",s);for(let[i,n]of Object.entries(t))e.setAttribute(i,n);return e}var yt="popover"in HTMLElement.prototype;function T(s,t){try{let e=new CSSStyleSheet;e.replaceSync(t),s.adoptedStyleSheets=[...s.adoptedStyleSheets,e]}catch{s.append(o("style",{},t))}}var P=()=>g("","M8.5 5.5v13l10.5-6.5z"),_=()=>g("","M7 5.5h2.5v13H7zM14.5 5.5H17v13h-2.5z"),R=()=>g("M18.6 14a7 7 0 1 1-1.6-7.2L19 9","M19.8 4.2v5.6h-5.6z");var N=`
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
`;var X={en:{listen:"Listen to article",voice:"Synthetic voice",play:"Play",pause:"Pause",retry:"Try again",preparing:"Preparing audio",playing:"Playing",failed:"The audio could not be loaded.",unavailable:"There is no audio for this article.",busy:"No new audio right now. Try later.",resume:"Continue at {time}"},es:{listen:"Escuchar el artículo",voice:"Voz sintética",play:"Reproducir",pause:"Pausar",retry:"Reintentar",preparing:"Preparando el audio",playing:"Reproduciendo",failed:"No se pudo cargar el audio.",unavailable:"No hay audio para este artículo.",busy:"Sin audio nuevo ahora. Inténtelo luego.",resume:"Continuar en {time}"},fr:{listen:"Écouter l’article",voice:"Voix de synthèse",play:"Lire",pause:"Pause",retry:"Réessayer",preparing:"Préparation de l’audio",playing:"Lecture en cours",failed:"L’audio n’a pas pu être chargé.",unavailable:"Pas d’audio pour cet article.",busy:"Pas de nouvel audio. Réessayez plus tard.",resume:"Reprendre à {time}"},de:{listen:"Artikel anhören",voice:"Synthetische Stimme",play:"Abspielen",pause:"Pause",retry:"Erneut versuchen",preparing:"Audio wird vorbereitet",playing:"Wiedergabe läuft",failed:"Das Audio konnte nicht geladen werden.",unavailable:"Zu diesem Artikel gibt es kein Audio.",busy:"Gerade kein neues Audio. Bitte später.",resume:"Weiter bei {time}"},ar:{listen:"استمع إلى المقال",voice:"صوت اصطناعي",play:"تشغيل",pause:"إيقاف مؤقت",retry:"إعادة المحاولة",preparing:"جارٍ تجهيز الصوت",playing:"قيد التشغيل",failed:"تعذّر تحميل الصوت.",unavailable:"لا يوجد صوت لهذا المقال.",busy:"لا صوت جديد الآن. حاول لاحقًا.",resume:"المتابعة من {time}"}};function S(s,t=X){return t[s.toLowerCase().split("-")[0]]??t.en}var W=s=>/^(ar|fa|he|ur|yi|ps|sd)\b/i.test(s);function $(s,t){return s.replace(/\{(\w+)\}/g,(e,i)=>t[i]??"")}function H(s,t){let e=Math.max(0,Math.floor(s||0)),i=[Math.floor(e/60)%60,e%60];return e>=3600&&i.unshift(Math.floor(e/3600)),i.map((n,a)=>n.toLocaleString(t,{minimumIntegerDigits:a?2:1,useGrouping:!1})).join(":")}function j(s,t){let e=Math.max(1,Math.round(s/60));return tt(e,"minute","short",t)}function tt(s,t,e,i){return s.toLocaleString(i,{style:"unit",unit:t,unitDisplay:e})}var p=s=>new Promise(t=>setTimeout(t,s));var et=["too-many-requests","too-busy","budget-spent"],b=class{language="en";strings=S("en");constructor(t,e){this.host=e,T(t,N),this.icons={play:P(),pause:_(),retry:R()},this.play=o("button",{class:"play",part:"play",type:"button"}),this.title=o("span",{class:"title",part:"title"}),this.length=o("span",{class:"length",part:"length"}),this.note=o("span",{class:"note wide-only",part:"note"}),this.label=o("div",{class:"label",part:"label"},this.title,this.length,this.note),this.ghost=o("i"),this.deck=o("div",{class:"deck"},o("span",{class:"ghost",part:"rail"},this.ghost)),this.tools=o("div",{class:"tools"}),this.status=o("p",{class:"unseen",role:"status"}),this.card=o("section",{class:"card idle",part:"player"},this.play,this.label,this.deck,this.tools,this.status),this.box=o("div",{class:"box"},this.card),this.frame=o("div",{},this.box),t.append(this.frame)}speakLanguage(){let{host:t}=this;this.language=t.getAttribute("lang")||t.closest("[lang]")?.getAttribute("lang")||navigator.language;try{Intl.getCanonicalLocales(this.language)}catch{this.language="en"}this.strings=S(this.language),this.frame.lang=this.language,this.frame.dir=W(this.language)?"rtl":"ltr",this.title.textContent=this.strings.listen;let e=t.getAttribute("theme")??(I(t)?"dark":"");this.frame.classList.toggle("dark",e==="dark"),this.frame.classList.toggle("light",e==="light")}show(t,e){let{strings:i,language:n}=this,{state:a,position:r,duration:h}=t,V=a==="preparing"||a==="playing"&&t.isWaiting,k=a==="failed"?"retry":a==="playing"||a==="preparing"?"pause":"play",B=a==="preparing"||a==="failed";this.card.className=`card ${a}${V?" busy":""}${B?" telling":""}`,this.card.setAttribute("aria-label",e?`${i.listen}: ${e}`:i.listen),this.play.firstChild!==this.icons[k]&&this.play.replaceChildren(this.icons[k]),this.play.setAttribute("aria-label",i[k]);let{status:F,code:J}=t.failure??{},O=et.includes(J??"")?i.busy:[404,410,422].includes(F??0)?i.unavailable:i.failed,Y=a==="idle"&&r>1;this.length.textContent=h?j(h,n):"",this.note.textContent=a==="failed"?O:a==="preparing"?`${i.preparing} …`:Y?$(i.resume,{time:H(r,n)}):i.voice,this.note.title=i.voice,this.ghost.style.setProperty("--at",String(h?r/h:0));let L=a==="failed"?O:a==="preparing"||a==="playing"?i[a]:"";this.status.textContent!==L&&(this.status.textContent=L)}};var it=`data:audio/mpeg;base64,${`/+MYxAAAAANIAAAAAF${"V".repeat(78)}`.repeat(8)}`,E=navigator.vendor.startsWith("Apple"),A=E&&document.createElement("audio").canPlayType("application/vnd.apple.mpegurl")!=="";function U(s){s.src=it,s.play().catch(()=>{})}function u(s){s.pause(),s.removeAttribute("src"),s.load()}var y=class extends EventTarget{state="idle";isWaiting=!1;kind="none";wanted=null;isOn=!1;madeS=0;isMoving=!1;#e=1;#t=new AbortController;constructor(t){super(),this.media=t?.media??new Audio,this.spare=t?.spare??new Audio,this.#e=t?.speed??1,t?.close()}get signal(){return this.#t.signal}get isStream(){return this.kind==="stream"||this.kind==="hls"}get position(){return this.wanted??(this.kind==="none"?0:this.media.currentTime)}get speed(){return this.#e}set speed(t){this.#e=t,this.setPace()}setPace(){for(let t of[this.media,this.spare])t.defaultPlaybackRate=this.#e,t.playbackRate=this.#e}canReach(t){if(this.kind==="none")return!1;if(this.kind==="track")return!0;let{seekable:e}=this.media;if(t>this.madeS&&this.kind==="stream")return!1;for(let i=0;i<e.length;i++)if(e.start(i)<=t&&t<e.end(i))return!0;return!1}takeOver(){let t=this.media;this.media=this.spare,this.spare=t,this.kind="track",this.wanted=null,this.isOn&&this.start(),u(t),this.dispatchEvent(new Event("media")),this.dispatchEvent(new Event("time"))}close(){this.wanted=this.position,this.isOn=!1,this.kind="none",this.#t.abort(),this.media.pause(),u(this.spare)}goWhereWanted(){this.wanted!==null&&this.canReach(this.wanted)&&(Math.abs(this.media.currentTime-this.wanted)>1&&(this.media.currentTime=this.wanted),this.wanted=null)}wait(t){this.isWaiting!==t&&(this.isWaiting=t,this.dispatchEvent(new Event("state")))}become(t){this.state!==t&&(this.state=t,this.isWaiting=!1,this.dispatchEvent(new Event("state")))}start(){let{media:t}=this;t.play().catch(e=>{let i=!this.signal.aborted&&t===this.media;e.name!=="NotAllowedError"||!i||(this.isOn=!1,this.become("paused"))})}};var st=700,nt=4e3,at=6;async function D(s,t){let{service:e,id:i}=s,n=0;for(let a=st;;a=Math.min(a*1.15,nt)){if(await p(a),t.aborted)return;let r=s.narration?.state==="absent";if(r&&!s.mayPressAgain())throw new l(503,"absent");try{let h=await(r?e.press(i):e.look(i));if(t.aborted)return;n=0,s.learn(h)}catch(h){if(t.aborted)return;if(n++,n>=at&&s.state!=="playing")throw h;continue}if(s.settle())return}}var f=1.5,rt=1,ot=3,lt=1500,ht=10,ct=.05,q=s=>s.split("?")[0],w=s=>performance.mark(`listen:${s}`),m=class extends y{narration=null;failure=null;fingerprint=null;#e=0;#t=null;#a=!1;#s=0;#n=0;constructor(t,e,i){super(i),this.service=t,this.id=e;for(let n of[this.media,this.spare])for(let a of["playing","pause","waiting","ended","error","timeupdate","loadedmetadata"])n.addEventListener(a,this,{signal:this.signal})}get duration(){return this.#e}play(){if(this.isOn=!0,!(this.state==="playing"||this.state==="preparing")){if(this.#a=!1,this.kind==="none"){this.become("preparing"),this.#t||this.#r();return}if(this.state==="ended")return this.#o();this.start(),this.isStream&&!this.#t&&this.narration?.state!=="ready"&&this.#h()}}pause(){this.isOn=!1,this.media.pause(),this.state==="preparing"&&this.become("paused")}seek(t){let e=this.narration?.duration_s??1/0;this.wanted=Math.min(Math.max(0,t||0),e),this.canReach(this.wanted)&&(this.media.currentTime=this.wanted,this.wanted=null),this.state==="ended"&&this.become("paused"),this.dispatchEvent(new Event("seek")),this.dispatchEvent(new Event("time"))}leaveStream(){this.wanted=this.position,this.kind="none",this.wait(this.isOn),this.settle()}close(){this.#t?.abort(),super.close()}mayPressAgain(){let t=this.isOn&&!this.#a;return this.#a=!0,t}handleEvent(t){t.target!==this.media||this.kind==="none"||(t.type==="playing"?this.#m():t.type==="timeupdate"?this.#d():t.type==="loadedmetadata"?this.goWhereWanted():t.type==="waiting"?this.#p():t.type==="ended"?this.#v():t.type==="error"&&this.media.error?this.#y():t.type==="pause"&&!this.media.ended&&this.state==="playing"&&(this.isOn=!1,this.become("paused")))}#o(){if(this.wanted=null,this.kind==="track")return this.media.currentTime=0,this.start();this.kind="none",this.become("preparing"),this.#r()}#m(){w("playing"),this.wait(!1),this.become("playing")}#d(){this.media.currentTime>this.#n+ht&&(this.#s=0),this.dispatchEvent(new Event("time"))}#p(){this.wait(!0),this.kind!=="track"&&this.narration?.state==="failed"&&this.#y()}async#r(t=0){w("press");let e=this.#u(),i=this.narration;if(i?.state==="ready"&&i.url)return this.#i(i.url,"track"),this.#t=null,this.#g(i.url,e);for(let n of A?[this.media,this.spare]:[this.media])U(n);t&&await p(t);try{if(e.aborted)return;let n=await this.#l(e);w("posted"),e.aborted||this.#f(n)}catch(n){e.aborted||this.#c(n)}}async#g(t,e){try{let i=await this.service.press(this.id);if(e.aborted)return;if(i.state==="ready"&&q(i.url??"")===q(t)||this.kind!=="track"||this.position>f)return this.learn(i);this.kind="none",this.become("preparing"),this.#f(i)}catch(i){!e.aborted&&C(i)&&this.#c(i)}}async#l(t){try{return await this.service.press(this.id)}catch(e){let i=e instanceof l?e.opensInS:0;if(!i||(await p(i*1e3),t.aborted))throw e}return this.#l(t)}#u(){return this.#t?.abort(),this.#t=new AbortController,this.signal.aborted&&this.#t.abort(),this.#t.signal}#f(t){if(this.#t=null,this.learn(t),this.settle())return;let{url:e,hls_url:i,stream_url:n}=t;if(e&&(this.wanted??0)>f)return this.#i(e,"track");this.#s>1?this.wait(!0):A&&i?this.#i(i,"hls"):n&&this.#i(n,"stream"),this.#h()}learn(t){this.narration=t,this.#e=t.duration_s??t.estimated_s??this.#e,this.wanted!==null&&this.wanted>(t.duration_s??1/0)-rt&&(this.wanted=null),this.dispatchEvent(new Event("narration"))}settle(){let{state:t,url:e,error:i}=this.narration;if(t!=="failed"&&!(t==="ready"&&e))return!1;let n=t==="failed"&&this.isStream&&this.isWaiting;return this.kind!=="none"&&!n||(this.wanted=this.position,e?this.#i(e,"track"):this.#c(new l(i?.retryable?503:422,i?.code??""))),!0}async#h(){let t=this.#u();try{await D(this,t)}catch(e){!t.aborted&&this.kind==="none"&&this.#c(e)}t.aborted||(this.#t=null)}#i(t,e){this.kind=e,this.fingerprint=null,this.media.src=this.service.absolute(t),this.setPace(),(!this.wanted||e!=="track"&&this.wanted<f)&&(this.wanted=null);let i=e==="track"&&this.wanted;i?this.media.currentTime=i:E||(this.media.currentTime=ct),w("src"),this.isOn&&this.start()}async#v(){let{media:t,kind:e}=this;if(this.isStream&&!this.#b()){let i=await this.service.look(this.id).catch(()=>null),n=t===this.media&&e===this.kind&&t.ended;if(this.signal.aborted||!n)return;if(i&&this.learn(i),!this.#b())return this.#y()}this.#w()}#w(){this.isOn=!1,this.become("ended")}#b(){let{narration:t,media:e}=this;return t?.state==="ready"&&e.currentTime>(t.duration_s??0)-f}#y(){if(this.#b())return this.#w();let{kind:t,narration:e}=this;if(this.wanted=this.#n=this.position,this.kind="none",this.wait(!0),t==="hls"&&this.wanted<f&&e?.stream_url)return this.#i(e.stream_url,"stream");if(!(t!=="track"&&e&&this.settle())){if(t==="track"&&(this.narration=null),!this.isOn)return this.become("paused");if(++this.#s>ot)return this.#c(new l(0,"sound-broke-off"));this.become("preparing"),this.#r((this.#s-1)*lt)}}#c(t){this.wanted=this.position,this.kind="none",this.#t?.abort(),this.#t=null,this.#s=0,this.narration=null,this.isOn=!1,this.failure=t,u(this.media),this.become("failed")}};function G({narration:s,service:t,id:e},{title:i,language:n}){if(s?.state!=="ready"||!s.url||!s.duration_s)return;let a=t.absolute(s.url),r=document.querySelector(`script[data-listen-article="${CSS.escape(e)}"]`)??document.createElement("script");r.textContent?.includes(JSON.stringify(a))||(r.setAttribute("type","application/ld+json"),r.setAttribute("data-listen-article",e),r.textContent=JSON.stringify({"@context":"https://schema.org","@type":"AudioObject",name:i,contentUrl:a,encodingFormat:"audio/mpeg",duration:pt(s.duration_s),inLanguage:n,publisher:{"@type":"Organization",name:dt()}}),r.isConnected||document.head.append(r))}function dt(){return document.querySelector("meta[property='og:site_name']")?.getAttribute("content")||location.hostname}function pt(s){let t=Math.round(s),e={H:Math.floor(t/3600),M:Math.floor(t/60)%60,S:t%60};return`PT${Object.entries(e).filter(([n,a])=>a||n==="S").map(([n,a])=>a+n).join("")}`}var ut=400,v;function K(){let s=new URL("player/listening.js?v=e3cd6816c3",import.meta.url);return v??=import(s.href),v.catch(()=>v=void 0),v}var M=class extends HTMLElement{static observedAttributes=["article-id","voice","src","lang","theme","headline"];listening;item={id:"",title:""};service=new c("",null);sound=new m(this.service,"");shell=new b(this.attachShadow({mode:"open"}),this);#e=!1;#t=!1;#a=!1;#s=!1;#n=new IntersectionObserver(t=>{t.some(e=>e.isIntersecting)&&this.#g()});#o=new AbortController;connectedCallback(){this.#e||this.#m(),this.shell.speakLanguage(),this.sound.state==="idle"&&!this.sound.narration&&this.#n.observe(this),this.#a&&this.listening?.follow(this.sound),this.#a=!1,this.#o=new AbortController;let{signal:t}=this.#o,e=n=>{n.target!==this&&this.sound.isOn&&this.pause()};document.addEventListener("listen:play",e,{signal:t});let i=()=>{let n=x(this,this.item.id);n&&n<(this.sound.narration?.duration_s??1/0)-1&&this.seek(n)};addEventListener("hashchange",i,{signal:t}),matchMedia("(prefers-color-scheme: dark)").addEventListener("change",()=>this.#r(),{signal:t}),this.show()}disconnectedCallback(){this.#n.disconnect(),this.#o.abort(),queueMicrotask(()=>{this.isConnected||(this.sound.pause(),this.listening?.leave(),this.#a=!0)})}attributeChangedCallback(t,e,i){if(!(!this.#e||e===i)){if(t==="lang"||t==="theme")return this.#r();t==="headline"?this.item.title=this.#p():this.#d(),this.show()}}get media(){return this.sound.media}play(){this.sound.play()}pause(){this.sound.pause()}seek(t){this.sound.seek(t)}take(t,e=this.sound){let{id:i,narration:n,service:a}=this.sound;this.item=t,this.sound=new m(this.service,t.id,e),this.sound.wanted=z(t.id),n&&i===t.id&&a===this.service&&this.sound.learn(n);for(let r of["state","narration","time","seek"])this.sound.addEventListener(r,this);this.#t=!1,this.listening?.follow(this.sound),this.show()}handleEvent(t){t.type==="narration"&&G(this.sound,{title:this.item.title,language:this.shell.language}),t.type==="state"?this.#f():t.type==="time"&&this.#t?this.#i("progress"):t.target!==this.sound&&!this.sound.isOn&&this.#u(),t.type!=="time"&&this.show()}show(){this.shell.show(this.sound,this.item.title),this.listening?.show()}#m(){this.#e=!0,this.shell.play.addEventListener("click",()=>{this.sound.isOn?this.pause():this.play()});for(let t of["pointerenter","focusin","touchstart","pointerdown"])this.addEventListener(t,this,{passive:!0});this.#d()}#d(){this.sound.close(),this.#s&&(this.hidden=!1),this.#s=!1;let t=new URL(this.getAttribute("src")??".",this.hasAttribute("src")?document.baseURI:import.meta.url);this.service=new c(t.href.replace(/\/?$/,"/"),this.getAttribute("voice"),i=>i===this.getAttribute("article-id")?this.getAttribute("signature"):null),this.take({id:this.getAttribute("article-id")??"",title:this.#p()});let e=x(this,this.item.id);e&&(this.sound.wanted=e),this.#n.unobserve(this),this.isConnected&&this.#n.observe(this)}#p(){let t=this.closest("article")?.querySelector("h1, h2, h3")??document.querySelector("h1"),e=document.querySelector("meta[property='og:title']")?.getAttribute("content"),i=document.querySelectorAll(this.localName).length===1;return(this.getAttribute("headline")||i&&e||t?.textContent||e||document.title).trim().replace(/\s+/g," ")}#r(){this.shell.speakLanguage(),this.listening?.speakLanguage(),this.show()}async#g(){this.#n.disconnect();let{sound:t,item:e}=this;try{if(!e.id)throw new Error("article-id is missing");let i=await this.service.look(e.id),n=i.state==="failed"&&!i.url&&!i.error?.retryable;t===this.sound&&t.state==="idle"&&(t.learn(i),n&&this.#l())}catch(i){!(i instanceof l&&i.opensInS)&&t===this.sound&&t.state==="idle"&&this.#l()}this.show()}#l(){this.#s=!0,this.hidden=!0}async#u(){for(let t of[null,"anonymous"]){let e=document.createElement("link");Object.assign(e,{rel:"preconnect",href:this.service.base,crossOrigin:t}),document.head.append(e),e.remove()}await K().catch(()=>{})}#f(){let{state:t}=this.sound;t==="preparing"&&setTimeout(()=>this.#h(),ut),t==="playing"&&this.#h();let e=t==="playing";e&&!this.#t&&this.#i("play"),!e&&this.#t&&this.#i(t==="ended"?"ended":"pause"),t==="failed"&&this.#i("error"),this.#t=e}async#h(){if(this.listening||!this.isConnected)return;let{Listening:t}=await K().catch(()=>({Listening:null}));!t||this.listening||!this.isConnected||(this.listening=new t(this),this.show())}#i(t){let{item:e,sound:i}=this,n={articleId:e.id,seconds:i.position,duration:i.duration};this.dispatchEvent(new CustomEvent(`listen:${t}`,{bubbles:!0,composed:!0,detail:n}))}};customElements.get("listen-to-article")||customElements.define("listen-to-article",M);export{M as ListenToArticle};
