/**
 * `fetch` for what goes out: it says how much of a body has gone, which `fetch` itself never does, and everything it asks ends with one signal. Where there is no
 * XMLHttpRequest, as in Node, it is `fetch` with that signal.
 */

/** What the hub's library hands along with a request: its own wish to know how far that one is, a share. */
interface Hinted {
  readonly progressHint?: { readonly progressCallback?: (share: number) => void; readonly part?: number }
}

/** @param alive called whenever anything goes out or comes in */
export function sendingFetch(signal: AbortSignal, alive: () => void): typeof fetch {
  return async (input, init = {}) => {
    const both = init.signal ? AbortSignal.any([signal, init.signal]) : signal
    both.throwIfAborted()
    const { body } = init
    const isPlain = typeof XMLHttpRequest === 'undefined' || typeof input !== 'string' || body === undefined || body === null
    const response = isPlain ? await fetch(input, { ...init, signal: both }) : await send(input, init, both, alive)
    alive()
    return response
  }
}

const HEADER = /^([^:\r\n]+):[ \t]*(.*?)\r?$/gm

/** @throws TypeError as `fetch` does, where the connection does not come about or breaks; the signal's reason */
function send(address: string, init: RequestInit & Hinted, signal: AbortSignal, alive: () => void): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const stop = () => request.abort()
    const hint = init.progressHint
    request.upload.addEventListener('progress', ({ lengthComputable, loaded, total }) => {
      alive()
      // Of a body in parts the library would want the share of them all.
      if (lengthComputable && total > 0 && hint?.part === undefined) hint?.progressCallback?.(loaded / total)
    })
    request.addEventListener('loadend', () => signal.removeEventListener('abort', stop))
    request.addEventListener('load', () => {
      const headers = Array.from(request.getAllResponseHeaders().matchAll(HEADER), ([, name, value]): [string, string] => [name!, value!])
      const hasBody = ![204, 205, 304].includes(request.status)
      const response = new Response(hasBody ? request.responseText : null, { status: request.status, headers })
      // The library says in its errors who answered.
      Object.defineProperty(response, 'url', { value: request.responseURL })
      resolve(response)
    })
    request.addEventListener('error', () => reject(new TypeError('the connection broke')))
    request.addEventListener('abort', () => reject(signal.reason))
    request.open(init.method ?? 'GET', address)
    new Headers(init.headers).forEach((value, name) => {
      request.setRequestHeader(name, value)
    })
    signal.addEventListener('abort', stop, { once: true })
    request.send(init.body as XMLHttpRequestBodyInit)
  })
}
