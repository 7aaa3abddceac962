import type { Account, MarketStatus, MarketSymbol, Ticker } from '../api/types';
import { dayAndTime } from '../base/format';
import type { OrderDraft } from './orderDraft';

/** Statuses of a market as people say them, and what it takes then. */
const STATUS: Record<MarketStatus, { label: string; takes: string | null }> = {
  PRE_OPEN: { label: 'Not open yet', takes: 'It takes no orders yet; open ones can be cancelled.' },
  AUCTION: {
    label: 'Auction',
    takes: 'It collects limit orders, which trade at one price when the auction ends.',
  },
  TRADING: { label: 'Trading', takes: null },
  CANCEL_ONLY: { label: 'Cancel only', takes: 'Orders can only be cancelled.' },
  POST_ONLY: { label: 'Post-only', takes: 'It takes post-only limit orders alone.' },
  LIMIT_ONLY: { label: 'Limit only', takes: 'It takes limit orders alone.' },
  HALTED: { label: 'Halted', takes: 'It takes no orders now; open ones can be cancelled.' },
  CLOSED: { label: 'Closed', takes: 'It takes no orders now; open ones can be cancelled.' },
  DELISTED: { label: 'Delisted', takes: 'It is not traded any more.' },
};

/** The status that was heard last: by the ticker, else with the list of symbols. */
export function statusOf(symbol: MarketSymbol, ticker: Ticker | undefined): MarketStatus {
  return ticker?.status ?? symbol.status;
}

/** The status in a word or two; null while everything is traded as usual. */
export function unusualStatus(status: MarketStatus): string | null {
  return status === 'TRADING' ? null : STATUS[status].label;
}

/** What to know before ordering in a market that does not take everything; null for one that does. */
export function marketNotice(symbol: MarketSymbol, status: MarketStatus): string | null {
  const { label, takes } = STATUS[status];
  if (takes === null) {
    return null;
  }
  const plan =
    symbol.status === status && symbol.plannedStatus && symbol.plannedAt
      ? ` From ${dayAndTime(symbol.plannedAt)}: ${STATUS[symbol.plannedStatus].label.toLowerCase()}.`
      : '';
  return `${symbol.symbol} is ${label.toLowerCase()}. ${takes}${plan}`;
}

/** Whether a market of this status takes such an order. */
export function takes(status: MarketStatus, { type, timeInForce, postOnly }: OrderDraft): boolean {
  switch (status) {
    case 'TRADING':
      return true;
    case 'AUCTION':
      return type === 'LIMIT'
        ? !postOnly && (timeInForce === 'GTC' || timeInForce === 'GTD')
        : type !== 'MARKET';
    case 'LIMIT_ONLY':
      return type !== 'MARKET';
    case 'POST_ONLY':
      return postOnly;
    case 'PRE_OPEN':
    case 'CANCEL_ONLY':
    case 'HALTED':
    case 'CLOSED':
    case 'DELISTED':
      return false;
  }
}

const REASON: Record<Account['reason'], string> = {
  NONE: '',
  OPERATOR_DECISION: 'by the operator',
  CLIENT_REQUEST: 'as you asked',
  SECURITY: 'to keep it safe',
  COMPLIANCE: 'for compliance',
  LEGAL_ORDER: 'by a legal order',
  RISK: 'for risk',
  CLOSING: 'because it is being closed',
};

/** What to know of an account that may not do everything; null for one that may. */
export function accountNotice({ state, blocks, reason }: Account): string | null {
  const why = REASON[reason] ? ` ${REASON[reason]}` : '';
  switch (state) {
    case 'CANCEL_ONLY':
      return `Your account was restricted${why}: open orders may shrink or be cancelled, and no new ones are taken.`;
    case 'FROZEN':
      return `Your account was frozen${why}: it can't trade, and money can't leave it. Deposits are still booked.`;
    case 'NORMAL':
      return blocks.includes('TRANSFERS')
        ? `Money can't leave your account for now${why ? `, ${REASON[reason]}` : ''}. You can trade.`
        : null;
  }
}
