/** The style sheet of a report: one page for screens of any width, light and dark, and for paper. */

/** Colours that people with any colour vision tell apart, after Okabe and Ito; red is kept for what failed. */
const light = `
  --page: #f6f7f9; --card: #ffffff; --text: #1b1f27; --muted: #5b6472; --axis: #9aa3b0; --grid: #e6e9ee;
  --border: #dde1e7; --ground: #eef0f4; --fine: #dcebe3; --quiet: #7d8694; --on-node: #ffffff;
  --node-1: #0067a5; --node-2: #b26a00; --node-3: #00805c; --node-4: #9d4f86; --node-5: #2f8fc4;
  --node-6: #7a7000; --node-7: #5b4bb5; --node-8: #6b4a32;
  --good: #0b7a4b; --good-veil: #e3f4ec; --bad: #c0232c; --bad-veil: #fbe7e8;
  --fault: #c0232c; --fault-veil: rgb(192 35 44 / 14%); --heal: #0b7a4b;
  --outage: #d33a43; --outage-reads: #a8480c; --outage-veil: rgb(211 58 67 / 13%);
  --line-1: #0067a5; --line-2: #b26a00;`;

const dark = `
  --page: #12151a; --card: #1a1e25; --text: #e8ebf0; --muted: #9ea8b6; --axis: #5f6978; --grid: #2b313b;
  --border: #2e3540; --ground: #262c36; --fine: #21382e; --quiet: #8a94a3; --on-node: #10131a;
  --node-1: #56b0ea; --node-2: #f0a838; --node-3: #35c79a; --node-4: #e290c4; --node-5: #9ad4f5;
  --node-6: #e3d75a; --node-7: #a99cf0; --node-8: #c9a284;
  --good: #4cd39a; --good-veil: #17332a; --bad: #ff8b8b; --bad-veil: #3d1f23;
  --fault: #ff8b8b; --fault-veil: rgb(255 139 139 / 16%); --heal: #4cd39a;
  --outage: #f2707a; --outage-reads: #f0915a; --outage-veil: rgb(242 112 122 / 17%);
  --line-1: #56b0ea; --line-2: #f0a838;`;

/** All of it. */
export const styleSheet = `
:root { color-scheme: light; ${light} }
@media screen and (prefers-color-scheme: dark) { :root { color-scheme: dark; ${dark} } }
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
main { max-width: 1120px; margin: 0 auto; padding: 32px 20px 48px; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 4px; }
h2 { font-size: 19px; line-height: 1.3; margin: 40px 0 12px; }
h3 { font-size: 15px; margin: 0; }
p { margin: 0 0 8px; }
.quiet, .note, figcaption p, dt { color: var(--muted); }
.card { background: var(--card); border: 1px solid var(--border); border-radius: 10px; padding: 16px 18px; }
.verdict { margin: 20px 0 16px; border-left: 6px solid var(--good); }
.verdict.failed { border-left-color: var(--bad); }
.verdict p { margin: 0; font-size: 18px; line-height: 1.4; }
.word { font-weight: 700; letter-spacing: 0.02em; color: var(--good); }
.failed .word { color: var(--bad); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(158px, 1fr)); gap: 12px; margin: 0; }
.figures > div { margin: 0; padding: 12px 16px; }
.figures dt { font-size: 13px; }
.figures dd { margin: 0; }
.figures .value {
  font-size: 28px; line-height: 1.2; font-weight: 650; font-variant-numeric: tabular-nums; white-space: nowrap;
}
.figures .note { font-size: 13px; }
.good { color: var(--good); } .bad { color: var(--bad); }
ul.findings { list-style: none; margin: 0; padding: 6px 18px; columns: 440px 2; column-gap: 32px; }
.findings li { display: flex; gap: 10px; padding: 6px 0; border-bottom: 1px solid var(--border); break-inside: avoid; }
.findings li:last-child { border-bottom: 0; }
.mark { flex: none; min-width: 62px; font-weight: 700; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 0 0 12px; padding: 0; list-style: none; font-size: 14px; }
.legend li { display: flex; align-items: center; gap: 7px; }
.key { width: 16px; height: 12px; border-radius: 2px; flex: none; }
.key.line { height: 3px; }
.key.dashed { height: 0; border-top: 2px dashed; border-radius: 0; }
.key.hatched { border: 1.5px dashed var(--fault); background: var(--fault-veil); }
figure { margin: 0 0 14px; padding: 14px 16px 8px; }
figcaption p { font-size: 13.5px; margin: 2px 0 6px; }
figure .legend { margin: 4px 0 2px; font-size: 13px; }
figure svg { display: block; width: 100%; height: auto; font-variant-numeric: tabular-nums; }
figure svg text { dominant-baseline: central; }
.narrow { display: none; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: 14px; }
caption { text-align: left; font-weight: 600; padding: 0 0 6px; }
th, td { text-align: left; padding: 7px 16px 7px 0; border-top: 1px solid var(--border); vertical-align: top; }
thead th, thead td { border-top: 0; }
thead th { color: var(--muted); font-weight: 600; }
tbody th { font-weight: 600; white-space: nowrap; }
tfoot td, tfoot th { border-top: 2px solid var(--border); font-weight: 600; }
td.number, th.number { text-align: right; }
.facts td, .facts th { white-space: nowrap; }
.wrap { min-width: 180px; }
.scroll .note { font-size: 13px; margin: 10px 0 0; }
html .scroll th:last-child, html .scroll td:last-child { padding-right: 0; }
section > .card + .card { margin-top: 14px; }
.story td:first-child { white-space: nowrap; text-align: right; color: var(--muted); }
.differs { background: var(--ground); }
.settings { display: grid; grid-template-columns: max-content 1fr; gap: 4px 20px; margin: 0; }
.settings dd { margin: 0; overflow-wrap: anywhere; }
pre { margin: 8px 0 0; padding: 12px 14px; background: var(--ground); border-radius: 8px; white-space: pre-wrap; overflow-wrap: anywhere; }
code, pre { font: 13.5px/1.5 ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace; }
summary { cursor: pointer; font-weight: 600; }
.scroll details { margin-top: 12px; }
details[open] summary { margin-bottom: 10px; }
@media screen and (max-width: 700px) {
  main { padding: 20px 12px 32px; }
  h1 { font-size: 21px; } h2 { font-size: 17px; margin-top: 30px; }
  .card { padding: 12px; } figure { padding: 12px 8px 6px; } figcaption, figure .legend { padding: 0 4px; }
  .figures { grid-template-columns: repeat(2, 1fr); gap: 8px; } .figures .value { font-size: 22px; }
  .figures > div { padding: 10px 12px; }
  .wide { display: none; } .narrow { display: block; }
  .settings { grid-template-columns: 1fr; gap: 0; } .settings dd { margin-bottom: 8px; }
}
@media print {
  body { background: none; font-size: 12px; }
  main { max-width: none; padding: 0; }
  .card { break-inside: avoid; } h2 { break-after: avoid; } tr { break-inside: avoid; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
