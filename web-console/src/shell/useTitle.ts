import { useEffect } from 'react';

/** Names the page in the browser's tab while it is shown. */
export function useTitle(title: string): void {
  useEffect(() => {
    const before = document.title;
    document.title = `${title} · Bourse`;
    return () => {
      document.title = before;
    };
  }, [title]);
}
