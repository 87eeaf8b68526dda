/** Means and maxima over places (`[2 x 2, channels]`) and over channels (`[positions, step]`, filled up with zeros), and their gradients: an item is a picture. */
import { FLOAT, type Kind } from '../../engine/wasm/kinds/kind'

type Map = 'x' | 'y' | 'positions' | 'channels'
const perPicture = (_: unknown, n: number): number => n
/** Index of a picture's first value. */
const at = (address: number, n: number, size: number): number => address / FLOAT + n * size

const meanMaxOfPlaces: Kind<Map> = {
  items: perPicture,
  run({ f32 }, { x, y, positions, channels }, n) {
    const [from, to] = [at(x, n, positions * channels), at(y, n, 4 * channels)]
    for (let c = 0; c < channels; c++) {
      let [sum, most] = [0, Number.NEGATIVE_INFINITY]
      for (let i = from + c, end = from + positions * channels; i < end; i += channels) {
        sum += f32[i]!
        if (f32[i]! > most) most = f32[i]!
      }
      f32[to + c] = sum / positions
      f32[to + channels + c] = sum / positions
      f32[to + 2 * channels + c] = most
      f32[to + 3 * channels + c] = most
    }
  },
}

const meanMaxOfPlacesBackward: Kind<Map | 'dy' | 'dx'> = {
  items: perPicture,
  run({ f32 }, { x, y, dy, dx, positions, channels }, n) {
    const size = positions * channels
    const [from, to, seen, given] = [at(x, n, size), at(dx, n, size), at(y, n, 4 * channels), at(dy, n, 4 * channels)]
    for (let c = 0; c < channels; c++) {
      const most = f32[seen + 2 * channels + c]!
      let equal = 0
      for (let i = c; i < size; i += channels) if (f32[from + i] === most) equal++
      const even = (f32[given + c]! + f32[given + channels + c]!) / positions
      const share = (f32[given + 2 * channels + c]! + f32[given + 3 * channels + c]!) / Math.max(equal, 1)
      for (let i = c; i < size; i += channels) f32[to + i] = f32[from + i] === most ? even + share : even
    }
  },
}

const meanMaxOfChannels: Kind<Map | 'step'> = {
  items: perPicture,
  run({ f32 }, { x, y, positions, channels, step }, n) {
    const [from, to] = [at(x, n, positions * channels), at(y, n, positions * step)]
    for (let place = 0; place < positions; place++) {
      let [sum, most] = [0, Number.NEGATIVE_INFINITY]
      for (let i = from + place * channels, end = i + channels; i < end; i++) {
        sum += f32[i]!
        if (f32[i]! > most) most = f32[i]!
      }
      f32.fill(0, to + place * step, to + (place + 1) * step)
      f32[to + place * step] = sum / channels
      f32[to + place * step + 1] = most
    }
  },
}

const meanMaxOfChannelsBackward: Kind<Map | 'dy' | 'dx' | 'step'> = {
  items: perPicture,
  run({ f32 }, { x, y, dy, dx, positions, channels, step }, n) {
    const size = positions * channels
    const [from, to, seen, given] = [at(x, n, size), at(dx, n, size), at(y, n, positions * step), at(dy, n, positions * step)]
    for (let place = 0; place < positions; place++) {
      const most = f32[seen + place * step + 1]!
      const [first, last] = [place * channels, (place + 1) * channels]
      let equal = 0
      for (let i = first; i < last; i++) if (f32[from + i] === most) equal++
      const even = f32[given + place * step]! / channels
      const share = f32[given + place * step + 1]! / Math.max(equal, 1)
      for (let i = first; i < last; i++) f32[to + i] = f32[from + i] === most ? even + share : even
    }
  },
}

export const meanmax = { meanMaxOfPlaces, meanMaxOfPlacesBackward, meanMaxOfChannels, meanMaxOfChannelsBackward }
