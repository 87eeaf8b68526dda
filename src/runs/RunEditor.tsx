/** A run's name and notes, to change. */
import { Button, Group, Modal, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { RunRecord } from '../../workers/protocol'
import { useApp } from './state'
import { useText } from './words'

interface RunEditorProps {
  readonly run: RunRecord
  readonly onClose: () => void
}

export function RunEditor({ run, onClose }: RunEditorProps) {
  const { runs, ui } = useText()
  const changeRun = useApp((state) => state.changeRun)
  const [name, setName] = useState(run.name)
  const [notes, setNotes] = useState(run.notes)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (await changeRun(run.id, { name: name.trim() || run.name, notes: notes.trim() })) onClose()
  }
  return (
    <Modal opened onClose={onClose} title={runs.edit} centered closeButtonProps={{ 'aria-label': ui.dismiss }}>
      <form onSubmit={(event) => void submit(event)}>
        <TextInput label={runs.name} maxLength={120} data-autofocus value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <Textarea
          mt="sm"
          label={runs.notes}
          description={runs.notesHint}
          autosize
          minRows={3}
          maxRows={12}
          value={notes}
          onChange={(event) => setNotes(event.currentTarget.value)}
        />
        <Group mt="md" justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {ui.cancel}
          </Button>
          <Button type="submit">{runs.save}</Button>
        </Group>
      </form>
    </Modal>
  )
}
