/** What a graphics card computed wrongly when it was tried, to be sent to whoever can mend it. */
import { CopyText } from './CopyText'
import classes from './DeviceChip.module.css'
import { useText } from './words'

export function KernelReport({ report }: { readonly report: string }) {
  const words = useText().device.report
  return (
    <div>
      <p className={classes.why}>{words.what}</p>
      <pre className={classes.report}>{report}</pre>
      <CopyText value={report} label={words.copy} variant="subtle" />
    </div>
  )
}
