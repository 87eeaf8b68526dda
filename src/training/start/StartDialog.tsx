/** Asks at the first press of Train what the network starts from, and again where weights of one's own are gone; the answer starts the run. */
import { Modal } from '@mantine/core'
import { useApp } from '../state'
import { useText } from '../words'
import { StartCards } from './StartCards'
import classes from './StartCards.module.css'

export function StartDialog() {
  const { train, ui } = useText()
  const asking = useApp((state) => state.askingStart)
  const downloading = useApp((state) => state.download !== null)
  const hadOwn = useApp((state) => state.start === 'own')
  const close = useApp((state) => state.closeAsking)
  const cancel = useApp((state) => state.cancelDownload)
  const leave = () => {
    close()
    if (downloading) void cancel()
  }
  return (
    <Modal opened={asking} onClose={leave} title={train.startAsk} size="lg" closeButtonProps={{ 'aria-label': ui.close }}>
      <p className={classes.ask}>{hadOwn ? train.startAskOwn : train.startAskText}</p>
      <StartCards />
    </Modal>
  )
}
