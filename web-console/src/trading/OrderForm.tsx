import { Alert, Button, SegmentedControl, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type FormEvent, type KeyboardEvent, useEffect, useState } from 'react';
import { asProblem, type FormMessages, formMessages } from '../api/problem';
import { session } from '../api/session';
import type { MarketSymbol, NewOrder, Order, OrderType, Side, TimeInForce } from '../api/types';
import { Decimal } from '../base/decimal';
import { exact, fixed } from '../base/format';
import { addressOf } from '../base/route';
import { type Store, useStore } from '../base/store';
import type { BookView } from '../stream/feeds';
import { estimate, quantityFor } from './estimate';
import styles from './OrderForm.module.css';
import { placeOrder, wallets } from './ownAccount';
import { Panel } from './Panel';
import { typedNumber, wrongNumbers } from './typedNumber';
import { outcomeOf } from './wording';

const FIELDS = ['price', 'quantity'];
const NO_MESSAGES: FormMessages = { fields: {}, form: null };
const PERCENTAGES = [25, 50, 75, 100];

export function OrderForm({
  symbol,
  book,
  quoteDecimals,
  pickedPrice,
}: {
  symbol: MarketSymbol;
  book: Store<BookView>;
  quoteDecimals: number;
  /** A price that was clicked in the book; a new object each time. */
  pickedPrice: { price: string } | null;
}) {
  const state = useStore(session.state);
  const balances = useStore(wallets).value;
  const { bids, asks } = useStore(book);
  const [side, setSide] = useState<Side>('BUY');
  const [type, setType] = useState<OrderType>('LIMIT');
  const [timeInForce, setTimeInForce] = useState<TimeInForce>('GTC');
  const [price, setPrice] = useState('');
  const [quantity, setQuantity] = useState('');
  const [messages, setMessages] = useState(NO_MESSAGES);
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    if (pickedPrice) {
      setType('LIMIT');
      setPrice(Decimal.of(pickedPrice.price).rounded(symbol.priceDecimals, 'DOWN').toString());
    }
  }, [pickedPrice, symbol.priceDecimals]);

  const opposite = side === 'BUY' ? asks : bids;
  const paidWith = side === 'BUY' ? symbol.quote : symbol.base;
  const available = balances?.find((wallet) => wallet.currency === paidWith)?.available ?? '0';
  const meant = { price: typedNumber(price) ?? '', quantity: typedNumber(quantity) ?? '' };
  const estimated = estimate({ side, type, ...meant }, symbol, opposite, quoteDecimals);

  const fill = (percent: number) => {
    const most = quantityFor(
      percent,
      side,
      type,
      meant.price,
      available,
      symbol,
      opposite,
      quoteDecimals,
    );
    if (most === null) {
      setMessages({ fields: { price: 'Enter a price first.' }, form: null });
    } else {
      setQuantity(most);
      setMessages(NO_MESSAGES);
    }
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const wrong = wrongNumbers(type === 'LIMIT' ? { price, quantity } : { quantity });
    if (wrong) {
      setMessages(wrong);
      return;
    }
    const order: NewOrder = {
      symbol: symbol.symbol,
      side,
      type,
      timeInForce: type === 'MARKET' ? 'IOC' : timeInForce,
      quantity: meant.quantity,
      ...(type === 'LIMIT' ? { price: meant.price } : {}),
    };
    setBusy(true);
    setMessages(NO_MESSAGES);
    try {
      announce(await placeOrder(order));
      setQuantity('');
    } catch (error) {
      const problem = asProblem(error);
      const shown = formMessages(problem, FIELDS);
      setMessages(
        problem.outcomeUnknown
          ? {
              ...shown,
              form: `${shown.form ?? problem.detail} It is not known whether the order was placed: look at your open orders before you place it again.`,
            }
          : shown,
      );
    } finally {
      setBusy(false);
    }
  };

  const verb = side === 'BUY' ? 'Buy' : 'Sell';
  return (
    <Panel title="Place an order">
      <form className={styles.form} onSubmit={submit} noValidate aria-label="Place an order">
        <SegmentedControl
          fullWidth
          aria-label="Side"
          value={side}
          onChange={(value) => setSide(value as Side)}
          data={[
            { value: 'BUY', label: 'Buy' },
            { value: 'SELL', label: 'Sell' },
          ]}
          className={styles.sides}
          classNames={{ indicator: side === 'BUY' ? styles.buySide : styles.sellSide }}
          data-side={side}
        />
        <div className={styles.kinds}>
          <SegmentedControl
            size="xs"
            aria-label="Order type"
            value={type}
            onChange={(value) => setType(value as OrderType)}
            data={[
              { value: 'LIMIT', label: 'Limit' },
              { value: 'MARKET', label: 'Market' },
            ]}
          />
          <SegmentedControl
            size="xs"
            aria-label="Time in force"
            disabled={type === 'MARKET'}
            value={type === 'MARKET' ? 'IOC' : timeInForce}
            onChange={(value) => setTimeInForce(value as TimeInForce)}
            data={[
              { value: 'GTC', label: 'GTC' },
              { value: 'IOC', label: 'IOC' },
            ]}
          />
        </div>
        <p className={styles.hint}>{explain(type, timeInForce)}</p>
        <NumberField
          label="Price"
          name="price"
          unit={symbol.quote}
          step={symbol.tickSize}
          value={type === 'MARKET' ? '' : price}
          disabled={type === 'MARKET'}
          placeholder={type === 'MARKET' ? 'Best price in the book' : ''}
          onChange={setPrice}
          error={messages.fields.price}
        />
        <NumberField
          label="Quantity"
          name="quantity"
          unit={symbol.base}
          step={symbol.lotSize}
          value={quantity}
          onChange={setQuantity}
          error={messages.fields.quantity}
        />
        <fieldset className={styles.percentages} disabled={state.phase !== 'SIGNED_IN'}>
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
        <dl className={styles.summary}>
          <dt>Available</dt>
          <dd data-testid="available">
            {state.phase === 'SIGNED_IN' && balances ? `${exact(available)} ${paidWith}` : '–'}
          </dd>
          <dt>{type === 'MARKET' ? 'Average price (estimate)' : 'Value (estimate)'}</dt>
          <dd>
            {estimated
              ? type === 'MARKET'
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
        <div className={styles.notes} role="alert">
          {messages.form && <Alert color="red">{messages.form}</Alert>}
          {estimated && !estimated.complete && (
            <p className={styles.thin}>
              The book is too thin for this quantity now; the rest would be cancelled.
            </p>
          )}
        </div>
        {state.phase === 'SIGNED_IN' ? (
          <Button
            type="submit"
            fullWidth
            loading={busy}
            color={side === 'BUY' ? 'var(--buy-fill)' : 'var(--sell-fill)'}
          >
            {verb} {symbol.base}
          </Button>
        ) : (
          <Button component="a" href={addressOf({ screen: 'LOGIN' })} fullWidth variant="default">
            Log in to trade
          </Button>
        )}
      </form>
    </Panel>
  );
}

