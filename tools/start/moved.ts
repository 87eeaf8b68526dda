/** What is said when the studio could not have its usual address. */

/** @param taken the address whose port another program has */
export const movedNotice = (taken: string): string =>
  `The port of ${taken} is taken, so the studio is at another address. Browsers keep pictures and runs by address: what was made at ${taken} is not gone, but it is not seen here. ` +
  'To have it, end what uses that port (perhaps another npm start) and start again; --strict-port refuses to move.'
