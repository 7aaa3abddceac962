import { Button, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import type { useForm } from '../api/useForm';
import { Refusal } from './Trouble';

/** Fields under each other, and a button that sends them. */
export function Form({
  form,
  verb,
  send,
  disabled = false,
  fullWidth = false,
  besides,
  children,
}: {
  form: Pick<ReturnType<typeof useForm>, 'onSubmit' | 'refusal' | 'busy'>;
  verb: string;
  send: () => Promise<void>;
  /** Whether there is nothing to send. */
  disabled?: boolean;
  /** Whether the button is as wide as the fields. */
  fullWidth?: boolean;
  /** What else can be done, under the button. */
  besides?: ReactNode;
  children: ReactNode;
}) {
  return (
    <form onSubmit={form.onSubmit(send)}>
      <Stack gap="sm" maw={560}>
        <Refusal text={form.refusal} />
        {children}
        <Button
          type="submit"
          loading={form.busy}
          disabled={disabled}
          {...(fullWidth ? {} : { w: 'fit-content' })}
        >
          {verb}
        </Button>
        {besides}
      </Stack>
    </form>
  );
}
