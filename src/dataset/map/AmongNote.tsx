/** Which pictures the grid shows alone, and why; the look for those most like one, while it is on. */
import { Button } from '@mantine/core'
import { useApp } from '../state'
import { useInfosOf } from '../usePictureInfos'
import { useText } from '../words'
import classes from './Map.module.css'
import type { Among } from './mapSlice'
import { Working } from './Working'

export function AmongNote({ among }: { readonly among: Among | null }) {
  const { map: words } = useText()
  const look = useApp((state) => state.alikeLook)
  const showAll = useApp((state) => state.showAll)
  const of = among?.why.kind === 'alike' ? among.why.of : null
  const path = useInfosOf(of === null ? [] : [of])(of ?? -1)?.path
  return (
    <>
      {look.status === 'working' && <Working title={words.alike.looking} done={look.done} of={look.of} secondsLeft={look.secondsLeft} />}
      {/* Only what came of it is read out, not each step. */}
      <div role="status">
        {among && look.status !== 'working' && (
          <p className={classes.among}>
            {among.why.kind === 'alike'
              ? words.among.alike(path?.slice(path.lastIndexOf('/') + 1) ?? '')
              : words.among[among.why.kind](among.ids.length)}
            <Button variant="subtle" size="compact-xs" onClick={showAll}>
              {words.among.all}
            </Button>
          </p>
        )}
      </div>
    </>
  )
}
