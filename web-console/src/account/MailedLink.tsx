import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { asProblem, CODE } from '../api/problem';
import { useSubmit } from '../api/useSubmit';
import { Refusal } from '../shell/Trouble';
import { Card } from './Card';

type State = 'ASKING' | 'DONE' | 'NO_LINK';

/** The page of a link that was mailed. It takes a click: mail scanners open links, and opening one must do nothing. */
export function MailedLink({
  title,
  lead,
  verb,
  perform,
  done,
  otherwise,
}: {
  title: string;
  lead: ReactNode;
  verb: string;
  perform: () => Promise<void>;
  /** What is said afterwards. */
  done: { title: string; lead: ReactNode };
  /** What to do when the link does not work any more. */
  otherwise: ReactNode;
}) {
  const { messages, busy, submit } = useSubmit([]);
  const [state, setState] = useState<State>('ASKING');

  const use = async () => {
    try {
      await perform();
      setState('DONE');
    } catch (error) {
      if (asProblem(error).code !== CODE.LINK_INVALID) {
        throw error;
      }
      setState('NO_LINK');
    }
  };

  switch (state) {
    case 'ASKING':
      return (
        <Card title={title} lead={lead}>
          <Refusal text={messages.form} />
          <Button fullWidth loading={busy} onClick={() => void submit(use)}>
            {verb}
          </Button>
        </Card>
      );
    case 'DONE':
      return <Card title={done.title} lead={done.lead} />;
    case 'NO_LINK':
      return (
        <Card
          title="This link does not work any more"
          lead={<>It was used, or is too old. {otherwise}</>}
        />
      );
  }
}
