/** Makes the wasm engine: compiles its kernels for this processor and says how its threads are started. */
import { Problem } from '../../protocol/problem'
import type { EngineInfo, TrainingEngine } from '../engine'
import { compileKernels, hasRelaxedSimd } from './code/module'
import { WasmEngine } from './engine'
import type { StartHelper } from './helpers'
import { PATIENCE, type Patience } from './threads'

export interface WasmOptions {
  /** Threads in all, at most `MOST_THREADS`; one where memory cannot be shared. */
  readonly threads?: number
  /** Starts a thread; a module worker without. */
  readonly start?: StartHelper
  /** For how long threads are waited for. */
  readonly patience?: Patience
}

const MOST_THREADS = 8

/** @throws Problem `no-wasm` where the browser has no SIMD (before Chrome 91, Firefox 89, Safari 16.4), or no WebAssembly (Lockdown Mode, a policy) */
export function createWasmEngine({ threads = 1, start = startWorker, patience = PATIENCE }: WasmOptions = {}): TrainingEngine {
  const count = Math.max(1, Math.min(MOST_THREADS, threads))
  const shared = count > 1
  const { fused, module } = compiled(shared)
  const info: EngineInfo = {
    backend: 'wasm',
    device: `wasm, ${count} ${count === 1 ? 'thread' : 'threads'}`,
    software: true,
    features: fused ? ['simd', 'relaxed simd'] : ['simd'],
  }
  return new WasmEngine({ info, module, threads: count, shared, start, patience })
}

function compiled(shared: boolean): { fused: boolean; module: WebAssembly.Module } {
  try {
    const fused = hasRelaxedSimd()
    return { fused, module: compileKernels(shared, fused) }
  } catch (error) {
    throw new Problem('no-wasm', { detail: error instanceof Error ? error.message : String(error) })
  }
}

const startWorker: StartHelper = (work, over) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./thread.worker.ts', import.meta.url), { type: 'module' })
    over.addEventListener('abort', () => worker.terminate())
    worker.onmessage = () => resolve({ end: () => worker.terminate() })
    worker.onerror = ({ message }) => {
      worker.terminate()
      reject(new Error(message))
    }
    worker.postMessage(work)
  })
