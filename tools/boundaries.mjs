/** Import directions by dependency-cruiser; that it reads the modules and that each lies in a room is asserted: else it would pass on nothing. */
import { spawnSync } from 'node:child_process'
import { BESIDE, patternOf, ROOMS } from './rooms.mjs'

const folders = ['src', 'workers', 'tools']
const { stdout, stderr, status } = spawnSync(
  'node_modules/.bin/depcruise',
  ['--config', '.dependency-cruiser.mjs', '--output-type', 'json', ...folders],
  {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  },
)
if (!stdout) {
  console.error(stderr)
  process.exit(status || 1)
}
const { summary, modules } = JSON.parse(stdout)
for (const v of summary.violations) console.error(`${v.rule.name}: ${v.from} -> ${v.to}`)
console.log(`${summary.totalCruised} modules, ${summary.totalDependenciesCruised} dependencies, ${summary.violations.length} violations`)

/** @type {string[]} */
const files = modules.map((/** @type {{source: string}} */ { source }) => source)
const beside = new RegExp(`${BESIDE}|\\.json$`)
let homeless = 0
for (const [tree, rooms] of Object.entries(ROOMS)) {
  const patterns = rooms.map((room) => new RegExp(patternOf(tree, room)))
  for (const [at, room] of rooms.entries()) {
    if (files.some((file) => patterns[at]?.test(file))) continue
    console.error(`tools/rooms.mjs names ${tree}/${room}, where no file is`)
    homeless++
  }
  for (const file of files) {
    if (!file.startsWith(`${tree}/`) || beside.test(file) || patterns.some((pattern) => pattern.test(file))) continue
    console.error(`${file} lies in no room of tools/rooms.mjs`)
    homeless++
  }
}
process.exit(summary.violations.length || homeless ? 1 : 0)
