/** The full training step on wasm with 2 threads in Chromium beside PyTorch's, in short alternating rounds: what else runs slows both. */
import type { Page } from '@playwright/test'
import { openHarness } from '../harness'
import { type BenchOptions, type Row, ratio } from './row'
import { pytorch } from './step'
import type { Round, StepTask } from './step.worker'

const BATCH = 32

/** Rounds in one worker of the page, as the studio trains. */
async function ours(page: Page, task: StepTask): Promise<Round> {
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

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!

/**
 * `--steps N`: timed steps of ours in a round (default 3), PyTorch takes four times as many; `--rounds N` (default 5); `--size N` (default 64);
 * `--frozen N`: frozen blocks. Fails where two rounds from one start end with different parameters: threads must not change a bit.
 */
export async function run(options: BenchOptions): Promise<Row[]> {
  const number = (name: string, otherwise: number) => (typeof options[name] === 'string' ? Number(options[name]) : otherwise)
  const [steps, rounds, size, frozenBlocks] = [number('steps', 3), number('rounds', 5), number('size', 64), number('frozen', 0)]
  const harness = await openHarness()
  try {
    const mine: Round[] = []
    const peers: { device: string; rate: number }[] = []
    for (let i = 0; i < rounds; i++) {
      mine.push(await ours(harness.page, { size, frozenBlocks, steps, batch: BATCH }))
      const peer = pytorch({ size, frozenBlocks }, 4 * steps)
      if (peer) peers.push(peer)
    }
    if (new Set(mine.map(({ hash }) => hash)).size > 1) throw new Error('Equal steps ended with different parameters.')
    const rate = median(mine.map((round) => round.rate))
    const theirs = peers.length ? median(peers.map((peer) => peer.rate)) : null
    const what = frozenBlocks === 5 ? 'frozen backbone' : 'full step'
    const name = `wasm ${what}, ${size} px, batch ${BATCH}, 2 threads in Chromium (${mine[0]?.device}; ${rounds} rounds, bit for bit alike)`
    return [{ name, unit: 'images/s', ours: rate, peer: peers[0]?.device ?? null, theirs, ratio: ratio(rate, theirs, 'more') }]
  } finally {
    await harness.close()
  }
}
