/** What the page's helpers around a run send: the learning-rate sweep, downloads of weights. */

export interface SweepPoint {
  readonly learningRate: number
  /** The batch's own loss. */
  readonly loss: number
  /** Exponentially smoothed, bias-corrected. */
  readonly smoothed: number
}

export interface Sweep {
  readonly points: readonly SweepPoint[]
  /** Where the smoothed loss falls fastest, at most a tenth of where it is lowest; null when it never fell. */
  readonly suggestion: number | null
}

export interface DownloadProgress {
  readonly bytes: number
  /** 0 while the server has not said. */
  readonly total: number
  /** How often the connection was lost and taken up again. */
  readonly retries: number
}

/** What downloads of weights take on this machine. */
export interface KeptWeights {
  readonly files: number
  /** Those of a download that broke and can go on included. */
  readonly bytes: number
}
