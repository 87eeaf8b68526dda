/** Which part of a picture the network gets when it answers, as torchvision's Resize and CenterCrop have it: the one place that says so. */

/** What the shorter side is resized to before the middle square of `imageSize` is cut out (torchvision's 256 for 224). */
export function resizeTo(imageSize: number): number {
  return Math.round((imageSize * 256) / 224)
}

/** Rounds half to even, as Python's `round`. */
export function roundHalfEven(x: number): number {
  const floor = Math.floor(x)
  const rest = x - floor
  if (rest !== 0.5) return Math.round(x)
  return floor % 2 === 0 ? floor : floor + 1
}

interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** What evaluation sees: Resize(`resizeTo(size)`) by the shorter side to `width` x `height`, then the middle `window` of `size`, in whole pixels. */
export function evaluationResize(
  from: { width: number; height: number },
  size: number,
): { width: number; height: number; window: Rectangle } {
  const short = resizeTo(size)
  const [width, height] =
    from.width <= from.height
      ? [short, Math.floor((short * from.height) / from.width)]
      : [Math.floor((short * from.width) / from.height), short]
  return {
    width,
    height,
    window: { x: roundHalfEven((width - size) / 2), y: roundHalfEven((height - size) / 2), width: size, height: size },
  }
}

/**
 * The same window in the picture's own pixels, with fractions: a square but for what resizing rounds away.
 * @param width of the upright picture, px, likewise `height`; at least 1
 * @param size side of the square that the network gets, px
 */
export function viewedPart(width: number, height: number, size: number): Rectangle {
  const resized = evaluationResize({ width, height }, size)
  const across = width / resized.width
  const down = height / resized.height
  const { window } = resized
  return { x: window.x * across, y: window.y * down, width: window.width * across, height: window.height * down }
}
