/** Operations on the levels of each channel by itself, exactly as Pillow's ImageOps; in place on RGB bytes. */

/** How often each level occurs in a channel. */
function histogram(rgb: Uint8Array, channel: number): Uint32Array {
  const counts = new Uint32Array(256)
  for (let i = channel; i < rgb.length; i += 3) counts[rgb[i]!]!++
  return counts
}

/** Replaces each level of a channel by the table's; null leaves the channel as it is. */
function look(rgb: Uint8Array, table: (channel: number) => ArrayLike<number> | null): void {
  for (let channel = 0; channel < 3; channel++) {
    const to = table(channel)
    if (to) for (let i = channel; i < rgb.length; i += 3) rgb[i] = to[rgb[i]!]!
  }
}

/** Keeps the `bits` (0..8) that count most of each value. */
export function posterize(rgb: Uint8Array, bits: number): void {
  const mask = ~(2 ** (8 - bits) - 1)
  for (let i = 0; i < rgb.length; i++) rgb[i] = rgb[i]! & mask
}

/** Inverts each value that is not below the threshold (0..255, not only whole). */
export function solarize(rgb: Uint8Array, threshold: number): void {
  for (let i = 0; i < rgb.length; i++) if (rgb[i]! >= threshold) rgb[i] = 255 - rgb[i]!
}

/** Stretches each channel's levels over 0..255. */
export function autocontrast(rgb: Uint8Array): void {
  look(rgb, (channel) => {
    const counts = histogram(rgb, channel)
    const low = counts.findIndex((n) => n > 0)
    const high = counts.findLastIndex((n) => n > 0)
    if (high <= low) return null
    const scale = 255 / (high - low)
    const offset = -low * scale
    return Uint8Array.from({ length: 256 }, (_, level) => Math.min(255, Math.max(0, Math.trunc(level * scale + offset))))
  })
}

/** Moves each channel's levels so that they occur about equally often. */
export function equalize(rgb: Uint8Array): void {
  look(rgb, (channel) => {
    const counts = histogram(rgb, channel)
    const last = counts[counts.findLastIndex((n) => n > 0)]!
    const step = Math.floor((rgb.length / 3 - last) / 255)
    if (step === 0) return null
    let passed = Math.floor(step / 2)
    return Uint8Array.from({ length: 256 }, (_, level) => {
      const to = Math.min(255, Math.floor(passed / step))
      passed += counts[level]!
      return to
    })
  })
}
