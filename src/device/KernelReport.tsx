/** What a graphics card computed wrongly when it was tried, to be sent to whoever can mend it. */
import { Button, CopyButton } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import classes from './DeviceChip.module.css'
import { useText } from './words'

export function KernelReport({ report }: { readonly report: string }) {
  const words = useText().device.report
  return (
    <div>
      <p className={classes.why}>{words.what}</p>
      <pre className={classes.report}>{report}</pre>
      <CopyButton value={report}>
        {({ copied, copy }) => (
          <Button
            variant="subtle"
            size="xs"
            leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
            onClick={copy}
          >
            {copied ? words.copied : words.copy}
          </Button>
        )}
      </CopyButton>
    </div>
  )
}
