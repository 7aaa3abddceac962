import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useForm } from '../api/useForm';
import { Refusal } from '../shell/Trouble';

/** An act that goes on record with a reason. */
export interface ActWithNote {
  title: string;
  /** What will happen, in a sentence. */
  effect: string;
  verb: string;
  noteRequired: boolean;
  /** Who reads the reason; the audit trail keeps it in any case. */
  readBy?: string;
  perform: (note: string) => Promise<void>;
}

/** Asks for the reason of an act, and performs it. Closed while `act` is null. */
export function NoteDialog({ act, onClose }: { act: ActWithNote | null; onClose: () => void }) {
  return (
    <Modal
      opened={act !== null}
      onClose={onClose}
      title={act?.title ?? ''}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {act && <NoteForm act={act} onClose={onClose} />}
    </Modal>
  );
}

function NoteForm({ act, onClose }: { act: ActWithNote; onClose: () => void }) {
  const form = useForm(['note']);

  const perform = async () => {
    await act.perform(form.values.note.trim());
    onClose();
  };

  return (
    <form onSubmit={form.onSubmit(perform)}>
      <Stack gap="sm">
        <Text size="sm">{act.effect}</Text>
        <Refusal text={form.refusal} />
        <Textarea
          label="Reason"
          description={`${act.readBy ? `${act.readBy} reads it. ` : ''}It stands in the audit trail.`}
          required={act.noteRequired}
          maxLength={1000}
          rows={3}
          data-autofocus
          {...form.field('note')}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Leave it
          </Button>
          <Button type="submit" loading={form.busy}>
            {act.verb}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
