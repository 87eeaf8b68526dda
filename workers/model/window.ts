/** A square window that goes over a map, as convolutions and poolings have it. */
export interface WindowShape {
  readonly kernel: number
  readonly stride: number
  /** Zeros on each of the four sides (PyTorch's symmetric padding). */
  readonly padding: number
}

/** Positions of a window along a side of `size`: the output size of torch.nn.Conv2d and MaxPool2d, rounded down. */
export function outputSize(size: number, { kernel, stride, padding }: WindowShape): number {
  return Math.floor((size + 2 * padding - kernel) / stride) + 1
}
