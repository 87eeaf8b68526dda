/** A square window that goes over a map, as convolutions and poolings have it. */
export interface WindowShape {
  readonly kernel: number
  readonly stride: number
  /** Zeros on each of the four sides (PyTorch's symmetric padding). */
  readonly padding: number
}

/** Zeros before the first place and behind the last, of rows and of columns. */
export type Sides = readonly [before: number, after: number]

/**
 * What a convolution lays around a map: so many zeros on each side, so many before and behind, or as TensorFlow's `SAME` does, which goes by the map's size and at
 * stride 2 may lay one more behind than before.
 */
export type Padding = number | Sides | 'same'

/** A window whose padding may follow from the map that it goes over. */
export interface PaddedWindow extends Pick<WindowShape, 'kernel' | 'stride'> {
  readonly padding: Padding
}

/**
 * The zeros before and behind a side of `size`. Of `'same'` as TensorFlow has it (`tf.nn.convolution`; timm's `get_same_padding`): so many in all that each stride of
 * the side has an output, `max((ceil(size / stride) - 1) * stride + kernel - size, 0)`, the odd one behind.
 */
export function sidesOf(size: number, { kernel, stride, padding }: PaddedWindow): Sides {
  if (typeof padding === 'number') return [padding, padding]
  if (padding !== 'same') return padding
  const all = Math.max((Math.ceil(size / stride) - 1) * stride + kernel - size, 0)
  return [Math.floor(all / 2), Math.ceil(all / 2)]
}

/** Positions of a window along a side of `size`: the output size of torch.nn.Conv2d and MaxPool2d, rounded down. */
export function outputSize(size: number, window: PaddedWindow): number {
  const [before, after] = sidesOf(size, window)
  return Math.floor((size + before + after - window.kernel) / window.stride) + 1
}

/**
 * Zeros of rows and of columns as a file says them, in the shortest form.
 * @throws Error where rows and columns have others, which no network here has
 */
export function likeSides(each: readonly (readonly number[])[]): number | Sides {
  const [[before = 0, behind = 0] = [], columns = []] = each
  if (columns[0] !== before || columns[1] !== behind)
    throw new Error(`a convolution has other zeros for its rows than for its columns: ${JSON.stringify(each)}`)
  return before === behind ? before : [before, behind]
}
