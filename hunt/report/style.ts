/** How the report of a campaign looks, by day and by night. */
export const reportStyle = `
:root { color-scheme: light dark; --back: #ffffff; --panel: #f6f7f9; --text: #1c2430; --quiet: #5d6878; --line: #d5dae2; --good: #17723b; --good-back: #dff3e6; --bad: #b3202d; --bad-back: #fde3e4;
  --warn: #8a5207; --warn-back: #fdeccd; --focus: #0b57d0; --none: #eef0f4; }
@media (prefers-color-scheme: dark) { :root { --back: #12161d; --panel: #1a2029; --text: #e4e9f1; --quiet: #9aa6b7; --line: #323b49; --good: #6fd394; --good-back: #143423; --bad: #ff8a92; --bad-back: #4b1a20;
  --warn: #f0b75e; --warn-back: #4a3510; --focus: #8ab4f8; --none: #1f2631; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1280px; margin: 0 auto; padding: 24px 24px 48px; }
h1 { margin: 0 0 4px; font-size: 24px; } h2 { margin: 36px 0 10px; font-size: 18px; } h3 { margin: 0; font-size: 16px; overflow-wrap: anywhere; }
p { margin: 6px 0; } .quiet { color: var(--quiet); } .small { font-size: 13px; }
nav { display: flex; flex-wrap: wrap; gap: 4px 16px; margin: 14px 0 0; font-size: 14px; } a { color: var(--focus); }
a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
.badge, .whole { white-space: nowrap; } thead th { overflow-wrap: normal; }
.badge { display: inline-block; padding: 1px 10px; border-radius: 999px; font-weight: 600; font-size: 14px; vertical-align: middle; }
.good { color: var(--good); background: var(--good-back); } .bad { color: var(--bad); background: var(--bad-back); } .warn { color: var(--warn); background: var(--warn-back); } .none { color: var(--quiet); background: var(--none); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 18px 0 0; }
.tile { padding: 10px 14px; border: 1px solid var(--line); border-radius: 8px; background: var(--panel); } .tile b { display: block; font-size: 22px; font-variant-numeric: tabular-nums; } .tile span { color: var(--quiet); font-size: 13px; }
.failure { margin: 0 0 14px; padding: 14px 16px; border: 1px solid var(--line); border-left: 5px solid var(--bad); border-radius: 8px; background: var(--panel); }
.failure.undecided { border-left-color: var(--warn); }
pre, code { font: 13px/1.5 ui-monospace, monospace; } pre { margin: 8px 0 0; padding: 10px 12px; overflow: auto; max-height: 420px; border: 1px solid var(--line); border-radius: 6px; background: var(--back); white-space: pre-wrap; overflow-wrap: anywhere; }
code.command { user-select: all; padding: 2px 6px; border: 1px solid var(--line); border-radius: 5px; background: var(--back); overflow-wrap: anywhere; }
summary { cursor: pointer; margin-top: 8px; color: var(--quiet); }
.scroll { overflow: auto; max-height: 70vh; border: 1px solid var(--line); border-radius: 8px; }
table { border-collapse: collapse; width: 100%; font-size: 14px; } th, td { padding: 5px 10px; text-align: left; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
thead th { position: sticky; top: 0; background: var(--panel); font-weight: 600; z-index: 1; } td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
tbody tr:last-child td, tbody tr:last-child th { border-bottom: 0; } tbody th { font-weight: 400; }
.matrix { width: auto; } .matrix td { text-align: center; min-width: 34px; border-left: 1px solid var(--line); } .matrix thead th.turned { height: 150px; vertical-align: bottom; padding: 6px 4px; } .matrix .turned span { writing-mode: vertical-rl; transform: rotate(180deg); white-space: nowrap; font-size: 12px; }
.matrix tbody th { position: sticky; left: 0; background: var(--back); max-width: 420px; min-width: 260px; }
@media print { .scroll { max-height: none; } pre { max-height: none; } }
`;
