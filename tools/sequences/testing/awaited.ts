/** What is known to be wrong and not mended yet: sequences leave it out, and the tests that name it are expected to fail. */

export interface Mended {
  /** A pause while features are made, or while validating, is told, and ends. */
  readonly pause: boolean
  /** A stop while the run is starting is no less than a stop later. */
  readonly stopWhileStarting: boolean
  /** A run that goes on, or whose device was lost, ends as early as it would have. */
  readonly earlyStop: boolean
  /** An import whose tab went leaves nothing behind, and has a number of its own whatever else begins meanwhile. */
  readonly imports: boolean
}

export const MENDED: Mended = { pause: true, stopWhileStarting: true, earlyStop: true, imports: true }
