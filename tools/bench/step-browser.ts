/** The full training step on both wasm engines in Chromium beside PyTorch's, in short alternating rounds: what else runs slows both. */
import type { Page } from '@playwright/test'
import { openHarness } from '../harness'
import { type BenchOptions, type Row, ratio } from './row'
import { pytorch } from './step'
import type { Round, StepTask } from './step.worker'

const BATCH = 32

/** Rounds in one worker of the page, as the studio trains. */
export async function ours(page: Page, task: StepTask): Promise<Round> {
  return await page.evaluate(async (task) => {
    const scope = globalThis as unknown as { bench?: Worker }
    scope.bench ??= new Worker('/tools/bench/step.worker.ts', { type: 'module' })
    const worker = scope.bench
    return await new Promise<Round>((resolve, reject) => {
      worker.onerror = (event) => reject(new Error(event.message))
      worker.onmessage = ({ data }: MessageEvent<Round | { error: string }>) =>
        'error' in data ? reject(new Error(data.error)) : resolve(data)
      worker.postMessage(task)
    })
  }, task)
}

export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!

/**
 * `--steps N`: timed steps of ours in a round (default 3), PyTorch takes four times as many; `--rounds N` (default 5); `--size N` (default 64);
 * `--frozen N`: frozen blocks; `--threads N` (default 2). Fails where two rounds of an engine from one start end with different parameters: threads must not change a bit.
 */
export async function run(options: BenchOptions): Promise<Row[]> {
  const number = (name: string, otherwise: number) => (typeof options[name] === 'string' ? Number(options[name]) : otherwise)
  const [steps, rounds, size, frozenBlocks, threads] = [
    ...[number('steps', 3), number('rounds', 5), number('size', 64), number('frozen', 0), number('threads', 2)],
  ] as [number, number, number, number, number]
  const harness = await openHarness()
  try {
    const rates = { wasm: [] as Round[], 'tfjs-wasm': [] as Round[] }
    const peers: { device: string; rate: number }[] = []
    for (let i = 0; i < rounds; i++) {
      for (const backend of ['wasm', 'tfjs-wasm'] as const) {
        rates[backend].push(await ours(harness.page, { backend, threads, size, frozenBlocks, steps, batch: BATCH }))
      }
      const peer = pytorch({ size, frozenBlocks }, 4 * steps)
      if (peer) peers.push(peer)
    }
    for (const each of Object.values(rates)) {
      if (new Set(each.map(({ hash }) => hash)).size > 1) throw new Error('Equal steps ended with different parameters.')
    }
    const [rate, before] = [median(rates.wasm.map((round) => round.rate)), median(rates['tfjs-wasm'].map((round) => round.rate))]
    const theirs = peers.length ? median(peers.map((peer) => peer.rate)) : null
    const what = frozenBlocks === 5 ? 'frozen backbone' : 'full step'
    const name = `${what}, ${size} px, batch ${BATCH}, in Chromium (${rates.wasm[0]?.device}; ${rounds} rounds, bit for bit alike)`
    const peer = peers[0]?.device ?? null
    const bytes = rates.wasm[0]!.bytes / 1e6
    return [
      { name: `wasm ${name}`, unit: 'images/s', ours: rate, peer, theirs, ratio: ratio(rate, theirs, 'more') },
      { name: `wasm ${name}`, unit: 'images/s', ours: rate, peer: 'tfjs-wasm', theirs: before, ratio: ratio(rate, before, 'more') },
      { name: `tfjs-wasm ${name}`, unit: 'images/s', ours: before, peer, theirs, ratio: ratio(before, theirs, 'more') },
      { name: `wasm ${name}: memory`, unit: 'MB', ours: bytes, peer: null, theirs: null, ratio: null },
    ]
  } finally {
    await harness.close()
  }
}
