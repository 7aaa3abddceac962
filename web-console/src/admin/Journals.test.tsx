// @vitest-environment jsdom
import { fireEvent, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { StepUpDialog } from '../account/StepUpDialog';
import { session } from '../api/session';
import { fakeServer, Refused } from '../testing/FakeServer';
import { approval, logInAs, TIME } from '../testing/people';
import { expectAccessible, show } from '../testing/screen';
import { AdminArea } from './AdminArea';

const server = fakeServer();
const JOURNALS = 'POST /v1/admin/journals';
let app: boolean;

beforeEach(() => {
  app = true;
  session.state.set({ phase: 'SIGNED_IN', sessionId: 's1' });
  logInAs(['MONEY_BOOK']);
  server.current
    .on('GET /v1/me/totp', () => ({ enabled: app, locked: false, recoveryCodesLeft: 0 }))
    .on('GET /v1/me/passkeys', { items: [] });
});

describe('a journal', () => {
  it('is booked once a factor was shown, and cleared from the form', async () => {
    let shown = false;
    server.current
      .on(JOURNALS, () =>
        shown ? { replayed: false } : new Refused(403, 3033, 'Show a factor again first.'),
      )
      .on('POST /v1/auth/step-up', () => {
        shown = true;
        return { until: TIME };
      });
    await open();
    await expectAccessible();
    expect(screen.queryByText('Add a second factor.')).toBeNull();
    await fill();
    await userEvent.type(await screen.findByLabelText(/^Code/), '123456{Enter}');
    await screen.findByText('12.50 USD is booked.');
    expect(server.current.asked(JOURNALS)).toHaveLength(2);
    expect(server.current.asked(JOURNALS)[1]?.body).toEqual({
      from: 'ada@example.org',
      to: '1007',
      reason: 'CORRECTION',
      currency: 'USD',
      amount: '12.50',
      reference: 'fix-7',
      note: 'booked to the wrong one',
    });
    expect(screen.getByLabelText(/^From/)).toHaveProperty('value', '');
  });

  it('waits for a second person, was booked before, or says what is wrong', async () => {
    const message = 'A journal goes to another account.';
    server.current.on(
      JOURNALS,
      new Refused(400, 1002, message, [{ field: 'to', rule: 'distinct', message }]),
    );
    await open();
    await fill();
    await screen.findByText(message);
    server.current.on(JOURNALS, { replayed: true });
    await send();
    await screen.findByText('fix-7 was booked before, and is not booked again.');
    server.current.on(JOURNALS, approval('account.journal', 'me'));
    await fill();
    await screen.findByText('It waits for a second person');
  });

  it('needs a second factor, and staff without one hear it before', async () => {
    app = false;
    server.current.on(JOURNALS, new Refused(403, 3074, 'Add an app or a passkey first.'));
    await open();
    const link = await screen.findByRole('link', { name: 'Add one' });
    expect(link.getAttribute('href')).toBe('#/account/security');
    await expectAccessible();
    await fill();
    await screen.findByText(/Add an app or a passkey first\./);
    expect(screen.queryByRole('dialog')).toBeNull();
  });
});

async function open(): Promise<void> {
  show(
    <>
      <AdminArea section="JOURNALS" />
      <StepUpDialog />
    </>,
  );
  await screen.findByRole('heading', { level: 1, name: 'Journals' });
}

async function fill(): Promise<void> {
  for (const [label, text] of [
    [/^From/, 'ada@example.org'],
    [/^To/, ' 1007'],
    [/^Currency/, 'usd'],
    [/^Amount/, '12.50'],
    [/^Reference/, 'fix-7'],
    [/^Note/, 'booked to the wrong one'],
  ] as const) {
    fireEvent.change(screen.getByLabelText(label), { target: { value: text } });
  }
  await userEvent.selectOptions(screen.getByLabelText(/^Why/), 'Correction');
  await send();
}

async function send(): Promise<void> {
  await userEvent.click(screen.getByRole('button', { name: 'Book the journal' }));
}
