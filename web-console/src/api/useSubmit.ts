import { useState } from 'react';
import { asProblem, type FormMessages, formMessages } from './problem';

const NO_MESSAGES: FormMessages = { fields: {}, form: null };

/** What a form needs to send itself: whether it is under way, and what was wrong, by field. */
export function useSubmit(fields: readonly string[]) {
  const [messages, setMessages] = useState(NO_MESSAGES);
  const [busy, setBusy] = useState(false);

  const submit = async (work: () => Promise<void>) => {
    setBusy(true);
    setMessages(NO_MESSAGES);
    try {
      await work();
    } catch (error) {
      setMessages(formMessages(asProblem(error), fields));
    } finally {
      setBusy(false);
    }
  };

  return { messages, busy, submit };
}
