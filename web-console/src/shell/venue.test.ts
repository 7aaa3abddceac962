import { describe, expect, it } from 'vitest';
import { venueNotice } from './venue';

describe('the state of the whole exchange', () => {
  it('is told when it refuses something, with the cause', () => {
    expect(venueNotice(null)).toBeNull();
    expect(venueNotice({ safeState: 'NORMAL', cause: 'OPERATOR' })).toBeNull();
    expect(venueNotice({ safeState: 'CANCEL_ONLY', cause: 'DISK_SPACE' })).toBe(
      'New orders are paused. Open orders can be cancelled. Its disk is short of space.',
    );
    expect(venueNotice({ safeState: 'READ_ONLY', cause: 'CLOCK_JUMP' })).toMatch(/only be looked/);
  });
});
