/** The options of a run: the table, the check of what comes from outside, and what of a configuration is in force. */
export { asRecorded, effective, inForce } from './effective'
export {
  behind,
  type ListOption,
  type NumberOption,
  type Option,
  type Rule,
  SECTION_WORDS,
  SECTIONS,
  type Section,
  type Text,
} from './option'
export { DEFAULT_CONFIG, numbersIn, type OptionFault, parseConfig } from './parse'
export { READING, type ReadingName } from './reading'
export { type Augmentation, augmentationIn, OPTION_NAMES, OPTIONS, type OptionName, type Preparation, type RunConfig } from './table'
