/** What the page knows of the site that it came from. */

export interface SiteSlice {
  /** Whether all files are kept in this browser, for use without a network; null where nobody has said. */
  readonly isKept: boolean | null
  /** Has a new version take over and loads the page anew; null where there is none. */
  readonly takeVersion: (() => void) | null
}

export const createSiteSlice = (): SiteSlice => ({ isKept: null, takeVersion: null })
