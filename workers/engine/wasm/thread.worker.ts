/** A thread of the wasm engine. It works on one memory until it is sent away, and then goes for good, so that nothing keeps the memory. */
import { Hand, type Work } from './threads'

addEventListener('message', ({ data }: MessageEvent<Work>) => {
  const hand = new Hand(data)
  postMessage('here')
  hand.serve()
  close()
})
