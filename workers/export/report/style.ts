/** The report's style sheet, in the page itself. A text here and not a .css file, which the test runner would empty. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ink: #1b1f24;
  --paper: #fff;
  --faint: #d5d9de;
  --heat: 0, 114, 178;
  --train: #85858f;
  --val: #5d5dd6;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e6e8eb;
    --paper: #16191d;
    --faint: #3a4048;
    --heat: 86, 180, 233;
    --train: #8c8c98;
    --val: #7f7fea;
  }
}
body {
  margin: 0 auto;
  padding: 24px;
  max-width: 960px;
  font:
    15px / 1.5 system-ui,
    sans-serif;
  color: var(--ink);
  background: var(--paper);
  font-variant-numeric: tabular-nums;
}
h1 {
  font-size: 24px;
  margin: 0 0 4px;
}
h2 {
  font-size: 18px;
  margin: 32px 0 8px;
}
.figures {
  display: flex;
  flex-wrap: wrap;
  gap: 24px;
  margin: 16px 0;
}
.figures b {
  display: block;
  font-size: 26px;
}
.charts {
  display: flex;
  flex-wrap: wrap;
  gap: 16px;
}
figure {
  margin: 0;
  flex: 1 1 300px;
  max-width: 460px;
}
svg {
  width: 100%;
  height: auto;
}
svg text {
  fill: var(--ink);
  font-size: 11px;
}
svg .title {
  font-size: 13px;
  font-weight: 600;
}
.grid {
  stroke: var(--faint);
  fill: none;
}
.line {
  fill: none;
  stroke-width: 2;
}
ul {
  list-style: none;
  display: flex;
  flex-wrap: wrap;
  gap: 4px 16px;
  padding: 0;
  margin: 0;
}
li i {
  display: inline-block;
  width: 10px;
  height: 10px;
  margin-right: 6px;
  border-radius: 2px;
}
.scroll {
  overflow-x: auto;
}
table {
  border-collapse: collapse;
  margin: 8px 0;
}
th,
td {
  padding: 4px 10px;
  border-bottom: 1px solid var(--faint);
  text-align: left;
  font-weight: normal;
  /* A name goes in its own direction. */
  unicode-bidi: plaintext;
}
thead th {
  font-weight: 600;
}
.n {
  text-align: right;
}
.pictures {
  display: grid;
  grid-template-columns: repeat(auto-fill, minmax(150px, 1fr));
  gap: 16px;
}
.pictures img {
  width: 100%;
  height: 150px;
  object-fit: contain;
  background: var(--faint);
}
.pictures figcaption {
  font-size: 12px;
  overflow-wrap: anywhere;
}
@media print {
  body {
    max-width: none;
  }
  h2,
  figure {
    break-inside: avoid;
  }
}
h3 {
  font-size: 15px;
  margin: 16px 0 4px;
}
.heat td {
  width: 38px;
  min-width: 38px;
  height: 38px;
}
.heat th[scope="col"] {
  max-height: 220px;
  overflow-wrap: anywhere;
  vertical-align: bottom;
  text-align: start;
  writing-mode: vertical-rl;
  transform: rotate(180deg);
}
`
