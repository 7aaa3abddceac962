// @vitest-environment jsdom
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { Payments } from '../admin/Payments';
import { fakeServer, Refused } from '../testing/FakeServer';
import { logInAs } from '../testing/people';
import { expectAccessible, show } from '../testing/screen';
import { DepositList } from './DepositList';
import { NewDeposit } from './NewDeposit';
import { OneDeposit } from './OneDeposit';

const server = fakeServer();
const TIME = '2026-03-01T10:00:00.000000Z';
const ID = '00000000-0000-7000-8000-00000000000d';

const CARD = {
  connector: 'stripe',
  method: 'CARD',
  currency: 'USD',
  minimum: '1',
  maximum: '10000',
  decimals: 2,
  open: true,
};
const UPI = { ...CARD, connector: 'razorpay', method: 'UPI_COLLECT', currency: 'INR' };
const PAUSED = { ...CARD, currency: 'EUR', open: false };

const DEPOSIT = {
  id: ID,
  method: 'CARD',
  connector: 'stripe',
  currency: 'USD',
  amount: '100',
  status: 'REQUIRES_ACTION',
  nextStep: { kind: 'REDIRECT', url: 'https://checkout.example/c/pay', fields: {} },
  credited: '0',
  debited: '0',
  createdAt: TIME,
  updatedAt: TIME,
  expiresAt: TIME,
};

const PAYMENT = {
  ...DEPOSIT,
  user: 'u',
  account: '1007',
  status: 'CHARGED_BACK',
  owed: '50',
  attention: 'OWED',
};

describe('paying in', () => {
  it('offers what is open, and says what is wrong with an amount', async () => {
    server.current
      .on('GET /v1/deposit-methods', { items: [CARD, UPI, PAUSED] })
      .on('POST /v1/deposits', ({ body }: { body: { amount: string } }) => {
        if (body.amount === '0') {
          const message = 'amount is from 1 to 10000 USD, with at most 2 decimals.';
          return new Refused(400, 1002, message, [{ field: 'amount', rule: 'amount', message }]);
        }
        return DEPOSIT;
      });
    show(<NewDeposit />);
    const way = await screen.findByLabelText('Pay by');
    expect([...way.querySelectorAll('option')].map((option) => option.textContent)).toEqual([
      'Card, USD',
      'UPI, by a request to your app, INR',
    ]);
    await expectAccessible();
    await userEvent.type(screen.getByLabelText(/^Amount in USD/), '0');
    await userEvent.click(screen.getByRole('button', { name: 'Continue' }));
    await screen.findByText('amount is from 1 to 10000 USD, with at most 2 decimals.');
    await userEvent.type(screen.getByLabelText(/^Amount in USD/), '{Backspace}100');
    await userEvent.click(screen.getByRole('button', { name: 'Continue' }));
    await waitFor(() => expect(window.location.hash).toBe(`#/deposit/${ID}`));
    const asked = server.current.asked('POST /v1/deposits');
    expect(asked.at(-1)?.body).toEqual({
      method: 'CARD',
      connector: 'stripe',
      currency: 'USD',
      amount: '100',
    });
    const keys = asked.map((one) => one.headers.get('Idempotency-Key'));
    expect(keys[0]).toBeTruthy();
    expect(keys[0]).toBe(keys[1]);
  });

  it('asks for what UPI needs', async () => {
    server.current
      .on('GET /v1/deposit-methods', { items: [CARD, UPI] })
      .on('POST /v1/deposits', DEPOSIT);
    show(<NewDeposit />);
    await userEvent.selectOptions(await screen.findByLabelText('Pay by'), '1');
    await userEvent.type(screen.getByLabelText(/^Amount in INR/), '500');
    await userEvent.type(screen.getByLabelText(/^Your UPI address/), 'ada@bank');
    await userEvent.type(screen.getByLabelText(/^Your telephone/), '+91 98765 43210');
    await userEvent.click(screen.getByRole('button', { name: 'Continue' }));
    await waitFor(() =>
      expect(server.current.asked('POST /v1/deposits').at(-1)?.body).toEqual({
        method: 'UPI_COLLECT',
        connector: 'razorpay',
        currency: 'INR',
        amount: '500',
        payerAddress: 'ada@bank',
        payerPhone: '+919876543210',
      }),
    );
  });

  it('leads to the page of the provider, and shows what became of it', async () => {
    let status = 'REQUIRES_ACTION';
    server.current
      .on(`GET /v1/deposits/${ID}`, () => ({ ...DEPOSIT, status }))
      .on(`POST /v1/deposits/${ID}/look`, DEPOSIT);
    show(<OneDeposit id={ID} />);
    await screen.findByText('Waits for you to pay');
    expect(screen.getByRole('link', { name: 'Go to the payment page' }).getAttribute('href')).toBe(
      'https://checkout.example/c/pay',
    );
    await expectAccessible();
    status = 'CREDITED';
    await screen.findByText('Credited', {}, { timeout: 4000 });
    expect(screen.queryByRole('link', { name: 'Go to the payment page' })).toBeNull();
    expect(server.current.asked(`POST /v1/deposits/${ID}/look`)).toHaveLength(1);
  });

  it('lists what was paid in', async () => {
    server.current.on('GET /v1/deposits', { items: [DEPOSIT], nextCursor: null });
    show(<DepositList />);
    expect((await screen.findByRole('link', { name: '100 USD' })).getAttribute('href')).toBe(
      `#/deposit/${ID}`,
    );
  });
});

