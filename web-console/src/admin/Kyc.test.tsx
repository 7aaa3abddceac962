// @vitest-environment jsdom
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { KycMonitoring, QueuedKycCase, ReviewedKycCase } from '../api/types';
import { fakeServer, Refused } from '../testing/FakeServer';
import { GRACE, logInAs, TIME } from '../testing/people';
import { expectAccessible, show } from '../testing/screen';
import { KycCasePage } from './KycCasePage';
import { KycQueue } from './KycQueue';

const server = fakeServer();
const ID = '00000000-0000-7000-8000-0000000000c1';
const CASE = `/v1/admin/kyc/cases/${ID}`;
const HIT = { id: 'h1', list: 'OFAC-SDN', entry: '9001', name: '<i>Viktor</i>', score: 93 };

const QUEUED: QueuedKycCase = {
  id: ID,
  user: GRACE.id,
  kind: 'REQUEST',
  level: 'Verified',
  labels: ['IDENTITY'],
  status: 'SUBMITTED',
  version: 2,
  createdAt: TIME,
  updatedAt: TIME,
  submittedAt: TIME,
};

let reviewed: ReviewedKycCase;
let monitoring: KycMonitoring;

beforeEach(() => {
  logInAs(['KYC_READ', 'KYC_REVIEW']);
  monitoring = { on: true, lists: 'UN 5', verified: 9, compared: 7, lastAt: TIME, openCases: 1 };
  reviewed = {
    kycCase: QUEUED,
    email: GRACE.email,
    fullName: GRACE.fullName,
    phone: '+4930123456',
    person: { legalName: 'Grace <b>Hopper</b>', documentType: 'PASSPORT', disclosures: [] },
    files: [file('f1', 'image/jpeg'), file('f2', 'application/pdf')],
    duplicates: [{ by: 'DOCUMENT', user: GRACE.id, caseId: ID }],
    screening: { at: TIME, lists: 'OFAC-SDN 8', hits: [HIT] },
    notes: [],
  };
  server.current
    .on('GET /v1/admin/kyc/cases', () => ({ items: [reviewed.kycCase], nextCursor: null }))
    .on('GET /v1/admin/kyc/screening', () => monitoring)
    .on(`GET ${CASE}`, () => reviewed)
    .on('GET /v1/admin/kyc/events', () => ({
      items: [
        {
          id: '1',
          caseId: ID,
          user: GRACE.id,
          statusTo: 'DRAFT',
          actor: 'me',
          reason: '',
          at: TIME,
        },
      ],
    }));
});

function file(id: string, contentType: 'image/jpeg' | 'application/pdf') {
  const kind = id === 'f1' ? ('IDENTITY_FRONT' as const) : ('PROOF_OF_ADDRESS' as const);
  return { id, kind, contentType, bytes: 2_000_000, sha256: 'ab'.repeat(32), at: TIME };
}

function claimed(): void {
  reviewed = {
    ...reviewed,
    kycCase: { ...reviewed.kycCase, status: 'CLAIMED', reviewer: 'user:me' },
  };
}

