import { useLoaded } from './loadable';
import { useSubmit } from './useSubmit';

/** A list that is fetched, and fetched again after each change of something in it. */
export function useList<T>(read: () => Promise<readonly T[]>) {
  const { value, problem, load } = useLoaded(read);
  const { messages, busy, submit } = useSubmit([]);

  const change = (work: () => Promise<unknown>) =>
    submit(async () => {
      await work();
      await load();
    });

  return { value, problem, load, refusal: messages.form, busy, change };
}
