/** Asks once, at the first press of Train, what the network starts from; the answer starts the run. */
import { Modal } from '@mantine/core'
import { useApp } from '../state'
import { useText } from '../words'
import { StartCards } from './StartCards'
import classes from './StartCards.module.css'

export function StartDialog() {
  const { train, ui } = useText()
  const asking = useApp((state) => state.askingStart)
  const downloading = useApp((state) => state.download !== null)
  const close = useApp((state) => state.closeAsking)
  const cancel = useApp((state) => state.cancelDownload)
  const leave = () => {
    close()
    if (downloading) void cancel()
  }
  return (
    <Modal opened={asking} onClose={leave} title={train.startAsk} size="lg" closeButtonProps={{ 'aria-label': ui.close }}>
      <p className={classes.ask}>{train.startAskText}</p>
      <StartCards />
    </Modal>
  )
}
