import type { Fee, FeeList } from '../api/types';
import { exact } from '../base/format';

/** One sentence about the account's fees as a whole. */
export function feeLead(fees: FeeList | null): string {
  if (fees?.feeExempt) {
    return 'This account pays no fees.';
  }
  return fees?.volume
    ? `${exact(fees.volume.amount, 2)} ${fees.volume.currency} traded within ${fees.volume.days} days. An order keeps the fees that it was accepted with.`
    : 'An order keeps the fees that it was accepted with.';
}

/** What the account has to trade to pay less in a symbol, and what it would pay. */
export function nextTier(fee: Fee, currency: string | undefined): string {
  return fee.nextTier
    ? `${exact(fee.nextTier.makerBasisPoints)} / ${exact(fee.nextTier.takerBasisPoints)} after ${exact(fee.nextTier.missing, 2)} ${currency} more`
    : '–';
}
