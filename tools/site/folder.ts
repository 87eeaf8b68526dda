/** Where the built site lies; alone here, for those that serve it without being able to build it. */
export const DIST = 'dist'
