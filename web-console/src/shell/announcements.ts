import { answer, api } from '../api/client';
import type { Announcement } from '../api/types';
import { Store } from '../base/store';

/** What the venue tells everyone now, newest first. */
export const announcements = new Store<readonly Announcement[]>([]);

const LOOK_EVERY_MILLIS = 60_000;

/** Keeps `announcements` up to date until the returned function is called. */
export function followAnnouncements(): () => void {
  const look = async () => {
    try {
      announcements.set((await answer(api.GET('/v1/announcements'))).items);
    } catch {
      // What was known stays; the header says when the server is away.
    }
  };
  void look();
  const timer = setInterval(() => void look(), LOOK_EVERY_MILLIS);
  return () => clearInterval(timer);
}

const NOTE = 'bourse.announcements';

/** Those that the person of this browser has put away. */
export function readPutAway(): readonly string[] {
  try {
    return JSON.parse(window.localStorage.getItem(NOTE) ?? '[]');
  } catch {
    return [];
  }
}

/** Remembers which are put away; those that are shown no more need no place. */
export function writePutAway(ids: readonly string[]): void {
  try {
    const shown = announcements.get().map((one) => one.id);
    window.localStorage.setItem(NOTE, JSON.stringify(ids.filter((id) => shown.includes(id))));
  } catch {
    // Storage is switched off: it comes back with the next page.
  }
}
