/**
 * Waiting for a software adapter without taking its cores.
 *
 * The `webgpu` package polls Dawn in every turn of Node's event loop while anything is pending, which keeps one core busy. A hardware adapter
 * does not mind; SwiftShader computes on those cores, so on two of them it would be left one and a half.
 */
const never = new Int32Array(new SharedArrayBuffer(4))

/** Milliseconds slept each turn of the event loop. */
const NAP = 0.5

/** What `pending` resolves to; the thread sleeps most of the time until then. */
export async function napping<T>(pending: Promise<T>): Promise<T> {
  let waiting = true
  const nap = () => {
    if (!waiting) return
    Atomics.wait(never, 0, 0, NAP)
    setImmediate(nap)
  }
  setImmediate(nap)
  try {
    return await pending
  } finally {
    waiting = false
  }
}

/** Milliseconds of CPU that this process has used: on a software adapter, what other work on the machine falsifies little. */
export const cpu = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
