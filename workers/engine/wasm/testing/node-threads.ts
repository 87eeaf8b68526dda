/** Threads of the wasm engine on Node, where a browser has module workers. */
import { Worker } from 'node:worker_threads'
import type { StartHelper } from '../helpers'

/** tsx reads the thread's TypeScript; of `--import` a worker's own file takes no notice. */
const START = `import('tsx/esm/api').then(({ tsImport }) => tsImport('./node-thread.worker.ts', require('node:worker_threads').workerData.from))`

export const startNodeThread: StartHelper = (work) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(START, { eval: true, workerData: { work, from: import.meta.url } })
    worker.once('error', reject)
    worker.once('message', () => resolve({ end: () => void worker.terminate() }))
  })
