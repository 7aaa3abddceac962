import type { FormMessages } from '../api/problem';
import type {
  Capabilities,
  MarketSymbol,
  NewOrder,
  OrderType,
  SelfTradePrevention,
  Side,
  TimeInForce,
} from '../api/types';
import { typedNumber, wrongNumbers } from './typedNumber';

/** An order as it stands in the form: texts as typed, choices as made. */
export interface OrderDraft {
  side: Side;
  type: OrderType;
  timeInForce: TimeInForce;
  price: string;
  quantity: string;
  postOnly: boolean;
  /** When a GTD order ends, as a field of type `datetime-local` holds it. */
  until: string;
  /** Null for what the exchange does by itself. */
  selfTradePrevention: SelfTradePrevention | null;
}

export const NEW_DRAFT: OrderDraft = {
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  price: '',
  quantity: '',
  postOnly: false,
  until: '',
  selfTradePrevention: null,
};

/** The fields of the form by the names that the API gives them. */
export const DRAFT_FIELDS = ['price', 'quantity', 'expiresAt'];

/** What may be chosen next to what is chosen already. */
export interface Choices {
  types: OrderType[];
  timesInForce: TimeInForce[];
  postOnly: boolean;
}

/** The types that the exchange takes, the times in force that go with the draft's type, and whether post-only goes with both. */
export function choicesFor(draft: OrderDraft, { orders }: Capabilities): Choices {
  const ofType = orders.filter((one) => one.type === draft.type);
  return {
    types: unique(orders.map((one) => one.type)),
    timesInForce: unique(ofType.map((one) => one.timeInForce)),
    postOnly: ofType.some((one) => one.timeInForce === draft.timeInForce && one.postOnly),
  };
}

/** The draft with a change, and with what does not go with that change put right. */
export function changed(
  draft: OrderDraft,
  change: Partial<OrderDraft>,
  capabilities: Capabilities,
  now: Date,
): OrderDraft {
  let next = { ...draft, ...change };
  const { timesInForce } = choicesFor(next, capabilities);
  const first = timesInForce[0];
  if (first && !timesInForce.includes(next.timeInForce)) {
    next = { ...next, timeInForce: first };
  }
  if (next.postOnly && !choicesFor(next, capabilities).postOnly) {
    next = { ...next, postOnly: false };
  }
  if (next.timeInForce === 'GTD' && next.until === '') {
    next = { ...next, until: localText(new Date(now.getTime() + DAY_MILLIS)) };
  }
  return next;
}

/** What to send for the draft, or what is wrong with it. */
export function orderOf(
  draft: OrderDraft,
  symbol: MarketSymbol,
  now: Date,
): { order: NewOrder } | { wrong: FormMessages } {
  const { price, quantity } = draft;
  const hasPrice = draft.type === 'LIMIT';
  const fields = {
    ...wrongNumbers(hasPrice ? { price, quantity } : { quantity })?.fields,
    ...wrongExpiry(draft, now),
  };
  if (Object.keys(fields).length > 0) {
    return { wrong: { fields, form: null } };
  }
  return {
    order: {
      symbol: symbol.symbol,
      side: draft.side,
      type: draft.type,
      timeInForce: draft.timeInForce,
      quantity: typedNumber(quantity) ?? '',
      ...(hasPrice ? { price: typedNumber(price) ?? '' } : {}),
      ...(draft.postOnly ? { postOnly: true } : {}),
      ...(draft.timeInForce === 'GTD' ? { expiresAt: new Date(draft.until).toISOString() } : {}),
      ...(draft.selfTradePrevention ? { selfTradePrevention: draft.selfTradePrevention } : {}),
    },
  };
}

/** What the order will do, in a sentence. */
export function explain({ type, timeInForce, postOnly }: OrderDraft): string {
  if (type === 'MARKET') {
    return timeInForce === 'FOK'
      ? 'Trades in full at once at the best prices there are, or not at all.'
      : 'Trades at once at the best prices there are.';
  }
  const start = postOnly
    ? 'Only ever rests: it is refused if it would trade at once.'
    : 'Trades at your price or better';
  switch (timeInForce) {
    case 'GTC':
      return postOnly
        ? `${start} It stays until cancelled.`
        : `${start}, and rests until cancelled.`;
    case 'GTD':
      return postOnly
        ? `${start} It stays until the time that you choose.`
        : `${start}, and rests until the time that you choose.`;
    case 'IOC':
      return `${start} at once; the rest is cancelled.`;
    case 'FOK':
      return `${start} in full at once, or not at all.`;
  }
}

function wrongExpiry(draft: OrderDraft, now: Date): Record<string, string> {
  if (draft.timeInForce !== 'GTD') {
    return {};
  }
  const until = new Date(draft.until).getTime();
  if (Number.isNaN(until)) {
    return { expiresAt: 'Enter the day and the time at which the order ends.' };
  }
  return until > now.getTime() ? {} : { expiresAt: 'Enter a time in the future.' };
}

const DAY_MILLIS = 86_400_000;

/** A moment as a field of type `datetime-local` wants it: this place's time, to the minute. */
function localText(moment: Date): string {
  const part = (value: number) => String(value).padStart(2, '0');
  const day = [moment.getFullYear(), part(moment.getMonth() + 1), part(moment.getDate())];
  return `${day.join('-')}T${part(moment.getHours())}:${part(moment.getMinutes())}`;
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
