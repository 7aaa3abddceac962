import { useCallback, useEffect, useRef, useState } from 'react';
import { asProblem, type Problem } from './problem';

/** Something that is fetched: not there yet, there, or failed. What was there stays visible while it is fetched again. */
export interface Loadable<T> {
  value: T | null;
  problem: Problem | null;
}

export const NOT_LOADED: Loadable<never> = { value: null, problem: null };

/**
 * What `read` gives, read at once, whenever `read` is another one, and by `load`. An answer that comes
 * after that to a later question is dropped.
 */
export function useLoaded<T>(read: () => Promise<T>): Loadable<T> & { load: () => Promise<void> } {
  const [loaded, setLoaded] = useState<Loadable<T>>(NOT_LOADED);
  const newest = useRef(0);

  const load = useCallback(async () => {
    newest.current += 1;
    const turn = newest.current;
    const show = (next: (before: Loadable<T>) => Loadable<T>) => {
      if (turn === newest.current) {
        setLoaded(next);
      }
    };
    try {
      const value = await read();
      show(() => ({ value, problem: null }));
    } catch (error) {
      show((before) => ({ ...before, problem: asProblem(error) }));
    }
  }, [read]);

  useEffect(() => {
    void load();
  }, [load]);

  return { ...loaded, load };
}

interface PageOf<T> {
  items: T[];
  nextCursor: string | null;
}

/** What `read` gives page by page: the first at once, and whenever `read` is another one; more of them by `more`. */
export function usePages<T>(read: (cursor: string | null) => Promise<PageOf<T>>) {
  const first = useCallback(() => read(null), [read]);
  const { value, problem, load } = useLoaded(first);
  const [further, setFurther] = useState<{ after: PageOf<T>; pages: PageOf<T>[] } | null>(null);
  const [moreProblem, setMoreProblem] = useState<Problem | null>(null);

  const pages = value && [value, ...(further?.after === value ? further.pages : [])];
  const last = pages?.at(-1);

  const more = async () => {
    if (!value || !pages || !last?.nextCursor) {
      return;
    }
    try {
      const next = await read(last.nextCursor);
      setFurther({ after: value, pages: [...pages.slice(1), next] });
      setMoreProblem(null);
    } catch (error) {
      setMoreProblem(asProblem(error));
    }
  };

  return {
    value: pages ? pages.flatMap((page) => page.items) : null,
    problem: problem ?? moreProblem,
    load,
    more: last?.nextCursor ? more : null,
  };
}
