/** Deletes runs and offers to bring them back. */
import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import type { RunRecord } from '../../workers/protocol'
import { useApp } from './state'
import { useText } from './words'

/** Long enough to read, notice the mistake and reach the button. */
const UNDO_MS = 15_000

export function useRemoval(): (runs: readonly RunRecord[]) => Promise<void> {
  const { runs: text } = useText()
  const deleteRuns = useApp((state) => state.deleteRuns)
  const restoreRuns = useApp((state) => state.restoreRuns)
  const purgeRuns = useApp((state) => state.purgeRuns)
  const offer = (runs: readonly RunRecord[], again = 0) => {
    const [first] = runs
    if (!first) return
    const ids = runs.map(({ id }) => id)
    const notice = `deleted-${ids.join()}-${again}`
    let undone = false
    const undo = async () => {
      undone = true
      notifications.hide(notice)
      const back = await restoreRuns(ids)
      // A way back that failed is still a way back.
      offer(
        runs.filter(({ id }) => !back.includes(id)),
        again + 1,
      )
    }
    notifications.show({
      id: notice,
      autoClose: UNDO_MS,
      onClose: () => {
        if (!undone) void purgeRuns(ids)
      },
      title: runs.length === 1 ? text.deleted(first.name) : text.deletedSome(runs.length),
      message: (
        <Button size="compact-sm" variant="light" mt={4} onClick={() => void undo()}>
          {text.undo}
        </Button>
      ),
    })
  }
  return async (runs) => {
    const gone = await deleteRuns(runs.map(({ id }) => id))
    offer(runs.filter(({ id }) => gone.includes(id)))
  }
}
