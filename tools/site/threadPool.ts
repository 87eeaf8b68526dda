/** TensorFlow.js's wasm module starts eight thread workers, however many threads it is then told to use: here it starts as many as it can use. */
import type { Plugin } from 'vite'

const MODULE = /tfjs-backend-wasm-threaded-simd\.js$/
const EIGHT = 'pthreadPoolSize=8'
/** What the module itself makes of the cores when it is told how many threads to use (`workers/engine/tfjs/create.ts` tells it by the same number). */
const NEEDED = 'pthreadPoolSize=Math.max(1,Math.min(8,navigator.hardwareConcurrency/2|0))'

/** A worker costs a tenth of a second of a core, and megabytes, used or not. Fails the build where the module has no such pool any more, or another name. */
export function threadPool(): Plugin {
  let seen = false
  let expected = false
  return {
    name: 'thread-pool',
    apply: 'build',
    transform(code, id) {
      expected ||= id.includes('tfjs-backend-wasm')
      if (!MODULE.test(id.split('?')[0]!)) return null
      seen = true
      if (code.split(EIGHT).length !== 2) this.error(`${EIGHT} is not in ${id} once: see tools/site/threadPool.ts`)
      return { code: code.replace(EIGHT, NEEDED), map: null }
    },
    buildEnd(error) {
      if (!error && expected && !seen) this.error('TensorFlow.js’s threaded wasm module was not found: see tools/site/threadPool.ts')
    },
  }
}
