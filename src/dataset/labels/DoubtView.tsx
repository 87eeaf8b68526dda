/** One picture in doubt: what the model says and why, and what can be decided about it. */
import { Button, Menu } from '@mantine/core'
import { IconCheck, IconChevronDown, IconEyeOff, IconTag } from '@tabler/icons-react'
import { Name } from '../../ui/Name'
import { calling } from '../../ui/names'
import type { ListedClass } from '../classList'
import { Thumb } from '../Thumb'
import { useText } from '../words'
import classes from './LabelCheck.module.css'
import { countedClasses, type Decision, type Doubt } from './review'

interface DoubtViewProps {
  readonly doubt: Doubt
  /** Id that the reason gets: what is said of the picture in the list. */
  readonly whyId: string
  readonly path: string
  /** Which of how many, in words. */
  readonly place: string
  /** The classes, those with a digit first. */
  readonly listed: readonly ListedClass[]
  /** While what was decided last is not known yet. */
  readonly waiting: boolean
  readonly onDecide: (decision: Decision) => void
  readonly onOpen: () => void
}

export function DoubtView({ doubt, whyId, path, place, listed, waiting, onDecide, onOpen }: DoubtViewProps) {
  const { labels: words, pictures } = useText()
  const { id, given, says, alike } = doubt
  const ids = [id]
  const callOf = calling(listed.map(({ name }) => name))
  return (
    <section className={classes.doubt} aria-label={path}>
      <button type="button" className={classes.large} title={path} onClick={onOpen} aria-label={pictures.large.open(path)}>
        <Thumb id={id} alt="" />
      </button>
      <div className={classes.why}>
        <p className={classes.name}>
          <Name>{path.slice(path.lastIndexOf('/') + 1)}</Name>
        </p>
        <p id={whyId} title={[given, says?.className].filter(Boolean).join(', ')}>
          {given === null ? words.withoutLabel : words.given(callOf(given))}{' '}
          {says && <strong>{words.says(callOf(says.className), says.probability)}</strong>}
        </p>
        {alike.length > 0 && (
          <>
            <p className={classes.dim}>
              {words.alike(
                alike.length,
                countedClasses(alike).map((one) => ({ ...one, className: callOf(one.className) })),
              )}
            </p>
            <ul className={classes.alike}>
              {alike.map((other) => (
                <li key={other.id} title={other.className}>
                  <Thumb id={other.id} alt={other.className} />
                </li>
              ))}
            </ul>
          </>
        )}
        <p className={classes.dim}>{place}</p>
      </div>
      <div className={classes.actions}>
        {says && (
          <Button
            size="xs"
            title={says.className}
            disabled={waiting}
            leftSection={<IconTag size={15} aria-hidden />}
            onClick={() => onDecide({ kind: 'relabel', ids, className: says.className })}
          >
            {words.accept(callOf(says.className))}
          </Button>
        )}
        {given !== null && (
          <Button
            size="xs"
            variant="default"
            disabled={waiting}
            leftSection={<IconCheck size={15} aria-hidden />}
            onClick={() => onDecide({ kind: 'confirm', ids })}
          >
            {words.right}
          </Button>
        )}
        <Menu position="bottom-start" withinPortal>
          <Menu.Target>
            <Button size="xs" variant="default" disabled={waiting} rightSection={<IconChevronDown size={14} aria-hidden />}>
              {words.otherClass}
            </Button>
          </Menu.Target>
          <Menu.Dropdown className={classes.menu}>
            {listed.map(({ name, digit }) => (
              <Menu.Item
                key={name}
                disabled={name === given}
                rightSection={digit === null ? undefined : <span className={classes.dim}>{digit}</span>}
                onClick={() => onDecide({ kind: 'relabel', ids, className: name })}
              >
                <Name short={callOf(name)}>{name}</Name>
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        <Button
          size="xs"
          variant="default"
          disabled={waiting}
          leftSection={<IconEyeOff size={15} aria-hidden />}
          onClick={() => onDecide({ kind: 'leave-out', ids })}
        >
          {pictures.actions.leaveOut}
        </Button>
      </div>
    </section>
  )
}
