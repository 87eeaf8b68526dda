/** `npm run bench -- NAME [--json] [--option value]`: runs one benchmark and prints its rows. */
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Bench, BenchOptions, Row } from './row'
import { table } from './table'

/**
 * Benchmarks of several modules with their options, which win over those given: `step` is every figure of a training step, on wasm (Node and
 * Chromium), on WebGPU's adapter, of its convolutions, of its plan, and on a hardware GPU where there is one.
 */
const COMPOSITE: Readonly<Record<string, readonly (readonly string[])[]>> = {
  step: [
    ['step'],
    ['step-browser'],
    ['step-webgpu', '--size', '64'],
    ['step-webgpu', '--size', '32'],
    ['kernels', '--size', '64', '--batch', '8'],
    ['plan', '--size', '224', '--batch', '32', '--frozen', '0', '--allocate'],
    ['plan', '--size', '224', '--batch', '32', '--frozen', '5', '--allocate'],
    ['step-gpu'],
  ],
}

const HERE = fileURLToPath(new URL('.', import.meta.url))
const NOT_BENCHES = ['cpu', 'main', 'row', 'table']
const names = readdirSync(HERE)
  .filter((file) => /^[a-z0-9-]+\.ts$/.test(file))
  .map((file) => file.slice(0, -3))
  .filter((name) => !NOT_BENCHES.includes(name))

function machine(): string {
  const model = cpus()[0]?.model.trim() ?? process.arch
  return `${model}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${process.arch}, Node ${process.versions.node}`
}

function parse(args: readonly string[]): { name: string | undefined; json: boolean; alone: boolean; options: BenchOptions } {
  const options: Record<string, string | true> = {}
  let name: string | undefined
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? ''
    if (!arg.startsWith('--')) name ??= arg
    else {
      const next = args[i + 1]
      const hasValue = next !== undefined && !next.startsWith('--')
      options[arg.slice(2)] = hasValue ? next : true
      if (hasValue) i++
    }
  }
  const { json = false, alone = false, ...rest } = options
  return { name, json: Boolean(json), alone: Boolean(alone), options: rest }
}

/**
 * Rows of a module, run in a process of its own: what one leaves behind does not slow the next. Rows that were printed count, however
 * the process ended after them: Dawn may crash when it is taken down.
 */
function runApart([name = '', ...own]: readonly string[], options: BenchOptions): Row[] {
  const given = Object.entries(options).flatMap(([key, value]) => (value === true ? [`--${key}`] : [`--${key}`, value]))
  const args = [...process.execArgv, process.argv[1] ?? '', name, ...given, ...own, '--alone', '--json']
  const { stdout } = spawnSync(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8', maxBuffer: 1 << 26 })
  if (!stdout.endsWith('}\n')) throw new Error(`The benchmark ${name} failed: see above`)
  // Before its rows a benchmark may say that it builds the page.
  return (JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as { rows: Row[] }).rows
}

async function main(args: readonly string[]): Promise<void> {
  const { name, json, alone, options } = parse(args)
  if (!name || !names.includes(name)) {
    const problem = name ? `There is no benchmark "${name}".` : 'Which benchmark?'
    console.error(`${problem} npm run bench -- NAME [--json], where NAME is one of: ${names.join(', ')}`)
    process.exit(2)
  }
  if (alone) {
    const { run } = (await import(`./${name}.ts`)) as { run: Bench }
    await print(await run(options), json)
    // Dawn and thread workers keep Node alive, and Dawn's teardown may crash: end without it. The parent looks at the rows only.
    process.kill(process.pid, 'SIGKILL')
    return
  }
  const parts = COMPOSITE[name] ?? [[name]]
  const rows: Row[] = []
  for (const [k, part] of parts.entries()) {
    if (parts.length > 1) console.error(`${k + 1} of ${parts.length}: ${part.join(' ')}`)
    rows.push(...runApart(part, options))
  }
  await print(rows, json)
}

/** Prints, and resolves when it is written. */
function print(rows: readonly Row[], json: boolean): Promise<void> {
  const text = json ? `${JSON.stringify({ machine: machine(), rows })}\n` : `${machine()}\n\n${table(rows)}\n`
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()))
  })
}

try {
  await main(process.argv.slice(2))
  process.exit(0)
} catch (error) {
  console.error(error)
  process.exit(1)
}
