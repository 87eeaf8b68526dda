/** What the recipe's fields see of the page's state. */
import { type PageState, stateHook } from '../page/state'
import type { RecipeSlice } from './recipeSlice'

export type RecipeState = PageState & RecipeSlice
export const useApp = stateHook<RecipeState>()
