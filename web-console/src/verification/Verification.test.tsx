// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import type { KycCase, KycLabel, KycStanding } from '../api/types';
import { fakeServer, Refused } from '../testing/FakeServer';
import { fakeUploads } from '../testing/FakeUpload';
import { TIME } from '../testing/people';
import { expectAccessible, show } from '../testing/screen';
import { Verification } from './Verification';

const server = fakeServer();
fakeUploads(server);

const NONE = { day: '0', month: '0' };
const LEVELS = [
  { number: 0, name: 'Unverified', labels: [], deposits: NONE, withdrawals: NONE },
  {
    number: 1,
    name: 'Basic',
    labels: ['EMAIL', 'PHONE'] as KycLabel[],
    deposits: { day: '500', month: '2000' },
    withdrawals: NONE,
  },
  {
    number: 2,
    name: 'Verified',
    labels: ['EMAIL', 'PHONE', 'IDENTITY'] as KycLabel[],
    deposits: { day: '10000' },
    withdrawals: {},
  },
];
const CASE = '/v1/kyc/cases/c1';

let standing: KycStanding;
let events: object[];

beforeEach(() => {
  events = [];
  standing = {
    currency: 'USD',
    level: LEVELS[0] as KycStanding['level'],
    labels: [{ label: 'EMAIL', since: TIME }],
    next: LEVELS[1] as KycStanding['level'],
    missing: ['PHONE'],
  };
  server.current
    .on('GET /v1/kyc', () => standing)
    .on('GET /v1/kyc/levels', { currency: 'USD', items: LEVELS })
    .on('GET /v1/kyc/events', () => ({ items: events }));
});

function openCase(more: Partial<KycCase> = {}): void {
  standing = {
    ...standing,
    openCase: {
      id: 'c1',
      level: 'Verified',
      labels: ['IDENTITY'],
      status: 'DRAFT',
      version: 1,
      said: [],
      files: [],
      createdAt: TIME,
      updatedAt: TIME,
      ...more,
    },
  };
}

