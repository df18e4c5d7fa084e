// The style sheet of the console. All rules are below `.acuse`, because a widget is part of another page. Widths depend
// on the container, because a widget can be narrow on a wide screen. System fonts, no image, no import. The seven tiles
// form full rows: 4 + 3, or 2 + 2 + 2 + 1. Text has a contrast of at least 4.5 : 1 with its background, bars 3 : 1 (WCAG
// 2.2, 1.4.3 and 1.4.11).

import { ENTRIES } from './style-entries.ts';
import { ROWS } from './style-rows.ts';

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
.acuse h1,.acuse h2,.acuse h3,.acuse h4,.acuse p,.acuse ul,.acuse ol,.acuse dl,.acuse dd,.acuse figure{margin:0;padding:0;color:inherit;font-size:inherit;font-weight:inherit;line-height:inherit}
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
.acuse .scope{color:var(--soft)}
.acuse.light>.top,.acuse.dark>.top{justify-content:space-between;padding:0 0 .6rem}
.acuse .windows{display:flex;flex-wrap:wrap;align-items:baseline;gap:.2rem .7rem;font-size:.9rem;color:var(--soft)}
.acuse .windows ul{display:flex;flex-wrap:wrap;gap:.2rem .7rem}
.acuse nav{display:flex;flex-wrap:wrap;align-items:center;gap:.4rem 1.1rem;margin-left:auto;font-size:.9rem}
.acuse nav form,.acuse .filter{display:flex;flex-wrap:wrap;align-items:center;gap:.4rem .8rem}
.acuse label{color:var(--soft);font-size:.9rem}
.acuse input,.acuse select,.acuse textarea{font:inherit;color:var(--ink);background:var(--card);border:1px solid var(--soft);border-radius:4px;padding:.2rem .45rem;max-width:100%}
.acuse nav label,.acuse .filter label{display:flex;align-items:center;gap:.4rem;min-width:0;white-space:nowrap}
.acuse .filter{margin:0 0 .6rem;font-size:.9rem}
.acuse .filter label{flex-wrap:wrap;white-space:normal}
.acuse .filter input{width:12rem}
.acuse .filter select{max-width:11rem;min-width:0}
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
.acuse code{user-select:all}

.acuse .tiles{display:grid;grid-template-columns:repeat(12,minmax(0,1fr));gap:1px;margin:0 0 1.1rem;background:var(--line);border:1px solid var(--line);border-radius:6px;overflow:hidden}
.acuse .tiles div{grid-column:span 3;background:var(--card);padding:.5rem .9rem .55rem;border-top:3px solid transparent}
.acuse .tiles div:nth-child(n+5){grid-column:span 4}
.acuse .tiles dt{color:var(--soft);font-size:.85rem;font-weight:400}
.acuse .tiles dt a{color:inherit;text-decoration-color:var(--line)}
.acuse .tiles dt a:hover{color:var(--link)}
.acuse .tiles b{display:block;font-size:1.6rem;font-weight:600;line-height:1.2;letter-spacing:-.01em}
.acuse .tiles div:nth-child(n+5) b{font-size:1.25rem}
.acuse .tiles span{font-size:.85rem;color:var(--soft);display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden;unicode-bidi:isolate}
.acuse .tiles .missing{border-top-color:var(--soft)}
.acuse .tiles .attention{border-top-color:var(--attention)}
.acuse .tiles .attention span{color:var(--attention);font-weight:500}
.acuse .tiles .attention span::before{content:"▲ " / "";font-size:.7em;vertical-align:.1em}

.acuse h2{font-size:1.02rem;font-weight:650;margin:0 0 .55rem}
.acuse .part{margin:0 0 1.5rem;min-width:0;scroll-margin-top:.5rem}
.acuse .sides{display:grid;grid-template-columns:minmax(0,1fr);column-gap:1.5rem}
.acuse .nothing{color:var(--soft)}
.acuse .more{color:var(--soft);margin:.6rem 0 0;font-size:.9rem}
.acuse .meta{display:flex;flex-wrap:wrap;gap:.05rem 1.1rem;color:var(--soft);font-size:.87rem}
.acuse h3,.acuse h4{font-weight:650}
.acuse h4{margin:0;font-size:.85rem}
.acuse .tags{display:inline-flex;flex-wrap:wrap;gap:.1rem .8rem;font-size:.85rem;font-weight:400;color:var(--soft)}
.acuse .tags .off{color:var(--attention);font-weight:600}
.acuse .tags .off::before{content:"❚❚ " / "";font-size:.65em;vertical-align:.1em}
.acuse .tags .fine{color:var(--fine)}
.acuse .breaker{font-size:.9rem}
.acuse .pair{white-space:nowrap}
${ROWS}
${ENTRIES}
@container (min-width:60rem){
.acuse .sides:not(:has(>.part>.nothing:last-child)){grid-template-columns:repeat(2,minmax(0,1fr))}
}
@container (max-width:44rem){
.acuse .tiles div{grid-column:span 6}
.acuse .tiles div:nth-child(7){grid-column:1/-1}
.acuse .tiles div:nth-child(n+5):nth-child(-n+6){grid-column:span 6}
}
@container (max-width:26rem){
.acuse .tiles b{font-size:1.25rem;letter-spacing:-.02em}
.acuse .tiles span{-webkit-line-clamp:4}
.acuse .tiles div{padding:.45rem .65rem}
.acuse nav{margin-left:0}
.acuse .latency dl{grid-template-columns:repeat(3,minmax(0,1fr))}
.acuse .results li{flex-basis:100%}
}
@media (forced-colors:active){.acuse svg *{forced-color-adjust:none}}
@media print{.acuse nav,.acuse .acts,.acuse .filter{display:none}}
`;
