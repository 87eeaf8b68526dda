/** Frames of a video as small JPEGs, about ten a second, and chosen pictures as such. */

/** Shorter side of a kept frame, pixels: networks see 224 or so, and crops want some room. */
const SHORT_SIDE = 320
const QUALITY = 0.9
const EVERY_MS = 100

/** Width and height of a kept frame: the shorter side 320, or as it comes where it is smaller. */
export function frameSize(width: number, height: number): { width: number; height: number } {
  const scale = Math.min(1, SHORT_SIDE / Math.min(width, height))
  return { width: Math.round(width * scale), height: Math.round(height * scale) }
}

/** The frame that is shown now, as it was filmed: not mirrored. */
const jpegOf = (video: HTMLVideoElement): Promise<Blob> => smallJpeg(video, video.videoWidth, video.videoHeight)

/**
 * A picture of the person's own as a frame would be, turned as its camera says and on white where one can see through it; null where the browser cannot read it.
 */
export async function pictureJpeg(file: Blob): Promise<Blob | null> {
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => null)
  if (!bitmap) return null
  try {
    return await smallJpeg(bitmap, bitmap.width, bitmap.height)
  } finally {
    bitmap.close()
  }
}

async function smallJpeg(shown: HTMLVideoElement | ImageBitmap, fullWidth: number, fullHeight: number): Promise<Blob> {
  const { width, height } = frameSize(fullWidth, fullHeight)
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')
  if (!context) throw new Error('no 2d context')
  context.imageSmoothingQuality = 'high'
  context.fillStyle = 'white'
  context.fillRect(0, 0, width, height)
  context.drawImage(shown, 0, 0, width, height)
  return canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY })
}

/** The same as a file that is called after the moment. Null while the video shows nothing. */
export async function frameFile(video: HTMLVideoElement): Promise<File | null> {
  if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || video.videoWidth === 0) return null
  const jpeg = await jpegOf(video)
  return new File([jpeg], `webcam ${new Date().toISOString().replace(/[:.]/g, '-')}.jpg`, { type: 'image/jpeg' })
}

const aborted = (signal: AbortSignal, ms: number) =>
  new Promise<void>((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
    if (signal.aborted) end()
  })

/**
 * Hands frames to `keep` until the signal: at least one, about ten a second, never the same frame twice, and no faster than they are kept.
 * Rejects where a frame cannot be made or kept.
 */
export async function captureFrames(video: HTMLVideoElement, keep: (jpeg: Blob) => Promise<void>, signal: AbortSignal): Promise<void> {
  let shown = -1
  do {
    const pause = aborted(signal, EVERY_MS)
    if (video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && video.videoWidth > 0 && video.currentTime !== shown) {
      shown = video.currentTime
      await keep(await jpegOf(video))
    }
    await pause
  } while (!signal.aborted)
}
