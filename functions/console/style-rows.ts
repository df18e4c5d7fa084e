// The part of the style sheet for rows, what they open to, and histograms.

export const ROWS = `
.acuse .rows{border-top:1px solid var(--line)}
.acuse .row{border-bottom:1px solid var(--line);border-left:3px solid transparent}
.acuse .row.trouble{border-left-color:var(--attention)}
.acuse .row>summary{display:grid;grid-template-columns:1rem minmax(8rem,16rem) minmax(6rem,9rem) minmax(0,1fr) 7.5rem;gap:0 .7rem;align-items:center;width:auto;min-height:2rem;padding:.15rem .4rem;color:var(--ink);list-style:none}
.acuse .row>summary::-webkit-details-marker{display:none}
.acuse .row>summary::before{content:"▸" / "";color:var(--link);font-size:.8rem}
.acuse .row[open]>summary::before{content:"▾" / ""}
.acuse .row>summary:hover{background:var(--card)}
.acuse .row h3{overflow:hidden;text-overflow:ellipsis}
.acuse .numbers{display:flex;flex-wrap:wrap;gap:0 1rem;color:var(--soft)}
.acuse .numbers span{white-space:nowrap}
.acuse .numbers span:first-child{min-width:8.5rem}
.acuse .numbers .time{margin-left:auto}
.acuse .numbers .bad{color:var(--attention);font-weight:600}
.acuse .bars{display:block;width:7.5rem;height:1.25rem}
.acuse .body{display:grid;grid-template-columns:minmax(0,1fr);gap:.6rem 2rem;padding:.5rem .4rem 1rem 1.7rem;scroll-margin-top:3rem}
.acuse .half{display:flex;flex-direction:column;gap:.45rem;min-width:0}
.acuse .quiet{margin:.5rem 0 0}
.acuse .quiet>summary{width:auto}
.acuse .quiet .names{color:var(--soft)}
.acuse .quiet .rows{margin-top:.4rem}
.acuse .facts{display:flex;flex-wrap:wrap;gap:.05rem 1.3rem;font-size:.87rem}
.acuse .facts div{display:flex;flex-wrap:wrap;gap:0 .45em;min-width:0}
.acuse .facts dt{color:var(--soft);font-weight:400}
.acuse .commands{font-size:.87rem;color:var(--soft)}
.acuse .commands code{color:var(--ink)}
.acuse .commands .pair{display:block;white-space:normal}

.acuse .histogram{margin:.1rem 0 0}
.acuse .histogram svg{display:block;width:100%;height:auto}
.acuse .histogram .scale,.acuse .histogram .axis{font-size:.78rem;color:var(--soft);line-height:1.35}
.acuse .histogram .scale{border-top:1px dashed var(--line);text-align:right}
.acuse .histogram .axis{display:flex;justify-content:space-between;padding-top:.1rem}
.acuse svg .base{stroke:var(--soft);stroke-width:1}
.acuse svg .hint{fill:transparent}
.acuse svg .success{fill:var(--success)}
.acuse svg .error{fill:var(--error)}
.acuse svg .striped{stroke:var(--slow);stroke-dasharray:2 1}
.acuse svg .dotted{stroke:var(--refused);stroke-dasharray:1 1}
.acuse svg .hollow{fill:var(--card);stroke:var(--hollow);stroke-width:1}
.acuse .swatch{width:.8em;height:.8em;vertical-align:-.05em}
.acuse .results{display:flex;flex-wrap:wrap;gap:.05rem 1.4rem;font-size:.9rem}
.acuse .results li{display:flex;flex:1 0 43%;align-items:baseline;gap:.35rem;white-space:nowrap}
.acuse .results b{margin-left:auto}
.acuse .results small{color:var(--soft);font-size:.8rem;min-width:3.4em;text-align:right}
.acuse .results .none b{font-weight:400;color:var(--soft)}
.acuse table{border-collapse:collapse;width:100%;font-size:.85rem;background:none}
.acuse caption{text-align:left;color:var(--soft);font-size:.8rem;padding:.25rem 0 .1rem;caption-side:top}
.acuse th,.acuse td{padding:.1rem .35rem .1rem 0;text-align:right;border:0;border-bottom:1px solid var(--line);font-weight:400;background:none;color:inherit;overflow-wrap:normal}
.acuse thead th{color:var(--soft);font-size:.8rem;border:0;padding-bottom:0}
.acuse .values th:first-child{text-align:left}
.acuse .latency p{color:var(--soft);font-size:.8rem}
.acuse .latency dl{display:grid;grid-template-columns:repeat(6,minmax(0,1fr));gap:.15rem .3rem;font-size:.85rem;line-height:1.35;white-space:nowrap}
.acuse .latency dt{color:var(--soft);font-weight:400;font-size:.8rem}
.acuse .latency dd{font-weight:600}
.acuse .outcomes{font-size:.9rem;color:var(--soft)}
@container (min-width:60rem){
.acuse .body{grid-template-columns:repeat(2,minmax(0,1fr))}
}
@container (max-width:44rem){
.acuse .row>summary{grid-template-columns:1rem minmax(0,1fr) auto;padding:.4rem .2rem}
.acuse .row>summary .numbers{grid-column:2/-1;grid-row:2}
.acuse .numbers span:first-child{min-width:0}
.acuse .numbers .time{margin-left:0}
.acuse .row>summary .bars{grid-column:2/-1;grid-row:3}
.acuse .body{padding-left:.4rem}
}
`;
