import { Alert, Button, Checkbox, NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type FormEvent, useEffect, useState } from 'react';
import { asProblem, type FormMessages, formMessages, Problem } from '../api/problem';
import { session } from '../api/session';
import type {
  Capabilities,
  MarketSymbol,
  NewOrder,
  NewOrderList,
  Order,
  OrderList,
  OrderType,
  SelfTradePrevention,
  Side,
  TimeInForce,
} from '../api/types';
import { Decimal } from '../base/decimal';
import { exact, fixed } from '../base/format';
import { addressOf } from '../base/route';
import { type Store, useStore } from '../base/store';
import { type BookView, tickers } from '../stream/feeds';
import { estimate, quantityFor } from './estimate';
import { accountNotice, marketNotice, statusOf, takes } from './marketStatus';
import { NumberField } from './NumberField';
import styles from './OrderForm.module.css';
import {
  changed,
  choicesFor,
  DRAFT_FIELDS,
  exitsOf,
  explain,
  hasPrice,
  hasStopPrice,
  listField,
  listOf,
  NEW_DRAFT,
  type OrderDraft,
  orderOf,
  type SizedBy,
} from './orderDraft';
import { account, placeOrder, placeOrderList, testOrder, wallets } from './ownAccount';
import { Panel } from './Panel';
import { typedNumber } from './typedNumber';
import { outcomeOf, SELF_TRADE_TEXT, TIME_IN_FORCE_TEXT, TYPE_TEXT } from './wording';

const NO_MESSAGES: FormMessages = { fields: {}, form: null };
const HUNDRED = Decimal.of('100');
const PERCENTAGES = [25, 50, 75, 100];

