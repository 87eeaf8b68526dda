/** GFLOP/s of each convolution of ResNet18's step on the wasm engine, forward and both gradients, on one thread in Chromium, beside what the processor reaches there at best. */
import { openHarness } from '../harness'
import { type BenchOptions, type Row, ratio } from './row'

/** `--size N` (default 64), `--batch N` (32). What lies outside the picture is left out of the operations, as the kernels leave it out where they can. */
export async function run(options: BenchOptions): Promise<Row[]> {
  const [size, batch] = [Number(options.size ?? 64), Number(options.batch ?? 32)]
  const harness = await openHarness()
  try {
    const { ceiling, shapes } = await harness.page.evaluate(
      async ({ size, batch }) => {
        const page = (await import(/* @vite-ignore */ '/tools/bench/shapes.page.ts' as string)) as typeof import('./shapes.page')
        return page.measureShapes(size, batch)
      },
      { size, batch },
    )
    return shapes.map(({ name, gflops }) => ({
      ...{ name: `wasm, ${size} px: ${name}`, unit: 'GFLOP/s', ours: gflops },
      ...{ peer: 'product in the nearest cache', theirs: ceiling, ratio: ratio(gflops, ceiling, 'more') },
    }))
  } finally {
    await harness.close()
  }
}
