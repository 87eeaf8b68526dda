/** Minifies the workers' scripts, but for one: TensorFlow.js makes its wasm thread workers from Function.toString(), and minified they die, and the backend hangs without an error. */
import { minifySync, type Plugin } from 'vite'

const BY_TEXT = /tfjs-backend-wasm-threaded-simd\.js$/

/** Of the workers' plugins the last. */
export function minifyWorkers(): Plugin {
  return {
    name: 'minify-workers',
    apply: 'build',
    renderChunk(code, { fileName, moduleIds }) {
      if (moduleIds.some((id) => BY_TEXT.test(id.split('?')[0]!))) return null
      const { code: small, errors } = minifySync(fileName, code, {
        module: true,
        compress: { target: 'es2023' },
        mangle: { toplevel: true },
      })
      for (const { message } of errors) this.error(message)
      return { code: small, map: null }
    },
  }
}
