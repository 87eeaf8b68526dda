/** Dead code but for tests: as knip.json, with tests and what helps them no users of anything. What this finds only a test calls, so nobody needs it. */
import base from './knip.json' with { type: 'json' }

export default {
  ...base,
  entry: [...base.entry, 'vitest.config.ts', '!**/*.test.{ts,tsx}'],
  project: ['{src,workers,tools}/**/*.{ts,tsx,mjs}', '!**/*.test.{ts,tsx}', '!**/{testing,fixtures}/**', '!**/testing.ts'],
  // Packages that only tests use are no fault; the other run sees to those that nobody uses.
  include: ['files', 'exports', 'types', 'nsExports', 'nsTypes', 'duplicates'],
  vitest: false,
  playwright: false,
}
