/** The first bytes of the memory: what the threads agree by, and what changes from step to step. Indices are into an Int32Array or Float64Array of it. */

/** `operation << 16 | next item`: one word says what there is to do, so whoever takes an item by compare-and-exchange takes it of this operation. */
export const WORD = 0
/** Items of the operation that are done; a cache line of its own. */
export const DONE = 16
/** Pictures of the batch. */
export const PICTURES = 32
/** Whether gradients begin anew (1) or are added to (0). */
export const FIRST = 33
/** Whether a thread failed (1): what it had taken will not be done. */
export const FAILED = 34
/** In f64: a group's scalars of the optimizer, in the order of the kernel's arguments. Groups are block * 2, plus 1 for biases and BatchNorm. */
export const SCALARS = 32
export const GROUP_SCALARS = 10
/** Two for each of at most 32 blocks. */
export const GROUPS = 64
/** In f64: decay of the moving average. */
export const AVERAGE = SCALARS + GROUPS * GROUP_SCALARS
export const CONTROL_BYTES = 8192

/** The operation that ends a thread's work on this memory. */
export const LEAVE = 0x7fff
/** Most items of an operation: they lie in 16 bits of the word, and each thread may go one beyond. */
export const MOST_ITEMS = 0xfff0
