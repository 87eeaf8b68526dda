/** What the readings of folders and names are called. */

/**
 * The ways to read folders and names, each in `workers/data/layouts/`. `grouped-folders`: outer folders that all hold the same classes.
 * `table`: a file beside them has the labels (`workers/data/tables/`). `name-pattern`, by a pattern that a person gives, and `single-folder`, every picture a test picture without a class, only when asked for.
 */
export const LAYOUTS = [
  'class-folders',
  'split-folders',
  'grouped-folders',
  'kaggle-flat',
  'inner-folders',
  'pet-images',
  'table',
  'name-pattern',
  'single-folder',
  'drawn',
] as const
export type LayoutName = (typeof LAYOUTS)[number]