async function say(title: string, words: string, verb: string): Promise<void> {
  const dialog = await screen.findByRole('dialog', { name: title });
  await userEvent.type(within(dialog).getByLabelText(/^Reason/), words);
  await userEvent.click(within(dialog).getByRole('button', { name: verb }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
}

describe('the queue of cases', () => {
  it('shows who waits, and finds by status', async () => {
    show(<KycQueue />);
    const link = await screen.findByRole('link', { name: 'Verified …0000c1' });
    expect(link.getAttribute('href')).toBe(`#/admin/kyc/${ID}`);
    await expectAccessible();
    await userEvent.selectOptions(screen.getByLabelText('Status'), 'Any');
    await userEvent.type(screen.getByLabelText(/^Address or id/), GRACE.email);
    await userEvent.click(screen.getByRole('button', { name: 'Search' }));
    await waitFor(() =>
      expect(
        Object.fromEntries(server.current.asked('GET /v1/admin/kyc/cases').at(-1)?.query ?? []),
      ).toEqual({ limit: '50', user: GRACE.email }),
    );
    expect(server.current.asked('GET /v1/admin/kyc/cases')[0]?.query.get('status')).toBe(
      'SUBMITTED',
    );
  });
});

describe('the lists', () => {
  it('say how far comparing is, and that there are none', async () => {
    show(<KycQueue />);
    await screen.findByText(/^7 of 9 verified clients, last on /);
    monitoring = { on: false, verified: 0, compared: 0, openCases: 0 };
    cleanup();
    show(<KycQueue />);
    await screen.findByText(/^There are no lists/);
  });

  it('make a case that is kept from its client', async () => {
    claimed();
    reviewed = { ...reviewed, kycCase: { ...reviewed.kycCase, kind: 'SCREENING' } };
    server.current.on(`POST ${CASE}/reject`, () => {
      reviewed = { ...reviewed, kycCase: { ...reviewed.kycCase, status: 'REJECTED' } };
      return reviewed.kycCase;
    });
    show(<KycCasePage id={ID} />);
    await screen.findByText('About lists');
    expect(screen.queryByRole('button', { name: 'Ask again' })).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Reject' }));
    await screen.findByText(/The client is told nothing/);
    screen.getByText('It stands in the audit trail.');
    await say(`Reject Verified for ${GRACE.email}`, 'The same photo.', 'Reject');
    await screen.findByRole('heading', { name: 'Verified: Rejected' });
  });
});

describe('a case', () => {
  it('is claimed, its hit cleared, and approved', async () => {
    server.current
      .on(`POST ${CASE}/claim`, () => {
        claimed();
        return reviewed.kycCase;
      })
      .on(`POST ${CASE}/hits/h1`, () => {
        reviewed = {
          ...reviewed,
          screening: {
            at: TIME,
            lists: 'OFAC-SDN 8',
            hits: [{ ...HIT, decision: 'CLEARED', decidedBy: 'user:me', note: 'Born elsewhere.' }],
          },
        };
        return null;
      })
      .on(`POST ${CASE}/approve`, () => {
        if (!reviewed.screening?.hits[0]?.decision) {
          return new Refused(409, 3120, '1 on the lists may be this person.');
        }
        reviewed = { ...reviewed, kycCase: { ...reviewed.kycCase, status: 'APPROVED' } };
        return reviewed.kycCase;
      });
    show(<KycCasePage id={ID} />);
    await screen.findByText('Grace <b>Hopper</b>');
    screen.getByText('<i>Viktor</i>');
    screen.getByText('The same document');
    screen.getByText('Nothing of this');
    expect(screen.queryByRole('button', { name: 'Approve' })).toBeNull();
    expect(screen.queryByRole('button', { name: /somebody else/ })).toBeNull();
    await expectAccessible();
    await userEvent.click(screen.getByRole('button', { name: 'Claim' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Approve' }));
    const dialog = await screen.findByRole('dialog', { name: /^Approve Verified/ });
    await userEvent.click(within(dialog).getByRole('button', { name: 'Approve' }));
    await within(dialog).findByText(/1 on the lists may be this person/);
    await userEvent.click(within(dialog).getByRole('button', { name: 'Leave it' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await userEvent.click(screen.getByRole('button', { name: '<i>Viktor</i>: somebody else' }));
    await say('<i>Viktor</i>: somebody else', 'Born elsewhere.', 'Somebody else');
    await screen.findByText(/Somebody else: Born elsewhere\./);
    await userEvent.click(screen.getByRole('button', { name: 'Approve' }));
    await say(`Approve Verified for ${GRACE.email}`, 'clear copy', 'Approve');
    await screen.findByRole('heading', { name: 'Verified: Approved' });
    expect(server.current.asked(`POST ${CASE}/hits/h1`)[0]?.body).toEqual({
      decision: 'CLEARED',
      note: 'Born elsewhere.',
    });
  });

  it('goes back to its client, who reads why, and is noted about', async () => {
    claimed();
    server.current
      .on(`POST ${CASE}/notes`, ({ body }: { body: { text: string } }) => {
        reviewed = { ...reviewed, notes: [{ author: 'user:me', text: body.text, at: TIME }] };
        return null;
      })
      .on(`POST ${CASE}/request`, () => {
        reviewed = {
          ...reviewed,
          kycCase: { ...QUEUED, status: 'ASKED_AGAIN', reason: 'The whole page.' },
        };
        return reviewed.kycCase;
      });
    show(<KycCasePage id={ID} />);
    await userEvent.type(await screen.findByLabelText('New note'), 'Looks cut.');
    await userEvent.click(screen.getByRole('button', { name: 'Add' }));
    await screen.findByRole('cell', { name: 'Looks cut.' });
    await userEvent.click(screen.getByRole('button', { name: 'Ask again' }));
    await screen.findByText('The client reads it. It stands in the audit trail.');
    await say(`Ask ${GRACE.email} again`, 'The whole page.', 'Ask again');
    await screen.findByRole('heading', { name: 'Verified: Asked again' });
    screen.getByText('The whole page.');
    expect(server.current.asked(`POST ${CASE}/request`)[0]?.body).toEqual({
      reason: 'The whole page.',
    });
  });

  it('has pictures shown from what the server drew, and PDFs saved', async () => {
    const saved = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => {});
    URL.createObjectURL = () => 'blob:1';
    URL.revokeObjectURL = () => {};
    server.current
      .on(`GET ${CASE}/files/f1`, () => new Response('pixels'))
      .on(`GET ${CASE}/files/f2`, () => new Response('%PDF-1.7'));
    show(<KycCasePage id={ID} />);
    await userEvent.click(
      await screen.findByRole('button', { name: 'Show: Front of the document' }),
    );
    const picture = await screen.findByRole('img', { name: 'Front of the document' });
    expect(picture.getAttribute('src')).toMatch(/^data:image\/jpeg;base64,/);
    await expectAccessible();
    await userEvent.click(screen.getByRole('button', { name: 'Close' }));
    await userEvent.click(screen.getByRole('button', { name: 'Save: Proof of the address' }));
    await waitFor(() => expect(saved).toHaveBeenCalledTimes(1));
    expect((saved.mock.contexts[0] as HTMLAnchorElement).download).toBe('proof-of-address-f2.pdf');
    saved.mockRestore();
  });

  it('is only looked at by who may not review, or whose own it is', async () => {
    logInAs(['KYC_READ']);
    show(<KycCasePage id={ID} />);
    await screen.findByRole('heading', { name: 'Verified: Waits for a reviewer' });
    expect(screen.queryByRole('button', { name: 'Claim' })).toBeNull();
    expect(screen.queryByLabelText('New note')).toBeNull();
  });
});
