/** The pictures that are shown alone, as long as those are open whose ids they are. */
import { useApp } from '../state'
import type { Among } from './mapSlice'

export function useAmong(): Among | null {
  const opening = useApp((state) => state.openings)
  const among = useApp((state) => state.among)
  return among?.opening === opening ? among : null
}
