/** What such a thread runs: `thread.worker.ts` without a browser. */
import { parentPort, workerData } from 'node:worker_threads'
import { Hand, type Work } from '../threads'

const hand = new Hand((workerData as { work: Work }).work)
parentPort?.postMessage('here')
hand.serve()
