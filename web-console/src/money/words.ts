import type {
  ChainDeposit,
  CryptoDeposit,
  Deposit,
  DepositMethodName,
  Payment,
  Withdrawal,
} from '../api/types';

export const METHOD_WORDS: Record<DepositMethodName, string> = {
  CARD: 'Card',
  UPI: 'UPI, by QR code',
  UPI_COLLECT: 'UPI, by a request to your app',
  UPI_DIRECT: 'UPI, to our own address',
};

export const STATUS_WORDS: Record<Deposit['status'], string> = {
  CREATED: 'Being prepared',
  REQUIRES_ACTION: 'Waits for you to pay',
  PENDING: 'Being processed',
  SUCCEEDED: 'Paid, being credited',
  CREDITED: 'Credited',
  FAILED: 'Failed',
  EXPIRED: 'Expired',
  REFUNDED: 'Refunded',
  CHARGED_BACK: 'Charged back',
};

export const ATTENTION_WORDS: Record<NonNullable<Payment['attention']>, string> = {
  OWED: 'Money went back, and the account did not have it.',
  AMOUNT_DIFFERS: 'Another amount came than was asked for. It is credited.',
  CURRENCY_DIFFERS: 'Another currency came than was asked for. Nothing is credited.',
  NOT_BOOKED: 'The exchange refused to book it.',
};

export const CHAIN_WORDS: Record<string, string> = { bitcoin: 'Bitcoin', ethereum: 'Ethereum' };

export const COIN_STATUS_WORDS: Record<CryptoDeposit['status'], string> = {
  CONFIRMING: 'Being confirmed',
  CREDITED: 'Credited',
  MISSING: 'No longer in the chain',
  TAKEN_BACK: 'No longer in the chain, debited',
  TOO_SMALL: 'Too small to be credited',
};

export const COIN_ATTENTION_WORDS: Record<NonNullable<ChainDeposit['attention']>, string> = {
  OWED: 'It is no longer in the chain, and the account did not have it.',
  TAKEN_BACK: 'It is no longer in the chain, and was debited.',
  NOT_BOOKED: 'The exchange refused to book it.',
};

/** Whether something will become of it by itself, or when the client pays. */
export function isUnderWay(status: Deposit['status']): boolean {
  return (
    status === 'CREATED' ||
    status === 'REQUIRES_ACTION' ||
    status === 'PENDING' ||
    status === 'SUCCEEDED'
  );
}

export const WITHDRAWAL_WORDS: Record<Withdrawal['status'], string> = {
  REQUESTED: 'Being prepared',
  UNCONFIRMED: 'Waits for your confirmation',
  IN_REVIEW: 'We look at it',
  AWAITING_APPROVAL: 'Waits for approval',
  DELAYED: 'Waits until your account may send again',
  APPROVED: 'Is sent next',
  SUBMITTED: 'On its way',
  SETTLED: 'Gone out',
  FAILED: 'Failed, your funds are back',
  RETURNED: 'Came back to your account',
  REFUSED: 'Refused, your funds are back',
  CANCELLED: 'Cancelled',
  ERRORED: 'On its way, delayed',
  SKIPPED: 'Not sent, your funds are back',
};

const UNSENT: readonly Withdrawal['status'][] = [
  'UNCONFIRMED',
  'IN_REVIEW',
  'AWAITING_APPROVAL',
  'DELAYED',
  'APPROVED',
];

const OVER: readonly Withdrawal['status'][] = [
  'SETTLED',
  'FAILED',
  'RETURNED',
  'REFUSED',
  'CANCELLED',
  'SKIPPED',
];

/** Whether the client can take it back. */
export function isUnsent(status: Withdrawal['status']): boolean {
  return UNSENT.includes(status);
}

/** Whether nothing more is expected of it. */
export function isOver(status: Withdrawal['status']): boolean {
  return OVER.includes(status);
}
