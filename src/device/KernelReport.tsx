/** What a graphics card computed wrongly when it was tried, to be sent to whoever can mend it. */
import { useId } from 'react'
import { CopyButton } from '../ui/CopyButton'
import { markEdges } from '../ui/edges'
import classes from './DeviceChip.module.css'
import { useText } from './words'

export function KernelReport({ report }: { readonly report: string }) {
  const words = useText().device.report
  const title = useId()
  return (
    <div>
      <p id={title} className={classes.why}>
        {words.what}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard too */}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields */}
      <pre ref={markEdges} className={classes.report} role="group" aria-labelledby={title} tabIndex={0}>
        {report}
      </pre>
      <CopyButton value={report} label={words.copy} variant="subtle" />
    </div>
  )
}
