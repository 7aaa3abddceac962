import type { FormMessages } from '../api/problem';
import type {
  Capabilities,
  ListedOrder,
  MarketSymbol,
  NewOrder,
  NewOrderList,
  OrderType,
  SelfTradePrevention,
  Side,
  TimeInForce,
} from '../api/types';
import { positiveNumberProblem, typedNumber } from './typedNumber';

/** What says how much an order is: so much of the base asset, or so much money. */
export type SizedBy = 'QUANTITY' | 'AMOUNT';

/** An order as it stands in the form: texts as typed, choices as made. */
export interface OrderDraft {
  side: Side;
  type: OrderType;
  timeInForce: TimeInForce;
  price: string;
  stopPrice: string;
  /** How far a trailing stop follows. */
  trailingOffset: string;
  /** Whether that is in the quote asset, or in percent of the price. */
  trailsBy: 'PRICE' | 'PERCENT';
  /** Where an exit that follows the order takes its profit; empty for none. */
  takeProfit: string;
  /** At which stop price the loss is stopped; empty for none. */
  stopLoss: string;
  sizedBy: SizedBy;
  quantity: string;
  quoteAmount: string;
  /** What the book shows of it; empty for all. */
  displayQuantity: string;
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
  stopPrice: '',
  trailingOffset: '',
  trailsBy: 'PRICE',
  takeProfit: '',
  stopLoss: '',
  sizedBy: 'QUANTITY',
  quantity: '',
  quoteAmount: '',
  displayQuantity: '',
  postOnly: false,
  until: '',
  selfTradePrevention: null,
};

/** The fields of the form by the names that the API gives them. */
export const DRAFT_FIELDS = [
  'price',
  'stopPrice',
  'trailingOffset',
  'takeProfit',
  'stopLoss',
  'quantity',
  'quoteAmount',
  'displayQuantity',
  'expiresAt',
];

export function hasPrice(type: OrderType): boolean {
  return type === 'LIMIT' || type === 'STOP_LIMIT' || type === 'TAKE_PROFIT_LIMIT';
}

export function hasStopPrice(type: OrderType): boolean {
  return type !== 'LIMIT' && type !== 'MARKET' && type !== 'TRAILING_STOP';
}

/** Which exits can be placed with the order: both once it has bought, or a stop beside what sells at a limit. */
export function exitsOf(draft: OrderDraft): { takeProfit: boolean; stopLoss: boolean } {
  const buys = draft.side === 'BUY' && (draft.type === 'LIMIT' || draft.type === 'MARKET');
  const rests = draft.timeInForce === 'GTC' || draft.timeInForce === 'GTD';
  const bySize = draft.sizedBy === 'QUANTITY';
  return {
    takeProfit: buys && bySize,
    stopLoss: bySize && (buys || (draft.side === 'SELL' && draft.type === 'LIMIT' && rests)),
  };
}

/** What may be chosen next to what is chosen already. */
export interface Choices {
  types: OrderType[];
  timesInForce: TimeInForce[];
  sizes: SizedBy[];
  postOnly: boolean;
  iceberg: boolean;
}

