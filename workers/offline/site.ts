/** What the service worker knows of the site that it was built with; `tools/site/serviceWorker.ts` writes it into the script. */
export interface Site {
  /** SHA-256 in hex of every file, by its path below the page's folder; `index.html` is the page itself. */
  readonly files: Readonly<Record<string, string>>
  /** Response headers that every file is to have: cross-origin isolation, and the page's policy. */
  readonly headers: Readonly<Record<string, string>>
  /** Those of files that have a policy of their own. By the form of their names: a page of another version has workers with other hashes. */
  readonly own: readonly {
    /** Of a regular expression that is tried on a slash and the path. */
    readonly source: string
    readonly headers: Readonly<Record<string, string>>
  }[]
}

/** What the page asks of the service worker: to keep every file for later, or to take over from an earlier version. */
export type Request = 'keep' | 'take'
/** What it answers to `keep`: whether every file is kept now. */
export interface Reply {
  readonly kept: boolean
}

/** Name of the answers that the service worker of that folder keeps. Other sites of this origin, and another copy of this one, have their own. */
export const keptUnder = (scope: string): string => `trainyard ${new URL(scope).pathname}`
