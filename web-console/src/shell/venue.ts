import { answer, api } from '../api/client';
import type { Venue } from '../api/types';
import { Store } from '../base/store';

/** How much the whole exchange does now; null until it is known. */
export const venue = new Store<Venue | null>(null);

const LOOK_EVERY_MILLIS = 10_000;

/** Keeps `venue` up to date until the returned function is called. */
export function followVenue(): () => void {
  const look = async () => {
    try {
      venue.set(await answer(api.GET('/v1/venue')));
    } catch {
      // What was known stays; the header says when the server is away.
    }
  };
  void look();
  const timer = setInterval(() => void look(), LOOK_EVERY_MILLIS);
  return () => clearInterval(timer);
}

const REFUSES: Record<Venue['safeState'], string | null> = {
  NORMAL: null,
  NO_WITHDRAWALS: 'Withdrawals are paused. Trading goes on.',
  CANCEL_ONLY: 'New orders are paused. Open orders can be cancelled.',
  HALT: 'Trading is halted: nothing is taken, cancellations included.',
  READ_ONLY: 'The exchange can only be looked at for now.',
};

const CAUSE: Record<Venue['cause'], string> = {
  OPERATOR: 'The operator decided so.',
  DISK_SPACE: 'Its disk is short of space.',
  CLOCK_JUMP: 'Its clock jumped.',
  STALE_PRICE: 'A price that it depends on is too old.',
  PROJECTION_LAG: 'Its records lag behind.',
};

/** What everyone should know about the venue; null while it does everything. */
export function venueNotice(now: Venue | null): string | null {
  const refuses = now && REFUSES[now.safeState];
  return now && refuses ? `${refuses} ${CAUSE[now.cause]}` : null;
}
