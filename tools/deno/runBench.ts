/** A benchmark where it runs in Deno: its name, its options as JSON; its rows as JSON on standard output. */
import type { Bench, BenchOptions } from '../bench/row'

const [name, options = '{}'] = process.argv.slice(2)
const { run } = (await import(`../bench/${name}.ts`)) as { run: Bench }
process.stdout.write(JSON.stringify(await run(JSON.parse(options) as BenchOptions)))
process.exit(0)
