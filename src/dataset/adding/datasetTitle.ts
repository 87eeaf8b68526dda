/** The title of what is open: the keyboard goes there when a note above it has gone. */
import { focusInstead } from '../../ui/focus'

/** Of the heading; it takes the keyboard from scripts only. */
export const DATASET_TITLE = 'dataset-title'

/** @param gone the button that goes with its note */
export const focusTitle = (gone: Element): void => focusInstead(gone, document.getElementById(DATASET_TITLE))
