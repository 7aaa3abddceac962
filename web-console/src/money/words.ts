import type { Deposit, DepositMethodName, Payment } from '../api/types';

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

/** Whether something will become of it by itself, or when the client pays. */
export function isUnderWay(status: Deposit['status']): boolean {
  return (
    status === 'CREATED' ||
    status === 'REQUIRES_ACTION' ||
    status === 'PENDING' ||
    status === 'SUCCEEDED'
  );
}
