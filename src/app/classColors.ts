/** Colours of classes, from the one place that the page and the files share. */
export { classColor } from '../../workers/protocol'