describe('the page to be verified', () => {
  it('says where one stands and what each level allows', async () => {
    show(<Verification />);
    await screen.findByRole('heading', { name: 'Your level: Unverified' });
    const levels = within(await screen.findByRole('region', { name: 'All levels' }));
    await levels.findByText('500 USD a day, 2,000 USD a month');
    levels.getByText('10,000 USD a day');
    levels.getByText('Without limit');
    screen.getByText('Missing for Basic');
    await screen.findByText('Nothing yet.');
    await expectAccessible();
  });

  it('confirms a telephone by the code that was sent to it', async () => {
    server.current
      .on('POST /v1/kyc/phone', () => ({ expiresAt: TIME }))
      .on('POST /v1/kyc/phone/confirmation', ({ body }: { body: { code: string } }) => {
        if (body.code !== '123456') {
          return new Refused(400, 3100, 'The code is wrong, was used, or is too old.');
        }
        standing = { ...standing, labels: [...standing.labels, { label: 'PHONE', since: TIME }] };
        return standing;
      });
    show(<Verification />);
    await userEvent.type(await screen.findByLabelText(/^Number/), '+49 30 123-456');
    await userEvent.click(screen.getByRole('button', { name: 'Send a code' }));
    const code = await screen.findByLabelText(/sent to \+4930123456/);
    await userEvent.type(code, '000000');
    await userEvent.click(screen.getByRole('button', { name: 'Confirm' }));
    await screen.findByText(/The code is wrong/);
    await expectAccessible();
    await userEvent.clear(code);
    await userEvent.type(code, '123 456');
    await userEvent.click(screen.getByRole('button', { name: 'Confirm' }));
    await screen.findByRole('button', { name: 'Another telephone' });
    expect(server.current.asked('POST /v1/kyc/phone')[0]?.body).toEqual({ phone: '+4930123456' });
  });

  it('asks for a level that a person has to look at', async () => {
    server.current.on('POST /v1/kyc/cases', () => {
      openCase();
      return standing.openCase;
    });
    show(<Verification />);
    const level = await screen.findByLabelText('Level');
    expect(within(level).queryByText('Basic')).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Begin' }));
    await screen.findByRole('heading', { name: 'Your request for Verified' });
    expect(server.current.asked('POST /v1/kyc/cases')[0]?.body).toEqual({ level: 'Verified' });
  });

  it('says what is missing where it is missing, and keeps what was said', async () => {
    openCase({ status: 'ASKED_AGAIN', reason: 'The whole <b>name</b>.', said: ['birthDate'] });
    const missing = (field: string) => ({
      field,
      rule: 'required',
      message: `${field} is missing`,
    });
    server.current
      .on(`PATCH ${CASE}`, ({ body }: { body: object }) => {
        openCase({ status: 'ASKED_AGAIN', said: ['birthDate', ...Object.keys(body)] });
        return standing.openCase;
      })
      .on(
        `POST ${CASE}/submission`,
        () =>
          new Refused(400, 3103, 'The case is not complete', [
            missing('documentNumber'),
            missing('IDENTITY_FRONT'),
          ]),
      );
    show(<Verification />);
    await screen.findByText('The whole <b>name</b>.');
    await userEvent.type(screen.getByLabelText(/^Full name/), 'Ada King');
    await userEvent.selectOptions(screen.getByLabelText(/^Document$/), 'Passport');
    await userEvent.click(screen.getByLabelText('Nothing of this'));
    await userEvent.click(screen.getByLabelText(/^I direct/));
    await userEvent.click(screen.getByLabelText(/^I hold/));
    await userEvent.click(screen.getByRole('button', { name: 'Hand in' }));
    await screen.findByText('documentNumber is missing');
    await screen.findByText('Front of the document: this is missing.');
    await waitFor(() =>
      expect((screen.getByLabelText(/^Full name/) as HTMLInputElement).value).toBe(''),
    );
    expect(server.current.asked(`PATCH ${CASE}`)[0]?.body).toEqual({
      legalName: 'Ada King',
      documentType: 'PASSPORT',
      disclosures: ['CONTROL_PERSON', 'POLITICALLY_EXPOSED'],
    });
    expect(screen.getAllByText('Given. Fill it in again to change it.')).toHaveLength(4);
    await expectAccessible();
  });

  it('sends a paper with its progress, says why one is refused, and takes one back', async () => {
    openCase();
    const kept = {
      id: 'f1',
      kind: 'IDENTITY_FRONT' as const,
      contentType: 'image/jpeg' as const,
      bytes: 300_000,
      sha256: 'ab',
      at: TIME,
    };
    let release = () => {};
    server.current
      .on(`POST ${CASE}/files`, async ({ body }: { body: string }) => {
        if (body === 'virus.jpg') {
          return new Refused(400, 3110, 'It is the test file of virus scanners.');
        }
        await new Promise<void>((resolve) => {
          release = resolve;
        });
        openCase({ files: [kept] });
        return kept;
      })
      .on(`DELETE ${CASE}/files/f1`, () => {
        openCase();
        return null;
      });
    show(<Verification />);
    await screen.findByRole('button', { name: 'Add a file: Front of the document' });
    const input = () => document.querySelector<HTMLInputElement>('input[name=IDENTITY_FRONT]');
    const send = (file: File) => userEvent.upload(input() as HTMLInputElement, file);
    const big = new File(['x'], 'big.jpg', { type: 'image/jpeg' });
    Object.defineProperty(big, 'size', { value: 11 * 1024 * 1024 });
    await send(big);
    await screen.findByText(/^big.jpg has 11.0 MiB/);
    expect(server.current.asked(`POST ${CASE}/files`)).toHaveLength(0);
    await send(new File(['x'], 'virus.jpg', { type: 'image/jpeg' }));
    await screen.findByText(/^virus.jpg was not taken.*virus scanners/);
    await send(new File(['photo'], 'front.jpg', { type: 'image/jpeg' }));
    const bar = await screen.findByRole('progressbar');
    expect((bar as HTMLProgressElement).value).toBe(50);
    await expectAccessible();
    release();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Take back: Front of the document, 293 KiB' }),
    );
    await waitFor(() => expect(screen.queryByText(/293 KiB/)).toBeNull());
    expect(server.current.asked(`POST ${CASE}/files`)[0]?.query.get('kind')).toBe('IDENTITY_FRONT');
  });

  it('waits for a reviewer, and shows every step', async () => {
    openCase({ status: 'CLAIMED' });
    events = [
      { id: '1', caseId: 'c1', statusTo: 'DRAFT', at: TIME },
      { id: '2', caseId: 'c0', statusTo: 'REJECTED', reason: 'Not the person.', at: TIME },
    ];
    show(<Verification />);
    await screen.findByText(/A reviewer looks at it\. You will get a mail\. It is about/);
    expect(screen.queryByRole('button', { name: 'Hand in' })).toBeNull();
    await screen.findByText('Not the person.');
    const rows = within(screen.getByRole('region', { name: 'Steps so far' })).getAllByRole('row');
    expect(rows[1]?.textContent).toContain('It is rejected.');
    await expectAccessible();
  });
});