/** A decimal number typed as text. The arrow keys move it by one step. */
export function NumberField({
  label,
  name,
  unit,
  step,
  value,
  disabled = false,
  placeholder = '',
  error,
  onChange,
}: {
  label: string;
  name: string;
  unit: string;
  step: string;
  value: string;
  disabled?: boolean;
  placeholder?: string;
  error: string | undefined;
  onChange: (value: string) => void;
}) {
  const move = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') {
      return;
    }
    event.preventDefault();
    const size = Decimal.of(step);
    const from = Decimal.of(typedNumber(value) ?? '0');
    const to = event.key === 'ArrowUp' ? from.plus(size) : from.minus(size);
    if (to.sign() >= 0) {
      onChange(to.toString());
    }
  };
  return (
    <TextInput
      label={label}
      name={name}
      size="sm"
      inputMode="decimal"
      autoComplete="off"
      disabled={disabled}
      placeholder={placeholder}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      onKeyDown={move}
      rightSection={<span className={styles.unit}>{unit}</span>}
      rightSectionWidth={52}
      error={error}
      classNames={{ input: styles.number ?? '' }}
    />
  );
}

function explain(type: OrderType, timeInForce: TimeInForce): string {
  if (type === 'MARKET') {
    return 'Trades at once at the best prices there are.';
  }
  return timeInForce === 'GTC'
    ? 'Trades at your price or better, and rests until cancelled.'
    : 'Trades at your price or better at once; the rest is cancelled.';
}

function announce(order: Order): void {
  const { title, message } = outcomeOf(order);
  notifications.show({
    color: order.status === 'EXPIRED' ? 'yellow' : order.side === 'BUY' ? 'teal' : 'red',
    title,
    message,
  });
}
