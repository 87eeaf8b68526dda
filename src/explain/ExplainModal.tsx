/** Why the network says what it says about one picture, over the page that it was opened from. */
import { Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import { type Explained, ExplainView } from './ExplainView'
import { useText } from './words'

interface ExplainModalProps {
  readonly explained: Explained
  readonly names: readonly string[]
  readonly onClose: () => void
  /** What else can be done with the picture. */
  readonly children?: ReactNode
}

export function ExplainModal({ explained, names, onClose, children }: ExplainModalProps) {
  const { gradCam, ui } = useText()
  return (
    <Modal
      opened
      onClose={onClose}
      title={gradCam.title}
      size="xl"
      closeButtonProps={{ 'aria-label': ui.close }}
      transitionProps={{ duration: 0 }}
    >
      <ExplainView {...{ explained, names }}>{children}</ExplainView>
    </Modal>
  )
}
