/** The stores over a real Chromium's files and databases, held to the contract that their fakes are held to in `storeContract.test.ts`. */
import { expect, test } from '@playwright/test'
import { openHarness } from '../tools/harness'

const WORKER = '/workers/trainer/testing/storeContract.worker.ts'

test('the browser’s files and databases do what the stores rest on, as the fakes do', async () => {
  const harness = await openHarness()
  try {
    const found = await harness.page.evaluate(
      (address) =>
        new Promise<Record<string, string | null>>((resolve) => {
          const worker = new Worker(address, { type: 'module' })
          worker.onerror = (event) => resolve({ worker: event.message })
          worker.onmessage = ({ data }: MessageEvent<Record<string, string | null>>) => resolve(data)
        }),
      WORKER,
    )
    expect(Object.keys(found).length).toBeGreaterThan(8)
    expect(Object.entries(found).filter(([, wrong]) => wrong !== null)).toEqual([])
  } finally {
    await harness.close()
  }
})
