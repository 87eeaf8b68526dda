/** The one state of this page. */
import { trainer } from '../page/trainer'
import { createAppStore } from './store'

export const appStore = createAppStore(trainer)
