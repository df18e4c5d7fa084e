// The part of the style sheet for lists of waits, entries and reasons, and for their buttons. A form that opens lies over
// what follows, so that nothing moves.

export const ENTRIES = `
.acuse .entries,.acuse .reasons{border-top:1px solid var(--line)}
.acuse .entry,.acuse .reasons>li{padding:.55rem 0 .6rem;border-bottom:1px solid var(--line)}
.acuse .reasons>li{padding:.3rem 0}
.acuse .reasons summary{width:auto;font-size:1rem;color:var(--ink)}
.acuse .reasons summary::marker{color:var(--link)}
.acuse .reasons .meta,.acuse .reasons .todo{padding-left:1.1rem}
.acuse .reasons .meta b{margin-left:.2em}
.acuse code.reason{font-weight:400;color:var(--soft);margin-left:.3em}
.acuse .times{color:var(--attention)}
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
.acuse .single>li{padding:.4rem 0 .4rem .8rem;border-bottom:1px dashed var(--line)}
.acuse .rest{margin:.55rem 0 0}
.acuse .rest .entries,.acuse .rest .reasons{margin-top:.5rem}

.acuse .acts{position:relative;display:flex;flex-wrap:wrap;gap:.1rem 1.1rem;margin:.3rem 0}
.acuse .act form{position:absolute;left:0;top:100%;z-index:1;width:min(34rem,100%);margin:.25rem 0 0;padding:.6rem .75rem;background:var(--card);border:1px solid var(--soft);border-radius:4px;font-size:.9rem;box-shadow:0 4px 16px rgb(0 0 0/.25)}
.acuse .act form p{margin:0 0 .5rem}
`;
