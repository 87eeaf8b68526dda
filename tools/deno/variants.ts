/** The benchmark `variants` where it runs in Deno: its options as JSON, its rows as JSON on standard output. */

import type { BenchOptions } from '../bench/row'
import { run } from '../bench/variants'

const options = JSON.parse(process.argv[2] ?? '{}') as BenchOptions
process.stdout.write(JSON.stringify(await run(options)))
process.exit(0)
