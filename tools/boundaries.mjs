/** Import directions by dependency-cruiser, with the module count asserted: with no modules read it would pass on nothing. */
import { spawnSync } from 'node:child_process'

const folders = ['src', 'workers']
const { stdout, stderr, status } = spawnSync(
  'node_modules/.bin/depcruise',
  ['--config', '.dependency-cruiser.json', '--output-type', 'json', ...folders],
  {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  },
)
if (!stdout) {
  console.error(stderr)
  process.exit(status || 1)
}
const { summary } = JSON.parse(stdout)
for (const v of summary.violations) console.error(`${v.rule.name}: ${v.from} -> ${v.to}`)
console.log(`${summary.totalCruised} modules, ${summary.totalDependenciesCruised} dependencies, ${summary.violations.length} violations`)
if (summary.totalCruised < 5) {
  console.error('fewer modules than there are: the check reads nothing')
  process.exit(1)
}
process.exit(summary.violations.length ? 1 : 0)
