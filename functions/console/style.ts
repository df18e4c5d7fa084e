// The style sheet of the console. All rules are below `.acuse`, because a widget is part of another page. Widths depend
// on the container, because a widget can be narrow on a wide screen. System fonts, no image, no import. The five tiles
// form full rows: 5, 2 + 3, or 1 + 2 + 2. Text has a contrast of at least 4.5 : 1 with its background, bars 3 : 1 (WCAG
// 2.2, 1.4.3 and 1.4.11).

const LIGHT = `--page:#f6f6f3;--card:#fff;--ink:#1b2127;--soft:#56606b;--line:#dcdfe3;--link:#0b57a4;--attention:#9c2f12;
--attention-ground:#fdf0ea;--fine:#1f6b45;--button:#eceff2;--success:#3f83ad;--slow:#b26b00;--error:#b3261e;--refused:#a8408a;--hollow:#6a4fb3;`;

const DARK = `--page:#11151a;--card:#1a2027;--ink:#e5e9ee;--soft:#a0abb7;--line:#303a45;--link:#82bdf5;--attention:#ffab91;
--attention-ground:#33201a;--fine:#7fd0a4;--button:#28313b;--success:#5ba7d4;--slow:#e2a33f;--error:#ff7766;--refused:#ec8fd0;--hollow:#b7a5f5;`;

