/** What CBAM's gates are made with, as plain loops over the heap: means and maxima of a map, and its product by one value for each place. */
import type { Buf, Heap } from './heap'

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

export function ofPlaces(heap: Heap, x: Buf): Buf {
  const [n, h, w, c] = x.shape as MapShape
  const out = heap.alloc([n, 2, 2, c])
  const [xs, ys] = [heap.view(x), heap.view(out)]
  for (let image = 0; image < n; image++) {
    for (let channel = 0; channel < c; channel++) {
      const [mean, most] = meanAndMost(xs, ofChannel([n, h, w, c], image, channel))
      for (const [place, value] of [mean, mean, most, most].entries()) ys[(image * 4 + place) * c + channel] = value
    }
  }
  return out
}

export function ofPlacesBackward(heap: Heap, dy: Buf, x: Buf): Buf {
  const shape = x.shape as MapShape
  const [n, , , c] = shape
  const out = heap.alloc(shape)
  const [ds, xs, to] = [heap.view(dy), heap.view(x), heap.view(out)]
  for (let image = 0; image < n; image++) {
    for (let channel = 0; channel < c; channel++) {
      const at = (place: number) => ds[(image * 4 + place) * c + channel]!
      spread(xs, to, ofChannel(shape, image, channel), at(0) + at(1), at(2) + at(3))
    }
  }
  return out
}

export function ofChannels(heap: Heap, x: Buf, channels: number): Buf {
  const shape = x.shape as MapShape
  const [n, h, w] = shape
  const out = heap.alloc([n, h, w, channels])
  const [xs, ys] = [heap.view(x), heap.view(out)]
  ys.fill(0)
  for (let place = 0; place < n * h * w; place++) ys.set(meanAndMost(xs, ofPlace(shape, place)), place * channels)
  return out
}

export function ofChannelsBackward(heap: Heap, dy: Buf, x: Buf): Buf {
  const shape = x.shape as MapShape
  const [n, h, w] = shape
  const channels = dy.shape.at(-1)!
  const out = heap.alloc(shape)
  const [ds, xs, to] = [heap.view(dy), heap.view(x), heap.view(out)]
  for (let place = 0; place < n * h * w; place++) spread(xs, to, ofPlace(shape, place), ds[place * channels]!, ds[place * channels + 1]!)
  return out
}

export function scalePlaces(heap: Heap, x: Buf, by: Buf): Buf {
  const out = heap.alloc(x.shape)
  const [xs, fs, ys] = [heap.view(x), heap.view(by), heap.view(out)]
  const [c, step] = [x.shape.at(-1)!, by.shape.at(-1)!]
  for (let i = 0; i < ys.length; i++) ys[i] = xs[i]! * fs[Math.floor(i / c) * step]!
  return out
}

export function scalePlacesSums(heap: Heap, dy: Buf, x: Buf, shape: readonly number[]): Buf {
  const out = heap.alloc(shape)
  const [ds, xs, ys] = [heap.view(dy), heap.view(x), heap.view(out)]
  const [c, step] = [x.shape.at(-1)!, shape.at(-1)!]
  ys.fill(0)
  for (let i = 0; i < xs.length; i++) ys[Math.floor(i / c) * step]! += ds[i]! * xs[i]!
  return out
}
