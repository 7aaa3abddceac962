import { Alert, Button, Modal } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type FormEvent, useState } from 'react';
import { asProblem, CODE, describe, type FormMessages, formMessages } from '../api/problem';
import type { AmendOrder, MarketSymbol, Order } from '../api/types';
import { Decimal } from '../base/decimal';
import { exact } from '../base/format';
import styles from './AmendDialog.module.css';
import { isOpen } from './KnownOrders';
import { NumberField } from './NumberField';
import { hasPrice, hasStopPrice } from './orderDraft';
import { amendOrder, loadOrder } from './ownAccount';
import { typedNumber, wrongNumbers } from './typedNumber';
import { outcomeOf } from './wording';

const FIELDS = ['price', 'quantity', 'stopPrice'];
const NO_MESSAGES: FormMessages = { fields: {}, form: null };

/** Changes price, stop price or open quantity of an open order. Closed while `order` is null. */
export function AmendDialog({
  order,
  symbol,
  onClose,
}: {
  order: Order | null;
  symbol: MarketSymbol | null;
  onClose: () => void;
}) {
  return (
    <Modal
      opened={order !== null}
      onClose={onClose}
      title={order ? `Change order ${order.id}` : ''}
      size="sm"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {order && symbol && (
        <AmendForm key={order.id} order={order} symbol={symbol} onClose={onClose} />
      )}
    </Modal>
  );
}

function AmendForm({
  order,
  symbol,
  onClose,
}: {
  order: Order;
  symbol: MarketSymbol;
  onClose: () => void;
}) {
  const [seen, setSeen] = useState(order);
  const [price, setPrice] = useState(order.price ?? '');
  const [stopPrice, setStopPrice] = useState(order.stopPrice ?? '');
  const [quantity, setQuantity] = useState(order.openQuantity);
  const [messages, setMessages] = useState(NO_MESSAGES);
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const wrong = wrongNumbers({
      ...(hasPrice(order.type) ? { price } : {}),
      ...(waitsForPrice(order) ? { stopPrice } : {}),
      ...(order.quoteAmount ? {} : { quantity }),
    });
    if (wrong) {
      setMessages(wrong);
      return;
    }
    const change = changeOf(
      seen,
      typedNumber(price) ?? '',
      typedNumber(stopPrice) ?? '',
      typedNumber(quantity) ?? '',
    );
    if (!change) {
      onClose();
      return;
    }
    setBusy(true);
    setMessages(NO_MESSAGES);
    try {
      const amended = await amendOrder(seen, change);
      const { title, message } = outcomeOf(amended);
      notifications.show({
        title: amended.status === 'OPEN' ? `Order ${amended.id} is changed` : title,
        message,
      });
      onClose();
    } catch (error) {
      const problem = asProblem(error);
      setMessages(
        problem.code === CODE.STALE_VERSION
          ? { fields: {}, form: await lookAgain() }
          : formMessages(problem, FIELDS),
      );
      setBusy(false);
    }
  };

  /** What has become of an order that was not as it was seen; the next try is about that. */
  const lookAgain = async () => {
    try {
      const now = await loadOrder(order.id);
      setSeen(now);
      return isOpen(now)
        ? `Nothing was changed, because the order itself has changed meanwhile: ${openPart(now)}. Check your numbers and press Change again.`
        : `The order has ended meanwhile: ${outcomeOf(now).message}`;
    } catch (error) {
      return describe(asProblem(error));
    }
  };

  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <p className={styles.lead}>
        {order.side === 'BUY' ? 'Buy' : 'Sell'} {order.symbol}. A smaller quantity at the same price
        keeps the order&rsquo;s place in the queue; every other change gives it a new one.
      </p>
      {messages.form && (
        <Alert color="red" role="alert">
          {messages.form}
        </Alert>
      )}
      {waitsForPrice(order) && (
        <NumberField
          label="Stop price"
          name="amend-stop-price"
          unit={symbol.quote}
          step={symbol.tickSize}
          value={stopPrice}
          onChange={setStopPrice}
          error={messages.fields.stopPrice}
        />
      )}
      {hasPrice(order.type) && (
        <NumberField
          label="Price"
          name="amend-price"
          unit={symbol.quote}
          step={symbol.tickSize}
          value={price}
          onChange={setPrice}
          error={messages.fields.price}
        />
      )}
      {!order.quoteAmount && (
        <NumberField
          label="Open quantity"
          name="amend-quantity"
          unit={symbol.base}
          step={symbol.lotSize}
          value={quantity}
          onChange={setQuantity}
          error={messages.fields.quantity}
        />
      )}
      <div className={styles.buttons}>
        <Button variant="default" onClick={onClose}>
          Keep as it is
        </Button>
        <Button type="submit" loading={busy}>
          Change
        </Button>
      </div>
    </form>
  );
}

function openPart(order: Order): string {
  const at = order.price ? ` at ${exact(order.price)}` : '';
  return `${exact(order.openQuantity)} of ${exact(order.quantity)} is open${at}`;
}

/** Whether its stop price can still be changed: a trailing stop follows the market by itself. */
function waitsForPrice(order: Order): boolean {
  return order.status === 'WAITING' && hasStopPrice(order.type);
}

/** Only what is different; null when nothing is. */
function changeOf(
  order: Order,
  price: string,
  stopPrice: string,
  quantity: string,
): AmendOrder | null {
  const change: AmendOrder = {};
  if (waitsForPrice(order) && !isSame(stopPrice, order.stopPrice ?? '')) {
    change.stopPrice = stopPrice;
  }
  if (hasPrice(order.type) && !isSame(price, order.price ?? '')) {
    change.price = price;
  }
  if (!order.quoteAmount && !isSame(quantity, order.openQuantity)) {
    change.quantity = quantity;
  }
  return Object.keys(change).length > 0 ? change : null;
}

function isSame(a: string, b: string): boolean {
  const first = Decimal.parse(a);
  const second = Decimal.parse(b);
  return first !== null && second !== null ? first.compare(second) === 0 : a === b;
}