describe('payments in the back office', () => {
  it('are shown, dealt with, and paused', async () => {
    logInAs(['PAYMENTS_READ', 'PAYMENTS_PAUSE', 'MONEY_BOOK']);
    let attention: string | undefined = 'OWED';
    let items: object[] = [];
    const detail = () => ({
      deposit: { ...PAYMENT, attention },
      paid: '100',
      expiresAt: TIME,
      movements: [
        {
          id: 'm1',
          reference: 'stripe:chargeback:dp_1#2',
          kind: 'CHARGEBACK',
          amount: '50',
          status: 'PLANNED',
          createdAt: TIME,
        },
      ],
      refunds: [],
      events: [{ id: 'evt_1', type: 'charge.dispute.created', receivedAt: TIME }],
    });
    server.current
      .on('GET /v1/admin/payments', { items: [PAYMENT], nextCursor: null })
      .on(`GET /v1/admin/payments/${ID}`, detail)
      .on(`POST /v1/admin/payments/${ID}/resolution`, () => {
        attention = undefined;
        return detail();
      })
      .on('GET /v1/admin/payment-switches', () => ({ items }))
      .on(
        'POST /v1/admin/payment-switches',
        ({ body }: { body: { paused: boolean; currency: string; connector: string } }) => {
          items = body.paused ? [{ ...body, note: 'down', actor: 'user:me', at: TIME }] : [];
          return { items };
        },
      );
    show(<Payments />);
    await screen.findByText('Nothing is paused.');
    await userEvent.click(await screen.findByRole('button', { name: /^Show the payment of 100/ }));
    await screen.findByText('stripe:chargeback:dp_1#2');
    await screen.findByText('charge.dispute.created');
    await expectAccessible();
    await userEvent.type(screen.getByLabelText(/^What was done/), 'written off');
    await userEvent.click(screen.getByRole('button', { name: 'It is dealt with' }));
    await waitFor(() => expect(screen.queryByLabelText(/^What was done/)).toBeNull());

    await userEvent.type(screen.getByLabelText(/^Currency/), 'eur');
    await userEvent.type(screen.getByLabelText(/^Why/), 'down');
    await userEvent.click(screen.getByRole('button', { name: 'Pause' }));
    await screen.findByText('Every connector, EUR');
    await userEvent.click(screen.getByRole('button', { name: 'Resume * EUR' }));
    await screen.findByText('Nothing is paused.');
  });
});
