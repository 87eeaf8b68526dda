/** How long an epoch is: one place for the fit loop, the schedule, its preview and a continuation elsewhere. */

/**
 * Pictures that an epoch over `pictures` shows: all, but for a last batch of one. BatchNorm cannot learn from one value a channel (torch raises
 * "Expected more than 1 value per channel when training"); as with torch's usual answer, `drop_last`, that batch is left out.
 */
export const shownInEpoch = (pictures: number, batchSize: number): number =>
  pictures > batchSize && pictures % batchSize === 1 ? pictures - 1 : pictures

/** Batches of an epoch over `pictures`: all are full but the last. */
export const batchesInEpoch = (pictures: number, batchSize: number): number => Math.ceil(shownInEpoch(pictures, batchSize) / batchSize)
