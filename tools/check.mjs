/** The fast checks, all at once, each with its time, reported in order: `npm run check`. Fails when any of them fails. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'

const bin = (/** @type {string} */ name) => [process.execPath, join('node_modules', ...name.split('/'))]
const steps = [
  { name: 'format and lint', command: [...bin('@biomejs/biome/bin/biome'), 'ci', '--error-on-warnings', '--colors=off', '.'] },
  { name: 'types', command: [...bin('typescript/bin/tsc'), '-b', '--pretty', 'false'] },
  { name: 'boundaries', command: [process.execPath, 'tools/boundaries.mjs'] },
  { name: 'dead code', command: bin('knip/bin/knip.js') },
  // Again with tests as no users: what only a test calls is no part of the product.
  { name: 'dead code but for tests', command: [...bin('knip/bin/knip.js'), '--config', 'knip.product.ts'] },
]

/** @type {Set<import('node:child_process').ChildProcess>} */
const current = new Set()
// Whoever ends this ends those too; that they did not end well is told as ever.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
  process.on(signal, () => {
    for (const child of current) child.kill(signal)
  })

/** @param {string[]} command */
function run([file = '', ...args]) {
  const start = Date.now()
  return new Promise((/** @type {(result: {status: number | null, output: string, seconds: string}) => void} */ resolve) => {
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    current.add(child)
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
    child.on('close', (status) => {
      current.delete(child)
      resolve({ status, output, seconds: ((Date.now() - start) / 1000).toFixed(1) })
    })
  })
}

const results = steps.map(({ command }) => run(command))
let failed = 0
for (const [index, { name }] of steps.entries()) {
  const result = await results[index]
  if (!result) continue
  process.stdout.write(result.output)
  console.log(`${name}: ${result.status === 0 ? 'ok' : 'FAILED'} (${result.seconds} s)`)
  if (result.status !== 0) failed++
}
process.exit(failed ? 1 : 0)
