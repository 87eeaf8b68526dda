/** The keys of the Data place in a dialog, and the button that opens it. */
import { ActionIcon, Kbd, Modal, Tooltip } from '@mantine/core'
import { IconKeyboard } from '@tabler/icons-react'
import { Fragment } from 'react'
import { markEdges } from '../../ui/edges'
import { useText } from '../words'
import classes from './KeysSheet.module.css'
import { KEYS, type Where } from './keys'

interface KeysSheetProps {
  readonly opened: boolean
  readonly onOpen: (opened: boolean) => void
}

/** Apple's keyboards have Command where others have Ctrl. */
const isApple = (): boolean => /mac|iphone|ipad/i.test(navigator.userAgent)
const word = (key: string): string => (key === 'Mod' ? (isApple() ? '⌘' : 'Ctrl') : key)

export function KeysSheet({ opened, onOpen }: KeysSheetProps) {
  const { keys: words, ui } = useText()
  return (
    <>
      <Tooltip label={words.open}>
        <ActionIcon variant="default" size={30} aria-label={words.open} onClick={() => onOpen(true)}>
          <IconKeyboard size={17} stroke={1.7} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Modal
        opened={opened}
        onClose={() => onOpen(false)}
        title={words.title}
        closeButtonProps={{ 'aria-label': ui.close }}
        transitionProps={{ duration: 0 }}
      >
        <p className={classes.lead}>{words.lead}</p>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by the keyboard */}
        <section ref={markEdges} className={classes.scroll} tabIndex={0} aria-label={words.title}>
          {(['place', 'grid', 'map', 'labels'] as const).map((where) => (
            <Keys key={where} where={where} />
          ))}
        </section>
      </Modal>
    </>
  )
}

function Keys({ where }: { readonly where: Where }) {
  const { keys: words } = useText()
  return (
    <table className={classes.table}>
      <caption>{words[where]}</caption>
      <thead>
        <tr>
          <th scope="col">{words.key}</th>
          <th scope="col">{words.does}</th>
        </tr>
      </thead>
      <tbody>
        {KEYS.filter((binding) => binding.where === where).map(({ command, chords }) => (
          <tr key={command}>
            <th scope="row">
              {chords.map(({ shown }, i) => (
                <Fragment key={shown.join()}>
                  {i > 0 && ` ${words.or} `}
                  <span className={classes.chord}>
                    {shown.map((key) => (
                      <Kbd key={key} size="sm">
                        {word(key)}
                      </Kbd>
                    ))}
                  </span>
                </Fragment>
              ))}
            </th>
            <td>{words.commands[command]}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