export const STYLE = `
.acuse{${LIGHT}color-scheme:light}
.acuse.dark{${DARK}color-scheme:dark}
@media (prefers-color-scheme:dark){.acuse.auto{${DARK}color-scheme:dark}}
.acuse,.acuse *{box-sizing:border-box}
.acuse{container-type:inline-size;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;
font-variant-numeric:tabular-nums;text-align:left;-webkit-text-size-adjust:100%;overflow-wrap:anywhere}
.acuse.auto{min-height:100vh;padding:0 max(1rem,calc(50vw - 44rem)) 2rem}
.acuse.light,.acuse.dark{padding:.5rem .75rem 1rem}
.acuse h1,.acuse h2,.acuse h3,.acuse p,.acuse ul,.acuse ol,.acuse dl,.acuse dd,.acuse figure{margin:0;padding:0;color:inherit;font-size:inherit;font-weight:inherit;line-height:inherit}
.acuse ul,.acuse ol{list-style:none}
.acuse b,.acuse strong{font-weight:600;color:var(--ink)}
.acuse code{font:0.92em/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;background:none;color:inherit;padding:0;border:0}
.acuse a{color:var(--link);text-underline-offset:.15em}
.acuse :focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:3px}
.acuse .unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.acuse .id{unicode-bidi:isolate}
.acuse cwdb-action{display:none}

.acuse .top{display:flex;flex-wrap:wrap;align-items:baseline;gap:.25rem 1.5rem;padding:1.25rem 0 .9rem}
.acuse h1{font-size:1.35rem;font-weight:700;letter-spacing:-.01em}
.acuse h1 span{font-weight:400;color:var(--soft)}
.acuse .scope{color:var(--soft)}
.acuse.light>.scope,.acuse.dark>.scope{margin-bottom:.6rem}
.acuse nav{display:flex;flex-wrap:wrap;align-items:center;gap:.4rem 1.1rem;margin-left:auto;font-size:.9rem}
.acuse nav form{display:flex;align-items:center;gap:.4rem}
.acuse label{color:var(--soft);font-size:.9rem}
.acuse input,.acuse textarea{font:inherit;color:var(--ink);background:var(--card);border:1px solid var(--soft);border-radius:4px;padding:.2rem .45rem;max-width:100%}
.acuse nav label{display:flex;align-items:center;gap:.4rem;min-width:0;white-space:nowrap}
.acuse nav input{width:9.5rem;min-width:0;flex:0 1 auto}
.acuse textarea{display:block;width:100%;margin:.25rem 0 .5rem;font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.9rem}
.acuse button{white-space:nowrap;font:inherit;font-size:.9rem;font-weight:500;color:var(--ink);background:var(--button);border:1px solid var(--soft);border-radius:4px;padding:.2rem .7rem;cursor:pointer}
.acuse button:hover{border-color:var(--ink)}
.acuse summary{cursor:pointer;color:var(--link);font-size:.9rem;width:fit-content}
.acuse footer{margin-top:1.75rem;color:var(--soft);font-size:.85rem}

.acuse .notice{margin:0 0 1rem;padding:.6rem .9rem;background:var(--card);border:1px solid var(--line);border-left:4px solid var(--fine);border-radius:4px}
.acuse .notice.failed{border-left-color:var(--attention)}
.acuse .unread{padding:.6rem .9rem;background:var(--attention-ground);border-left:4px solid var(--attention);border-radius:4px;margin:0 0 .75rem}
.acuse .first{margin:0 0 1.25rem;padding:1rem 1.25rem;background:var(--card);border:1px solid var(--line);border-radius:6px}
.acuse .first h2{margin:0 0 .4rem}
.acuse .first ol{list-style:decimal;padding-left:1.4rem;margin:0 0 .5rem}
.acuse .first p{color:var(--soft)}
.acuse .first code,.acuse .more code,.acuse footer code{white-space:nowrap}

.acuse .tiles{display:grid;grid-template-columns:repeat(6,minmax(0,1fr));gap:1px;margin:0 0 1.25rem;background:var(--line);border:1px solid var(--line);border-radius:6px;overflow:hidden}
.acuse .tiles div{background:var(--card);padding:.65rem .9rem;border-top:3px solid transparent}
.acuse .tiles div{grid-column:span 2}
.acuse .tiles div:nth-child(-n+2){grid-column:span 3}
.acuse .tiles dt{color:var(--soft);font-size:.85rem;font-weight:400}
.acuse .tiles b{display:block;font-size:1.6rem;font-weight:600;line-height:1.2;letter-spacing:-.01em}
.acuse .tiles span{font-size:.85rem;color:var(--soft);display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden;unicode-bidi:isolate}
.acuse .tiles .missing{border-top-color:var(--soft)}
.acuse .tiles .attention{border-top-color:var(--attention)}
.acuse .tiles .attention span{color:var(--attention);font-weight:500}
.acuse .tiles .attention span::before{content:"▲ " / "";font-size:.7em;vertical-align:.1em}

.acuse h2{font-size:1.02rem;font-weight:650;margin:0 0 .55rem}
.acuse .part{margin:0 0 1.5rem;min-width:0}
.acuse .sides{display:grid;grid-template-columns:minmax(0,1fr);column-gap:1.5rem}
.acuse .nothing{color:var(--soft)}
.acuse .more{color:var(--soft);margin:.6rem 0 0;font-size:.9rem}
.acuse .cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,24rem),1fr));gap:.9rem}
.acuse .card{display:flex;flex-direction:column;gap:.45rem;min-width:0;background:var(--card);border:1px solid var(--line);border-radius:6px;padding:.8rem .95rem .7rem}
.acuse h3{font-weight:650}
.acuse .tags{display:flex;flex-wrap:wrap;gap:.1rem .8rem;font-size:.85rem;color:var(--soft)}
.acuse .tags .off{color:var(--attention);font-weight:600}
.acuse .tags .off::before{content:"❚❚ " / "";font-size:.65em;vertical-align:.1em}
.acuse .tags .fine{color:var(--fine)}
.acuse .breaker{font-size:.9rem}
.acuse .total{color:var(--soft)}
.acuse .total b:first-child{font-size:1.15rem}

.acuse .histogram{margin:.1rem 0 0}
.acuse .histogram svg{display:block;width:100%;height:auto}
.acuse .histogram .scale,.acuse .histogram .axis{font-size:.78rem;color:var(--soft);line-height:1.35}
.acuse .histogram .scale{border-top:1px dashed var(--line);text-align:right}
.acuse .histogram .axis{display:flex;justify-content:space-between;padding-top:.1rem}
.acuse svg .base{stroke:var(--soft);stroke-width:1}
.acuse svg .success{fill:var(--success)}
.acuse svg .error{fill:var(--error)}
.acuse svg .striped{stroke:var(--slow);stroke-dasharray:2 1}
.acuse svg .dotted{stroke:var(--refused);stroke-dasharray:1 1}
.acuse svg .hollow{fill:var(--card);stroke:var(--hollow);stroke-width:1}
.acuse .swatch{width:.8em;height:.8em;vertical-align:-.05em}
.acuse .results{display:flex;flex-wrap:wrap;gap:.05rem 1.4rem;font-size:.9rem}
.acuse .results li{display:flex;flex:1 0 43%;align-items:baseline;gap:.35rem;white-space:nowrap}
.acuse .results b{margin-left:auto}
.acuse .results small{min-width:3.4em;text-align:right}
.acuse .results small{color:var(--soft);font-size:.8rem}
.acuse .results .none b{font-weight:400;color:var(--soft)}

.acuse table{border-collapse:collapse;width:100%;font-size:.85rem;background:none}
.acuse caption{text-align:left;color:var(--soft);font-size:.8rem;padding:.25rem 0 .1rem;caption-side:top}
.acuse th,.acuse td{padding:.1rem .35rem .1rem 0;text-align:right;border:0;border-bottom:1px solid var(--line);font-weight:400;background:none;color:inherit;overflow-wrap:normal}
.acuse thead th{color:var(--soft);font-size:.8rem;border:0;padding-bottom:0}
.acuse .latency p{color:var(--soft);font-size:.8rem}
.acuse .latency dl{display:grid;grid-template-columns:repeat(6,minmax(0,1fr));gap:.15rem .3rem;font-size:.85rem;line-height:1.35;white-space:nowrap}
.acuse .latency dt{color:var(--soft);font-weight:400;font-size:.8rem}
.acuse .latency dd{font-weight:600}
.acuse .minutes th:first-child{text-align:left}
.acuse .outcomes{font-size:.9rem;color:var(--soft)}
.acuse .outcomes .pair{white-space:nowrap}
.acuse .foot{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:flex-start;gap:.3rem 1rem;margin-top:auto;padding-top:.35rem}
.acuse .foot details[open]{flex-basis:100%}
.acuse .act form{margin:.45rem 0 .3rem;padding:.6rem .75rem;background:var(--page);border:1px solid var(--line);border-radius:4px;font-size:.9rem}
.acuse .act form p{margin:0 0 .5rem}
.acuse .quiet{margin:.9rem 0 0;font-size:.9rem;color:var(--soft)}
.acuse .quiet ul{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,24rem),1fr));gap:0 .9rem}
.acuse .quiet li{display:flex;flex-wrap:wrap;align-items:baseline;gap:0 .8rem;padding:.35rem 0;border-bottom:1px solid var(--line)}
.acuse .quiet h3{color:var(--ink)}
.acuse .quiet .act{margin-left:auto}
.acuse .quiet .act[open]{flex-basis:100%}

.acuse .entries{border-top:1px solid var(--line)}
.acuse .entry{padding:.6rem 0 .65rem;border-bottom:1px solid var(--line)}
.acuse .entry h3 code{font-weight:400;color:var(--soft);margin-left:.3em}
.acuse .since{font-weight:400;color:var(--soft);white-space:nowrap}
.acuse time{white-space:nowrap}
.acuse .late{color:var(--attention);font-weight:600}
.acuse .lateness{margin:0 0 .55rem;font-size:.93rem}
.acuse .todo{margin:.1rem 0 .3rem;font-size:.93rem}
.acuse .entry dl{display:flex;flex-wrap:wrap;gap:.05rem 1.3rem;font-size:.87rem}
.acuse .entry dl div{display:flex;flex-wrap:wrap;gap:0 .45em;min-width:0}
.acuse .entry dt{color:var(--soft);flex:none;font-weight:400}
.acuse .relative{color:var(--soft);white-space:nowrap}
.acuse .relative.late{color:var(--attention)}
.acuse .entry .act{display:inline-block;vertical-align:top;margin:.35rem .5rem 0 0}
.acuse .entry .act[open]{display:block;margin-right:0}
.acuse .rest{margin:.55rem 0 0}
.acuse .rest .entries{margin-top:.5rem}

@container (min-width:60rem){
.acuse .sides{grid-template-columns:repeat(2,minmax(0,1fr))}
.acuse .tiles{grid-template-columns:repeat(5,minmax(0,1fr))}
.acuse .tiles div:nth-child(n){grid-column:auto}
}
@container (max-width:36rem){
.acuse .tiles{grid-template-columns:repeat(2,minmax(0,1fr))}
.acuse .tiles div:nth-child(n){grid-column:auto}
.acuse .tiles div:nth-child(1){grid-column:1/-1}
}
@container (max-width:26rem){
.acuse .tiles b{font-size:1.15rem;letter-spacing:-.02em}
.acuse .tiles div{padding:.55rem .65rem}
.acuse nav{margin-left:0}
.acuse .latency dl{grid-template-columns:repeat(3,minmax(0,1fr))}
.acuse .results li{flex-basis:100%}
}
@media (forced-colors:active){.acuse svg *{forced-color-adjust:none}}
@media print{.acuse nav,.acuse .act{display:none}}
`;