/** What the exchange takes with the draft's type, and with its time in force. */
export function choicesFor(draft: OrderDraft, { orders }: Capabilities): Choices {
  const ofType = orders.filter((one) => one.type === draft.type);
  const ofTime = ofType.filter((one) => one.timeInForce === draft.timeInForce);
  const alike = ofTime.filter((one) => one.postOnly === draft.postOnly);
  const sizes: SizedBy[] = [];
  if (alike.some((one) => one.quantity.includes(draft.side))) {
    sizes.push('QUANTITY');
  }
  if (alike.some((one) => one.quoteAmount.includes(draft.side))) {
    sizes.push('AMOUNT');
  }
  return {
    types: unique(orders.map((one) => one.type)),
    timesInForce: unique(ofType.map((one) => one.timeInForce)),
    sizes,
    postOnly: ofTime.some((one) => one.postOnly),
    iceberg: alike.some((one) => one.displayQuantity),
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
  // Another type begins with what is usual for it: a limit order after a market order rests.
  if (first && (next.type !== draft.type || !timesInForce.includes(next.timeInForce))) {
    next = { ...next, timeInForce: first };
  }
  if (next.postOnly && !choicesFor(next, capabilities).postOnly) {
    next = { ...next, postOnly: false };
  }
  const { sizes, iceberg } = choicesFor(next, capabilities);
  const size = sizes[0];
  if (size && !sizes.includes(next.sizedBy)) {
    next = { ...next, sizedBy: size };
  }
  if (!iceberg) {
    next = { ...next, displayQuantity: '' };
  }
  const exits = exitsOf(next);
  next = {
    ...next,
    takeProfit: exits.takeProfit ? next.takeProfit : '',
    stopLoss: exits.stopLoss ? next.stopLoss : '',
  };
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
  const numbers = numbersOf(draft);
  const fields: Record<string, string> = { ...wrongExpiry(draft, now), ...wrongExits(draft) };
  const percent = percentOf(draft);
  if (percent === null) {
    fields.trailingOffset = 'Enter a distance of 0.01 to 99.99 percent.';
  }
  for (const [field, { text, name }] of Object.entries(numbers)) {
    const problem = positiveNumberProblem(text, name);
    if (problem) {
      fields[field] = problem;
    }
  }
  if (Object.keys(fields).length > 0) {
    return { wrong: { fields, form: null } };
  }
  return {
    order: {
      symbol: symbol.symbol,
      side: draft.side,
      type: draft.type,
      timeInForce: draft.timeInForce,
      ...Object.fromEntries(
        Object.entries(numbers).map(([field, { text }]) => [field, typedNumber(text) ?? '']),
      ),
      ...(percent ? { trailingBasisPoints: percent } : {}),
      ...(draft.postOnly ? { postOnly: true } : {}),
      ...(draft.timeInForce === 'GTD' ? { expiresAt: new Date(draft.until).toISOString() } : {}),
      ...(draft.selfTradePrevention ? { selfTradePrevention: draft.selfTradePrevention } : {}),
    },
  };
}

/** What to send for a draft with exits: the order, and those; null when it has none. */
export function listOf(draft: OrderDraft, order: NewOrder): NewOrderList | null {
  if (!draft.takeProfit && !draft.stopLoss) {
    return null;
  }
  const { symbol, side, quantity = '', ...first } = order;
  const profit: ListedOrder = { type: 'LIMIT', price: typedNumber(draft.takeProfit) ?? '' };
  const stop: ListedOrder = { type: 'STOP', stopPrice: typedNumber(draft.stopLoss) ?? '' };
  const all = { symbol, side, quantity };
  if (side === 'SELL') {
    return { ...all, type: 'OCO', profit: first, stop };
  }
  if (draft.takeProfit && draft.stopLoss) {
    return { ...all, type: 'BRACKET', working: first, profit, stop };
  }
  const exit = draft.takeProfit ? profit : stop;
  return { ...all, type: 'OTO', working: first, pending: { ...exit, side: 'SELL', quantity } };
}

/** The field of the form that an error of a list's field is about. */
export function listField(field: string, list: NewOrderList): string {
  const [order, own] = field.split('.');
  if (own === undefined) {
    return field;
  }
  const isFirst = order === 'working' || (order === 'profit' && list.type === 'OCO');
  if (isFirst) {
    return own;
  }
  return own === 'stopPrice' ? 'stopLoss' : own === 'price' ? 'takeProfit' : field;
}

/** The numbers that such an order has, by the names of the API. */
function numbersOf(draft: OrderDraft): Record<string, { text: string; name: string }> {
  return {
    ...(hasStopPrice(draft.type)
      ? { stopPrice: { text: draft.stopPrice, name: 'a stop price' } }
      : {}),
    ...(draft.type === 'TRAILING_STOP' && draft.trailsBy === 'PRICE'
      ? { trailingOffset: { text: draft.trailingOffset, name: 'a distance' } }
      : {}),
    ...(hasPrice(draft.type) ? { price: { text: draft.price, name: 'a price' } } : {}),
    ...(draft.sizedBy === 'QUANTITY'
      ? { quantity: { text: draft.quantity, name: 'a quantity' } }
      : { quoteAmount: { text: draft.quoteAmount, name: 'an amount' } }),
    ...(draft.displayQuantity.trim() === ''
      ? {}
      : { displayQuantity: { text: draft.displayQuantity, name: 'a part to show' } }),
  };
}

/** What the order will do, in a sentence or two. */
export function explain(draft: OrderDraft): string {
  const { side, type } = draft;
  const above = side === 'BUY' ? 'at the stop price or above' : 'at the stop price or below';
  const below = side === 'BUY' ? 'at the stop price or below' : 'at the stop price or above';
  switch (type) {
    case 'LIMIT':
    case 'MARKET':
      return explainEntry(draft);
    case 'STOP':
    case 'STOP_LIMIT':
      return `Waits until the market trades ${above}. ${explainEntry(draft)}`;
    case 'TAKE_PROFIT':
    case 'TAKE_PROFIT_LIMIT':
      return `Waits until the market trades ${below}. ${explainEntry(draft)}`;
    case 'TRAILING_STOP':
      return `Waits behind the best price, at this distance, until the market turns that far. ${explainEntry(draft)}`;
  }
}

function explainEntry({ type, timeInForce, postOnly }: OrderDraft): string {
  if (!hasPrice(type)) {
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

function wrongExits(draft: OrderDraft): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const field of ['takeProfit', 'stopLoss'] as const) {
    const problem = draft[field] && positiveNumberProblem(draft[field], 'a price');
    if (problem) {
      fields[field] = problem;
    }
  }
  return fields;
}

/** The distance of a trailing stop in basis points: 0 when it is none in percent, null when it is wrong. */
function percentOf(draft: OrderDraft): number | null {
  if (draft.type !== 'TRAILING_STOP' || draft.trailsBy === 'PRICE') {
    return 0;
  }
  const points = Number(typedNumber(draft.trailingOffset) ?? Number.NaN) * 100;
  const whole = Math.round(points);
  return whole >= 1 && whole <= 9_999 && Math.abs(points - whole) < 1e-6 ? whole : null;
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
