/** Unpacking what an archive holds, with a bound on memory whatever the zip says: fed in small slices, counted, its first bytes looked at before the rest. */

/** Deflate gives at most 1,032 bytes for one: what a slice gives is at most 17 MB, of which the one that unpacks may have one too many. */
const SLICE = 16 << 10
/** Packed bytes that are read from the disk at a time. */
const READ = 1 << 20
/** First bytes that are looked at. */
const LOOKED_AT = 64 << 10

/** Throws where what begins so is not wanted. */
export type Look = (first: Uint8Array<ArrayBuffer>) => void | Promise<void>

/** The packed bytes, slice by slice as they are asked for. */
function slices(packed: Blob | Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const inHand = packed instanceof Uint8Array
  let at = inHand ? packed.length : 0
  let read = inHand ? packed : new Uint8Array(0)
  let used = 0
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        if (used === read.length) {
          if (inHand || at >= packed.size) return controller.close()
          read = new Uint8Array(await packed.slice(at, at + READ).arrayBuffer())
          at += READ
          used = 0
        }
        const end = Math.min(used + SLICE, read.length)
        // A copy: what takes it may keep its buffer.
        controller.enqueue(read.slice(used, end))
        used = end
      },
    },
    { highWaterMark: 0 },
  )
}

/** Thrown where something unpacks to more than it may. */
export class TooMuch extends Error {
  override readonly name = 'TooMuch'
}

/**
 * Unpacks packed bytes.
 *
 * @param packed read piece by piece, or at hand already
 * @param most bytes that they may give: it ends as soon as there is more
 * @param look is given the first 64 KB (all, where there is less) before the rest is unpacked; what it throws ends it
 * @throws TooMuch; Error where the bytes are no such stream; what `look` throws; the signal's reason when aborted
 */
export async function unpack(
  packed: Blob | Uint8Array<ArrayBuffer>,
  format: 'deflate-raw' | 'gzip',
  most: number,
  look: Look,
  signal?: AbortSignal,
): Promise<Blob> {
  const reader = slices(packed).pipeThrough(new DecompressionStream(format)).getReader()
  const parts: Blob[] = []
  let chunks: Uint8Array<ArrayBuffer>[] = []
  let held = 0
  let total = 0
  let looked = false
  const lookAt = async (): Promise<void> => {
    looked = true
    const [first] = chunks
    await look(chunks.length === 1 && first ? first : new Uint8Array(await new Blob(chunks).slice(0, LOOKED_AT).arrayBuffer()))
  }
  try {
    for (;;) {
      signal?.throwIfAborted()
      const { done, value } = await reader.read()
      if (done) break
      total += value.byteLength
      if (total > most) throw new TooMuch(`it unpacks to more than ${most} bytes`)
      chunks.push(value as Uint8Array<ArrayBuffer>)
      held += value.byteLength
      if (!looked && total >= LOOKED_AT) await lookAt()
      // The browser may keep a Blob's bytes on the disk.
      if (held >= READ) {
        parts.push(new Blob(chunks))
        chunks = []
        held = 0
      }
    }
    if (!looked) await lookAt()
    return new Blob([...parts, ...chunks])
  } finally {
    // Ends the unpacking where it was not finished.
    await reader.cancel().catch(() => undefined)
  }
}

/**
 * Unpacks deflated bytes of a zip, which says their number.
 *
 * @param size what they shall give
 * @throws as `unpack`; Error where they give less or more than `size`
 */
export async function unpackExactly(packed: Blob | Uint8Array<ArrayBuffer>, size: number, look: Look, signal?: AbortSignal): Promise<Blob> {
  const blob = await unpack(packed, 'deflate-raw', size, look, signal).catch((error: unknown) => {
    throw error instanceof TooMuch ? new Error(`the zip entry unpacks to more than its ${size} bytes`) : error
  })
  if (blob.size !== size) throw new Error(`the zip entry holds ${blob.size} bytes and should hold ${size}`)
  return blob
}
