import type {
  DoneReason,
  Order,
  OrderStatus,
  OrderType,
  SelfTradePrevention,
  TimeInForce,
} from '../api/types';
import { dayAndTime, exact } from '../base/format';

/** Statuses as people say them. */
export const STATUS_TEXT: Record<OrderStatus, string> = {
  PENDING: 'Pending',
  WAITING: 'Waiting',
  OPEN: 'Open',
  PARTIALLY_FILLED: 'Partly filled',
  FILLED: 'Filled',
  CANCELLED: 'Cancelled',
  EXPIRED: 'Expired',
};

/** Why an order ended, as people say it. */
export const REASON_TEXT: Record<DoneReason, string> = {
  FILLED: 'It was filled.',
  CANCELLED_BY_USER: 'It was cancelled.',
  UNFILLED_REST: 'What did not trade at once was cancelled.',
  NO_LIQUIDITY: 'There was nothing to trade against.',
  CANCEL_ALL_AFTER: 'The client that had asked to cancel all after a silence was silent.',
  CANCELLED_BY_REPLACEMENT: 'It was replaced by another order.',
  LINKED_ORDER_EXECUTED: 'The other order of its pair traded, or its stop price was reached.',
  WORKING_ORDER_ENDED: 'The order that it was to follow ended without being filled whole.',
  NOT_PLACEABLE: 'When its turn came, funds or a limit did not allow it.',
  ACCOUNT_FROZEN: 'The account was frozen.',
  SYMBOL_DELISTED: 'Its symbol was taken off the exchange.',
  EXECUTION_RANGE: 'The rest would have traded too far from the reference price.',
  VOLATILITY_HALT:
    'The rest would have traded so far from the reference price that trading stopped.',
  FILL_LIMIT: 'It met more orders than one order may trade with; the rest was cancelled.',
  NOT_FILLABLE: 'It could not trade in full at once, so it did not trade at all.',
  EXPIRED: 'Its time was up.',
  POST_ONLY_WOULD_TRADE: 'It would have traded at once when it was to enter the book.',
  MARKET_STATE: 'Its market took no such orders when it was to enter the book.',
  AMOUNT_TOO_SMALL: 'Its amount did not pay for a single lot when its stop price was reached.',
  SELF_TRADE_PREVENTED: 'It would have traded with an order of yours.',
};

export const TYPE_TEXT: Record<OrderType, string> = {
  LIMIT: 'Limit',
  MARKET: 'Market',
  STOP: 'Stop',
  STOP_LIMIT: 'Stop limit',
  TAKE_PROFIT: 'Take profit',
  TAKE_PROFIT_LIMIT: 'Take profit limit',
  TRAILING_STOP: 'Trailing stop',
};

export const TIME_IN_FORCE_TEXT: Record<TimeInForce, string> = {
  GTC: 'GTC, stays',
  GTD: 'GTD, to a time',
  IOC: 'IOC, at once',
  FOK: 'FOK, all at once',
};

/** What happens instead of a trade with an own order, as people say it. */
export const SELF_TRADE_TEXT: Record<SelfTradePrevention, string> = {
  CANCEL_NEWEST: 'Cancel the new order',
  CANCEL_OLDEST: 'Cancel the resting order',
  CANCEL_BOTH: 'Cancel both',
  DECREMENT_AND_CANCEL: 'Shrink both',
  NONE: 'Let them trade',
};

/** The kind of an order in a few words: `Limit GTD 03-01 14:03, post-only`, `Stop limit GTC at 59,000`. */
export function kindOf(order: Order): string {
  const usual = order.price ? '' : 'IOC';
  const time = order.timeInForce === usual ? '' : ` ${order.timeInForce}`;
  const until = order.expiresAt ? ` ${dayAndTime(order.expiresAt)}` : '';
  const stop = order.stopPrice ? ` at ${exact(order.stopPrice)}` : trail(order);
  const postOnly = order.postOnly ? ', post-only' : '';
  const shown = order.displayQuantity ? `, shows ${exact(order.displayQuantity)}` : '';
  return `${TYPE_TEXT[order.type]}${time}${until}${stop}${postOnly}${shown}`;
}

function trail({ trailingOffset, trailingBasisPoints }: Order): string {
  if (trailingOffset) {
    return ` by ${exact(trailingOffset)}`;
  }
  return trailingBasisPoints ? ` by ${trailingBasisPoints / 100}%` : '';
}

/** What became of an order that was just placed. */
export function outcomeOf(order: Order): { title: string; message: string } {
  const base = order.symbol.split('-')[0] ?? '';
  const side = order.side === 'BUY' ? 'Buy' : 'Sell';
  const what = `${side} ${exact(order.quantity)} ${base}`;
  const at = order.price ? ` at ${exact(order.price)}` : '';
  const filled = `${exact(order.filledQuantity)} of ${exact(order.quantity)} ${base}`;
  const average = order.averagePrice ? ` at ${exact(order.averagePrice)} on average` : '';
  switch (order.status) {
    case 'PENDING':
      return {
        title: `Order ${order.id} is pending`,
        message: `${what}${at} once the order that it follows is filled.`,
      };
    case 'WAITING':
      return {
        title: `Order ${order.id} is waiting`,
        message: `${side} ${base} once the market reaches its stop price.`,
      };
    case 'OPEN':
      return { title: `Order ${order.id} is open`, message: `${what}${at}.` };
    case 'PARTIALLY_FILLED':
      return {
        title: `Order ${order.id} is partly filled`,
        message: `${filled} traded${average}; the rest is open.`,
      };
    case 'FILLED':
      return { title: `Order ${order.id} is filled`, message: `${what}${average}.` };
    case 'CANCELLED':
      return { title: `Order ${order.id} is cancelled`, message: `${filled} had traded.` };
    case 'EXPIRED':
      return {
        title: `Order ${order.id} has ended`,
        message: `${filled} traded${average}. ${order.doneReason ? REASON_TEXT[order.doneReason] : ''}`,
      };
  }
}
