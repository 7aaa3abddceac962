import { type ChangeEvent, type FormEvent, useState } from 'react';
import { useSubmit } from './useSubmit';

/**
 * A form of text fields.
 *
 * @param names of the fields, as requests and refusals call them
 * @param others fields beside them of which a refusal may speak
 */
export function useForm<Name extends string>(
  names: readonly Name[],
  others: readonly string[] = [],
) {
  const [values, setValues] = useState(() => empty(names));
  const { messages, busy, submit } = useSubmit([...names, ...others]);

  /** What ties an input to a field. */
  const field = (name: Name) => ({
    name: name as string,
    value: values[name],
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>) => {
      const { value } = event.currentTarget;
      setValues((before) => ({ ...before, [name]: value }));
    },
    error: messages.fields[name],
  });

  /** Fills a field in otherwise than by an input. */
  const set = (name: Name, value: string) => setValues((before) => ({ ...before, [name]: value }));

  /** Sends the form by `work` instead of loading the page anew. */
  const onSubmit = (work: () => Promise<void>) => (event: FormEvent) => {
    event.preventDefault();
    void submit(work);
  };

  return {
    values,
    field,
    set,
    onSubmit,
    submit,
    busy,
    /** What is wrong with the whole of it. */
    refusal: messages.form,
    errors: messages.fields,
    clear: () => setValues(empty(names)),
  };
}

function empty<Name extends string>(names: readonly Name[]): Record<Name, string> {
  return Object.fromEntries(names.map((name) => [name, ''])) as Record<Name, string>;
}