/** Places orders of every kind that the exchange says it takes. */
export function OrderForm({
  symbol,
  capabilities,
  book,
  quoteDecimals,
  pickedPrice,
}: {
  symbol: MarketSymbol;
  capabilities: Capabilities;
  book: Store<BookView>;
  quoteDecimals: number;
  /** A price that was clicked in the book; a new object each time. */
  pickedPrice: { price: string } | null;
}) {
  const state = useStore(session.state);
  const balances = useStore(wallets).value;
  const { bids, asks } = useStore(book);
  const status = statusOf(symbol, useStore(tickers)[symbol.symbol]);
  const own = useStore(account);
  const [draft, setDraft] = useState<OrderDraft>(NEW_DRAFT);
  const [messages, setMessages] = useState(NO_MESSAGES);
  const [passed, setPassed] = useState(false);
  const [busy, setBusy] = useState<'PLACING' | 'TESTING' | null>(null);

  const change = (part: Partial<OrderDraft>) => {
    setDraft((before) => changed(before, part, capabilities, new Date()));
    setPassed(false);
  };

  useEffect(() => {
    if (pickedPrice) {
      const price = Decimal.of(pickedPrice.price).rounded(symbol.priceDecimals, 'DOWN').toString();
      setDraft((before) =>
        changed(
          before,
          hasPrice(before.type) ? { price } : { type: 'LIMIT', price },
          capabilities,
          new Date(),
        ),
      );
      setPassed(false);
    }
  }, [pickedPrice, symbol.priceDecimals, capabilities]);

  const { side, type } = draft;
  const choices = choicesFor(draft, capabilities);
  const exits = exitsOf(draft);
  const opposite = side === 'BUY' ? asks : bids;
  const paidWith = side === 'BUY' ? symbol.quote : symbol.base;
  const available = balances?.find((wallet) => wallet.currency === paidWith)?.available ?? '0';
  // An order that waits is taken at its own price or its stop price, one with neither at the market's.
  const expected = hasPrice(type) ? draft.price : hasStopPrice(type) ? draft.stopPrice : null;
  const price = typedNumber(expected ?? '') ?? '';
  const byAmount = draft.sizedBy === 'AMOUNT';
  const quantity = byAmount ? '' : (typedNumber(draft.quantity) ?? '');
  const pricing = expected === null ? 'MARKET' : 'LIMIT';
  const estimated = estimate(
    { side, type: pricing, price, quantity },
    symbol,
    opposite,
    quoteDecimals,
  );

  const fill = (percent: number) => {
    if (byAmount) {
      const part = Decimal.of(available).times(Decimal.of(String(percent)));
      change({ quoteAmount: part.dividedBy(HUNDRED, quoteDecimals, 'DOWN').toString() });
      return;
    }
    const most = quantityFor(
      percent,
      side,
      pricing,
      price,
      available,
      symbol,
      opposite,
      quoteDecimals,
    );
    if (most === null) {
      setMessages({
        fields: { [hasPrice(type) ? 'price' : 'stopPrice']: 'Enter a price first.' },
        form: null,
      });
    } else {
      change({ quantity: most });
      setMessages(NO_MESSAGES);
    }
  };

  const send = async (doing: 'PLACING' | 'TESTING', act: (order: NewOrder) => Promise<void>) => {
    setPassed(false);
    const result = orderOf(draft, symbol, new Date());
    if ('wrong' in result) {
      setMessages(result.wrong);
      return;
    }
    setBusy(doing);
    setMessages(NO_MESSAGES);
    try {
      await act(result.order);
    } catch (error) {
      setMessages(refusal(asProblem(error), doing === 'PLACING'));
    } finally {
      setBusy(null);
    }
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    void send('PLACING', async (order) => {
      const list = listOf(draft, order);
      if (list) {
        announce((await placedList(list)).orders[0] as Order);
      } else {
        announce(await placeOrder(order));
      }
      change({ quantity: '', quoteAmount: '', takeProfit: '', stopLoss: '' });
    });
  };

  const test = () =>
    void send('TESTING', async (order) => {
      await testOrder(order);
      setPassed(true);
    });

  const notice = (own && accountNotice(own)) ?? marketNotice(symbol, status);
  const mayOrder = takes(status, draft) && (own === null || own.state === 'NORMAL');
  const verb = side === 'BUY' ? 'Buy' : 'Sell';
  return (
    <Panel title="Place an order">
      <form className={styles.form} onSubmit={submit} noValidate aria-label="Place an order">
        <SegmentedControl
          fullWidth
          aria-label="Side"
          value={side}
          onChange={(value) => change({ side: value as Side })}
          data={[
            { value: 'BUY', label: 'Buy' },
            { value: 'SELL', label: 'Sell' },
          ]}
          className={styles.sides}
          classNames={{ indicator: side === 'BUY' ? styles.buySide : styles.sellSide }}
          data-side={side}
        />
        <div className={styles.kinds}>
          <NativeSelect
            size="xs"
            label="Order type"
            value={type}
            onChange={(event) => change({ type: event.currentTarget.value as OrderType })}
            data={choices.types.map((value) => ({ value, label: TYPE_TEXT[value] }))}
          />
          <NativeSelect
            size="xs"
            label="Time in force"
            value={draft.timeInForce}
            onChange={(event) => change({ timeInForce: event.currentTarget.value as TimeInForce })}
            data={choices.timesInForce.map((value) => ({
              value,
              label: TIME_IN_FORCE_TEXT[value],
            }))}
          />
        </div>
        <p className={styles.hint}>{explain(draft)}</p>
        {draft.timeInForce === 'GTD' && (
          <TextInput
            type="datetime-local"
            label="Ends at"
            name="until"
            size="sm"
            value={draft.until}
            onChange={(event) => change({ until: event.currentTarget.value })}
            error={messages.fields.expiresAt}
          />
        )}
        {hasStopPrice(type) && (
          <NumberField
            label="Stop price"
            name="stopPrice"
            unit={symbol.quote}
            step={symbol.tickSize}
            value={draft.stopPrice}
            onChange={(value) => change({ stopPrice: value })}
            error={messages.fields.stopPrice}
          />
        )}
        {type === 'TRAILING_STOP' && (
          <SegmentedControl
            size="xs"
            aria-label="What the distance is said in"
            value={draft.trailsBy}
            onChange={(value) => change({ trailsBy: value as OrderDraft['trailsBy'] })}
            data={[
              { value: 'PRICE', label: `In ${symbol.quote}` },
              { value: 'PERCENT', label: 'In percent' },
            ]}
          />
        )}
        {type === 'TRAILING_STOP' && (
          <NumberField
            label="Distance"
            name="trailingOffset"
            unit={draft.trailsBy === 'PRICE' ? symbol.quote : '%'}
            step={draft.trailsBy === 'PRICE' ? symbol.tickSize : '0.01'}
            value={draft.trailingOffset}
            onChange={(value) => change({ trailingOffset: value })}
            error={messages.fields.trailingOffset}
          />
        )}
        <NumberField
          label="Price"
          name="price"
          unit={symbol.quote}
          step={symbol.tickSize}
          value={hasPrice(type) ? draft.price : ''}
          disabled={!hasPrice(type)}
          placeholder={hasPrice(type) ? '' : 'Best price in the book'}
          onChange={(value) => change({ price: value })}
          error={messages.fields.price}
        />
        {choices.sizes.length > 1 && (
          <SegmentedControl
            size="xs"
            aria-label="How much is said in"
            value={draft.sizedBy}
            onChange={(value) => change({ sizedBy: value as SizedBy })}
            data={[
              { value: 'QUANTITY', label: `In ${symbol.base}` },
              { value: 'AMOUNT', label: `In ${symbol.quote}` },
            ]}
          />
        )}
        {byAmount ? (
          <NumberField
            label="Amount"
            name="quoteAmount"
            unit={symbol.quote}
            step="1"
            value={draft.quoteAmount}
            onChange={(value) => change({ quoteAmount: value })}
            error={messages.fields.quoteAmount}
          />
        ) : (
          <NumberField
            label="Quantity"
            name="quantity"
            unit={symbol.base}
            step={symbol.lotSize}
            value={draft.quantity}
            onChange={(value) => change({ quantity: value })}
            error={messages.fields.quantity}
          />
        )}
        <fieldset
          className={styles.percentages}
          disabled={state.phase !== 'SIGNED_IN' || (byAmount && side === 'SELL')}
        >
          <legend className="visually-hidden">Part of the available {paidWith}</legend>
          {PERCENTAGES.map((percent) => (
            <Button
              key={percent}
              variant="default"
              size="compact-xs"
              onClick={() => fill(percent)}
              aria-label={`${percent} percent of the available ${paidWith}`}
            >
              {percent}%
            </Button>
          ))}
        </fieldset>
        {exits.stopLoss && (
          <details className={styles.more}>
            <summary>Exits{(draft.takeProfit || draft.stopLoss) && ': on'}</summary>
            <p className={styles.hint}>
              {side === 'BUY'
                ? 'Sells what was bought once the order is filled: at the one price or, should the market fall, at the other. One cancels the other.'
                : 'Sells at any price should the market fall to here. This order and that one cancel each other.'}
            </p>
            {exits.takeProfit && (
              <NumberField
                label="Take profit at"
                name="takeProfit"
                unit={symbol.quote}
                step={symbol.tickSize}
                value={draft.takeProfit}
                onChange={(value) => change({ takeProfit: value })}
                error={messages.fields.takeProfit}
              />
            )}
            <NumberField
              label="Stop loss at"
              name="stopLoss"
              unit={symbol.quote}
              step={symbol.tickSize}
              value={draft.stopLoss}
              onChange={(value) => change({ stopLoss: value })}
              error={messages.fields.stopLoss}
            />
          </details>
        )}
        <details className={styles.more}>
          <summary>More options{draft.postOnly && ': post-only'}</summary>
          <Checkbox
            size="xs"
            label="Post-only"
            description="Never trades at once, and so pays the maker's fee."
            checked={draft.postOnly}
            disabled={!choices.postOnly}
            onChange={(event) => change({ postOnly: event.currentTarget.checked })}
          />
          <NumberField
            label="Show only"
            name="displayQuantity"
            unit={symbol.base}
            step={symbol.lotSize}
            value={draft.displayQuantity}
            disabled={!choices.iceberg}
            placeholder="The whole quantity"
            onChange={(value) => change({ displayQuantity: value })}
            error={messages.fields.displayQuantity}
          />
          <NativeSelect
            size="xs"
            label="If it meets an own order"
            value={draft.selfTradePrevention ?? ''}
            onChange={(event) =>
              change({
                selfTradePrevention: (event.currentTarget.value || null) as SelfTradePrevention,
              })
            }
            data={capabilities.selfTradePrevention
              .filter((one) => one !== 'NONE')
              .map((one, place) => ({
                value: place === 0 ? '' : one,
                label: SELF_TRADE_TEXT[one],
              }))}
          />
        </details>
        <dl className={styles.summary}>
          <dt>Available</dt>
          <dd data-testid="available">
            {state.phase === 'SIGNED_IN' && balances ? `${exact(available)} ${paidWith}` : '–'}
          </dd>
          <dt>{pricing === 'MARKET' ? 'Average price (estimate)' : 'Value (estimate)'}</dt>
          <dd>
            {estimated
              ? pricing === 'MARKET'
                ? `${fixed(estimated.averagePrice, symbol.priceDecimals)} ${symbol.quote}`
                : `${fixed(estimated.notional, 2)} ${symbol.quote}`
              : '–'}
          </dd>
          <dt>Fee, at most (estimate)</dt>
          <dd>{estimated ? `${fixed(estimated.fee, quoteDecimals)} ${symbol.quote}` : '–'}</dd>
          <dt>{side === 'BUY' ? 'You pay (estimate)' : 'You get (estimate)'}</dt>
          <dd className={styles.total}>
            {estimated ? `${fixed(estimated.total, 2)} ${symbol.quote}` : '–'}
          </dd>
        </dl>
        {notice && (
          <Alert color="yellow" role="status" className={styles.notice ?? ''}>
            {notice}
          </Alert>
        )}
        <div className={styles.notes} role="alert">
          {messages.form && <Alert color="red">{messages.form}</Alert>}
          {passed && <p className="buy">The exchange would take this order now.</p>}
          {estimated && !estimated.complete && (
            <p className={styles.thin}>
              The book is too thin for this quantity now; the rest would be cancelled.
            </p>
          )}
        </div>
        {state.phase === 'SIGNED_IN' ? (
          <div className={styles.buttons}>
            <Button
              type="submit"
              loading={busy === 'PLACING'}
              disabled={!mayOrder || busy === 'TESTING'}
              color={side === 'BUY' ? 'var(--buy-fill)' : 'var(--sell-fill)'}
            >
              {verb} {symbol.base}
            </Button>
            <Button
              variant="default"
              loading={busy === 'TESTING'}
              disabled={busy === 'PLACING'}
              onClick={test}
              title="Asks whether the exchange would take this order, without exits, and places nothing"
            >
              Test
            </Button>
          </div>
        ) : (
          <Button component="a" href={addressOf({ screen: 'LOGIN' })} fullWidth variant="default">
            Log in to trade
          </Button>
        )}
      </form>
    </Panel>
  );
}

function refusal(problem: Problem, placing: boolean): FormMessages {
  const shown = formMessages(problem, DRAFT_FIELDS);
  return placing && problem.outcomeUnknown
    ? {
        ...shown,
        form: `${shown.form ?? problem.detail} It is not known whether the order was placed: look at your open orders before you place it again.`,
      }
    : shown;
}

/** Places the list; the errors of its orders' fields come back as those of the form. */
async function placedList(list: NewOrderList): Promise<OrderList> {
  try {
    return await placeOrderList(list);
  } catch (error) {
    const problem = asProblem(error);
    throw new Problem(
      problem.status,
      problem.code,
      problem.title,
      problem.detail,
      problem.errors.map((one) => ({ ...one, field: listField(one.field, list) })),
      problem.requestId,
      problem.retryAfterSeconds,
    );
  }
}

function announce(order: Order): void {
  const { title, message } = outcomeOf(order);
  notifications.show({
    color: order.status === 'EXPIRED' ? 'yellow' : order.side === 'BUY' ? 'teal' : 'red',
    title,
    message,
  });
}
