import type { Cause } from '../api/types';

/** What a posting is for. */
export const ENTRY_TEXT: Record<Cause['type'], string> = {
  DEPOSIT: 'Deposits',
  WITHDRAWAL: 'Withdrawals',
  HOLD: 'Set aside',
  RELEASE: 'Given back',
  TRADE: 'Trades',
  FEE: 'Fees',
  JOURNAL: 'Journals',
  ADJUSTMENT: 'Adjustments',
  REVERSAL: 'Reversals',
  SETTLEMENT: 'Settlements',
};
