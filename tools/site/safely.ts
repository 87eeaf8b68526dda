/** Keeps a server alive whatever becomes of one request. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'

/**
 * What `answer` does, where it works out. Where it throws, the answer is 500; where a file that it pipes cannot be read any more, the connection ends, since what it
 * promised does not come. Both are told in the console.
 *
 * @param headers of the answer 500
 */
export function safely(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  headers: Readonly<Record<string, string>>,
): RequestListener {
  return (request, response) => {
    response.on('pipe', (source) => {
      source.on('error', (error) => {
        console.error(`${request.url} could not be read`, error)
        response.destroy()
      })
      // Who goes away in the middle leaves no file open.
      response.on('close', () => source.destroy())
    })
    try {
      answer(request, response)
    } catch (error) {
      console.error(`${request.url} could not be answered`, error)
      if (response.headersSent) response.destroy()
      else response.writeHead(500, { ...headers }).end()
    }
  }
}
