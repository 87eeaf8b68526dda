/** Why the network says what it says about one picture, over the page that it was opened from. */
import { Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import { useText } from '../app/i18n'
import { type Explained, ExplainView } from './ExplainView'

interface ExplainModalProps {
  readonly explained: Explained
  readonly names: readonly string[]
  readonly onClose: () => void
  /** What else can be done with the picture. */
  readonly children?: ReactNode
}

export function ExplainModal({ explained, names, onClose, children }: ExplainModalProps) {
  const { insight } = useText()
  return (
    <Modal
      opened
      onClose={onClose}
      title={insight.explain.title}
      size="lg"
      closeButtonProps={{ 'aria-label': insight.matrix.close }}
      transitionProps={{ duration: 0 }}
    >
      <ExplainView {...{ explained, names }}>{children}</ExplainView>
    </Modal>
  )
}
