/**
 * `fetch` for what goes out: it says how much of a body has gone, which `fetch` itself never does, and everything it asks ends with one signal. Where there is no
 * XMLHttpRequest, as in Node, a large body is a stream that tells when it is read.
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
    const ask = () => {
      if (typeof input !== 'string' || init.body === undefined || init.body === null) return fetch(input, { ...init, signal: both })
      return typeof XMLHttpRequest === 'undefined' ? stream(input, init, both, alive) : send(input, init, both, alive)
    }
    const response = await ask()
    alive()
    return response
  }
}

/** Bytes that are read at once of a body that is a stream. */
const PART = 64 * 1024
/** Bytes up to which a body goes out as it is: a stream could not follow where the hub leads on to, and only its stores get more. */
const AS_IT_IS = 2 ** 20

const isBytes = (body: BodyInit): body is Blob | ArrayBuffer | ArrayBufferView<ArrayBuffer> =>
  body instanceof Blob || body instanceof ArrayBuffer || ArrayBuffer.isView(body)

/** `fetch` of a body that is read as it goes out. */
function stream(address: string, init: RequestInit & Hinted, signal: AbortSignal, alive: () => void): Promise<Response> {
  const { body } = init
  const blob = body && isBytes(body) ? (body instanceof Blob ? body : new Blob([body])) : null
  if (!blob || blob.size <= AS_IT_IS) return fetch(address, { ...init, signal })
  const hint = init.progressHint
  let at = 0
  const parts = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const part = new Uint8Array(await blob.slice(at, at + PART).arrayBuffer())
        at += part.length
        controller.enqueue(part)
        alive()
        if (hint?.part === undefined) hint?.progressCallback?.(at / blob.size)
        if (at >= blob.size) controller.close()
      },
    },
    { highWaterMark: 0 },
  )
  const headers = new Headers(init.headers)
  // A store takes no body of unknown length.
  headers.set('content-length', String(blob.size))
  if (blob.type && !headers.has('content-type')) headers.set('content-type', blob.type)
  // `duplex` is wanted with a stream, and no type has it.
  const streamed: RequestInit & { duplex: 'half' } = { ...init, headers, signal, body: parts, duplex: 'half' }
  return fetch(address, streamed)
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
