/** Means and maxima as plain loops over memory. */
import type { View } from '../../engine/tfjs/ops'

type MapShape = [n: number, h: number, w: number, c: number]

/** Values at `first`, `first + stride` and so on. */
interface Line {
  readonly first: number
  readonly stride: number
  readonly count: number
}

/** All values of a channel of a picture, or of a place's channels. */
const ofChannel = ([, h, w, c]: MapShape, image: number, channel: number): Line => ({
  first: image * h * w * c + channel,
  stride: c,
  count: h * w,
})
const ofPlace = ([, , , c]: MapShape, place: number): Line => ({ first: place * c, stride: 1, count: c })

function meanAndMost(values: Float32Array, { first, stride, count }: Line): readonly [mean: number, most: number] {
  let [sum, most] = [0, Number.NEGATIVE_INFINITY]
  for (let i = 0; i < count; i++) {
    sum += values[first + i * stride]!
    most = Math.max(most, values[first + i * stride]!)
  }
  return [sum / count, most]
}

/** Spreads the gradients of mean and maximum; equal maxima share. */
function spread(values: Float32Array, to: Float32Array, { first, stride, count }: Line, mean: number, most: number): void {
  const [, largest] = meanAndMost(values, { first, stride, count })
  let equal = 0
  for (let i = 0; i < count; i++) if (values[first + i * stride] === largest) equal++
  for (let i = 0; i < count; i++) {
    const at = first + i * stride
    to[at] = mean / count + (values[at] === largest ? most / equal : 0)
  }
}

export function ofPlaces({ data, shape }: View, y: View): void {
  const [n, , , c] = shape as MapShape
  for (let image = 0; image < n; image++) {
    for (let channel = 0; channel < c; channel++) {
      const [mean, most] = meanAndMost(data, ofChannel(shape as MapShape, image, channel))
      for (const [place, value] of [mean, mean, most, most].entries()) y.data[(image * 4 + place) * c + channel] = value
    }
  }
}

export function ofPlacesBackward(dy: View, { data, shape }: View, dx: View): void {
  const [n, , , c] = shape as MapShape
  for (let image = 0; image < n; image++) {
    for (let channel = 0; channel < c; channel++) {
      const at = (place: number) => dy.data[(image * 4 + place) * c + channel]!
      spread(data, dx.data, ofChannel(shape as MapShape, image, channel), at(0) + at(1), at(2) + at(3))
    }
  }
}

export function ofChannels({ data, shape }: View, y: View): void {
  const [n, h, w] = shape as MapShape
  const channels = y.shape.at(-1)!
  y.data.fill(0)
  for (let place = 0; place < n * h * w; place++) y.data.set(meanAndMost(data, ofPlace(shape as MapShape, place)), place * channels)
}

export function ofChannelsBackward(dy: View, { data, shape }: View, dx: View): void {
  const [n, h, w] = shape as MapShape
  const channels = dy.shape.at(-1)!
  for (let place = 0; place < n * h * w; place++)
    spread(data, dx.data, ofPlace(shape as MapShape, place), dy.data[place * channels]!, dy.data[place * channels + 1]!)
}
