/** Where on the page the recipe of the next run begins, for whoever leads there. */
import { leadTo } from '../ui/focus'

export const RECIPE_PLACE = 'next-run'

/** Brings the recipe into sight, and the keyboard to it. */
export function leadToRecipe(): void {
  const place = document.getElementById(RECIPE_PLACE)
  if (place) leadTo(place)
}
