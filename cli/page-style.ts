/** How the page about an illegal history looks, by day and by night. */
export const pageStyle = `
:root { color-scheme: light dark; --back: #ffffff; --panel: #f6f7f9; --text: #1c2430; --quiet: #5d6878; --line: #d5dae2; --bar: #e6eaf1; --edge: #8b97a9;
  --placed: #d7e9fb; --placed-edge: #2a6db8; --bad: #c4202f; --bad-back: #fde3e4; --warn: #92580a; --warn-back: #fdeccd; --fault: #7c4bc7; --focus: #0b57d0; }
@media (prefers-color-scheme: dark) { :root { --back: #12161d; --panel: #1a2029; --text: #e4e9f1; --quiet: #9aa6b7; --line: #323b49; --bar: #2a3340; --edge: #74829a;
  --placed: #173a5e; --placed-edge: #6cb0f4; --bad: #ff7f88; --bad-back: #4b1a20; --warn: #f0b75e; --warn-back: #4a3510; --fault: #b08cf0; --focus: #8ab4f8; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1500px; margin: 0 auto; padding: 20px 24px 40px; }
h1 { margin: 0; font-size: 22px; color: var(--bad); }
h2 { margin: 0 0 8px; font-size: 15px; }
.about, .quiet { color: var(--quiet); }
.about { margin: 0 0 12px; font-size: 13px; overflow-wrap: anywhere; }
.sentence { margin: 0 0 16px; padding: 12px 16px; border-left: 4px solid var(--bad); background: var(--bad-back); font-size: 17px; overflow-wrap: anywhere; }
button { font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: 4px 10px; cursor: pointer; }
button:focus-visible, .bar:focus-visible rect { outline: 3px solid var(--focus); outline-offset: 1px; }
.tools { display: flex; flex-wrap: wrap; gap: 8px 18px; align-items: center; margin: 0 0 10px; font-size: 13px; }
.key { display: inline-flex; align-items: center; gap: 6px; }
.key i { width: 20px; height: 12px; border-radius: 3px; border: 1.5px solid var(--edge); background: var(--bar); }
.key .placed { background: var(--placed); border-color: var(--placed-edge); } .key .minimal { border-color: var(--warn); background: var(--warn-back); } .key .blocked { border-color: var(--bad); background: var(--bad-back); }
#sheet { display: flex; width: max-content; min-width: 100%; } #view { overflow: auto; max-height: 62vh; border: 1px solid var(--line); border-radius: 8px; background: var(--back); scrollbar-width: thin; }
#names { position: sticky; left: 0; z-index: 1; flex: none; background: var(--back); border-right: 1px solid var(--line); }
svg { display: block; font: 12px ui-monospace, monospace; }
svg text { fill: var(--text); }
.client, .ticks text, .order text { fill: var(--quiet); font-size: 11px; }
.lane, .ticks line { stroke: var(--line); }
.bar { cursor: pointer; outline: none; }
.bar rect { fill: var(--bar); stroke: var(--edge); stroke-width: 1.2; }
.bar.open rect { stroke-dasharray: 5 3; }
.bar.placed rect { fill: var(--placed); stroke: var(--placed-edge); }
.bar.minimal rect { stroke: var(--warn); stroke-width: 2.4; } .bar.minimal:not(.placed) rect { fill: var(--warn-back); }
.bar.stuck rect { stroke: var(--bad); stroke-width: 2.4; }
.bar.blocked rect { fill: var(--bad-back); stroke: var(--bad); stroke-width: 3; } .bar.blocked text { fill: var(--bad); font-weight: 600; }
.bar.looked rect { filter: brightness(0.94); stroke-width: 3; } .bar.pinned rect { stroke: var(--focus); stroke-width: 3.4; }
.order { pointer-events: none; } .order polyline { fill: none; stroke: var(--placed-edge); stroke-opacity: 0.35; stroke-width: 1.2; } .order circle { fill: var(--placed-edge); }
.band { fill: var(--fault); fill-opacity: 0.08; } .strip { fill: var(--fault); fill-opacity: 0.35; } .fault text { font-size: 11px; }
.gap line { stroke: var(--edge); stroke-dasharray: 2 4; } .gap text { fill: var(--quiet); font-size: 11px; }
.below { display: grid; grid-template-columns: minmax(260px, 1fr) minmax(260px, 1fr) minmax(260px, 1.3fr); gap: 16px; margin-top: 16px; }
@media (max-width: 900px) { .below { grid-template-columns: 1fr; } }
.below section { padding: 12px 14px; border: 1px solid var(--line); border-radius: 8px; background: var(--panel); min-width: 0; overflow-wrap: anywhere; }
#prefixes { display: flex; flex-direction: column; gap: 6px; } #prefixes button { text-align: left; background: var(--back); } #prefixes button[aria-checked="true"] { border-color: var(--placed-edge); background: var(--placed); }
#details { display: flex; flex-direction: column; gap: 2px; min-height: 6em; } .bad, #stuck { color: var(--bad); } .warn { color: var(--warn); }
.scroll { max-height: 320px; overflow: auto; font-size: 13px; } ol { margin: 0; padding-left: 3.2em; } .state { color: var(--quiet); } #stuck { margin: 6px 0 0; }
main > details { margin-top: 16px; } pre { overflow: auto; padding: 12px; border: 1px solid var(--line); border-radius: 8px; background: var(--panel); font-size: 12px; } kbd { border: 1px solid var(--line); border-radius: 4px; padding: 0 4px; background: var(--panel); font-size: 12px; }
footer { margin-top: 16px; font-size: 13px; color: var(--quiet); }
@media print { #view { max-height: none; } }
`;
