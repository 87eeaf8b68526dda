/** What files of the built folder may be called. */

/**
 * A chunk's name as any host serves it: of letters, digits, dots, hyphens and underscores. None begins with an underscore or a dot: GitHub Pages leaves such
 * files out where it serves a branch, and others hide them.
 */
export const nameOf = (name: string): string => name.replaceAll(/[^\w.-]+/g, '_').replace(/^[_.]+/, '') || 'chunk'
