package bourse.trading;

import bourse.domain.ClientOrderId;
import bourse.domain.DoneReason;
import bourse.domain.SelfTradePrevention;
import bourse.domain.Side;
import bourse.domain.SymbolDefinition;
import bourse.engine.AcceptedOrder;
import bourse.engine.ExecutedTrade;
import bourse.exchange.MemoryView;
import bourse.platform.stream.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The open orders of all accounts, and those that ended lately, in memory; with a channel {@code
 * orders} per account: first all open orders, then every order that changes, with the fills that
 * the change made.
 */
public final class OwnOrders extends MemoryView {
  private static final int KEPT_DONE = 20_000;

  private final Map<Integer, SymbolDefinition> symbols = new HashMap<>();
  private final Map<Long, OrderState> open = new HashMap<>();
  private final Map<Long, OrderState> done =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, OrderState> eldest) {
          return size() > KEPT_DONE;
        }
      };
  private final Map<Long, AccountOrders> accounts = new HashMap<>();
  private final Set<AccountOrders> touched = new LinkedHashSet<>();

  @Override
  public String name() {
    return "own-orders";
  }

  /** The answer to a cancellation waits for it. */
  @Override
  public Duration flushInterval() {
    return Duration.ZERO;
  }

  /** The account's channel {@code orders}. */
  public Channel channel(long account) {
    lock().lock();
    try {
      return of(account);
    } finally {
      lock().unlock();
    }
  }

  /**
   * What is known of an order of this account; empty when it is not open and did not end lately.
   */
  <T> Optional<T> find(long account, long orderId, Function<OrderState, T> use) {
    lock().lock();
    try {
      return Optional.ofNullable(open.getOrDefault(orderId, done.get(orderId)))
          .filter(order -> order.account() == account)
          .map(use);
    } finally {
      lock().unlock();
    }
  }

  /** The account's open order with this client order id. */
  Optional<Long> openOrder(long account, ClientOrderId clientOrderId) {
    lock().lock();
    try {
      return Optional.ofNullable(accounts.get(account))
          .map(own -> own.byClientOrderId.get(clientOrderId));
    } finally {
      lock().unlock();
    }
  }

  @Override
  protected void forget() {
    open.clear();
    done.clear();
    accounts.values().forEach(AccountOrders::forget);
  }

  @Override
  protected void committed(boolean anew) {
    for (AccountOrders account : anew ? accounts.values() : touched) {
      if (anew) {
        account.publishAnew();
      } else {
        account.publish();
      }
    }
    touched.clear();
  }

  @Override
  public void symbolListed(SymbolDefinition symbol) {
    // At once: orders of the same batch are in it, as at every start. Only this thread looks there.
    symbols.put(symbol.id(), symbol);
  }

  @Override
  public void orderAccepted(AcceptedOrder accepted) {
    OrderState order = new OrderState(accepted, symbols.get(accepted.symbol()));
    change(() -> {
      open.put(order.id(), order);
      of(order.account()).add(order);
    });
  }

  @Override
  public void orderRested(
      long orderId, long account, int symbol, Side side, long priceTicks, long openLots) {
    // No change of its own: it ends an entry, or tells a state that was there before.
    change(() -> known(orderId).rested(openLots));
  }

  @Override
  public void orderActivated(
      long orderId,
      long account,
      int symbol,
      Side side,
      boolean waits,
      long triggerTicks,
      long openLots) {
    changeOrder(orderId, order -> order.activated(waits, openLots));
  }

  @Override
  public void orderTriggered(
      long orderId, long account, int symbol, Side side, long triggerTicks, long openLots) {
    changeOrder(orderId, order -> order.triggered(triggerTicks, openLots));
  }

  @Override
  public void waitingOrderReplaced(
      long orderId,
      long account,
      int symbol,
      Side side,
      long priceTicks,
      long triggerTicks,
      long openLots) {
    changeOrder(orderId, order -> order.replacedWaiting(priceTicks, triggerTicks, openLots));
  }

  @Override
  public void traded(ExecutedTrade trade) {
    changeOrder(
        trade.makerOrderId(),
        order ->
            order.filled(
                trade.id(),
                trade.priceTicks(),
                trade.quantityLots(),
                trade.makerFee(),
                OrderView.Role.MAKER,
                trade.makerOpenLots()));
    changeOrder(
        trade.takerOrderId(),
        order ->
            order.filled(
                trade.id(),
                trade.priceTicks(),
                trade.quantityLots(),
                trade.takerFee(),
                OrderView.Role.TAKER,
                trade.takerOpenLots()));
  }

  @Override
  public void selfTradePrevented(
      long account,
      int symbol,
      Side takerSide,
      SelfTradePrevention prevention,
      long priceTicks,
      long preventedLots,
      long makerOrderId,
      long makerOpenLots,
      long takerOrderId,
      long takerOpenLots) {
    if (prevention == SelfTradePrevention.DECREMENT_AND_CANCEL) {
      changeOrder(makerOrderId, order -> order.shrunk(preventedLots, makerOpenLots));
      changeOrder(takerOrderId, order -> order.shrunk(preventedLots, takerOpenLots));
    }
  }

  @Override
  public void orderReplaced(
      long orderId,
      long account,
      int symbol,
      Side side,
      long oldPriceTicks,
      long oldOpenLots,
      long newPriceTicks,
      long newOpenLots,
      long newQuantityLots,
      boolean keptPriority) {
    changeOrder(orderId, order -> order.replaced(newPriceTicks, newOpenLots, newQuantityLots));
  }

  @Override
  public void orderDone(
      long orderId,
      long account,
      int symbol,
      Side side,
      DoneReason reason,
      long priceTicks,
      long openLots,
      boolean wasResting) {
    changeOrder(
        orderId,
        order -> {
          order.done(reason);
          open.remove(orderId);
          done.put(orderId, order);
          of(account).remove(order);
        });
  }

  private void changeOrder(long orderId, Consumer<OrderState> step) {
    long sequence = sequence();
    long time = timeMicros();
    change(() -> {
      OrderState order = known(orderId);
      order.touch(sequence, time);
      step.accept(order);
      of(order.account()).changed(order);
    });
  }

  private OrderState known(long orderId) {
    OrderState order = open.get(orderId);
    if (order == null) {
      throw new IllegalStateException("A fact names order " + orderId + ", which is not open");
    }
    return order;
  }

  private AccountOrders of(long account) {
    return accounts.computeIfAbsent(account, number -> new AccountOrders());
  }

  /** The orders of one account. */
  private final class AccountOrders extends Channel {
    private final TreeMap<Long, OrderState> open = new TreeMap<>();
    private final Map<ClientOrderId, Long> byClientOrderId = new HashMap<>();
    private final Set<OrderState> changed = new LinkedHashSet<>();
    private long sequence;

    AccountOrders() {
      super("orders", lock());
    }

    void add(OrderState order) {
      open.put(order.id(), order);
      if (!order.clientOrderId().isNone()) {
        byClientOrderId.put(order.clientOrderId(), order.id());
      }
      changed(order);
    }

    void remove(OrderState order) {
      open.remove(order.id());
      byClientOrderId.remove(order.clientOrderId(), order.id());
    }

    void changed(OrderState order) {
      changed.add(order);
      sequence = OwnOrders.this.sequence();
      touched.add(this);
    }

    void forget() {
      open.clear();
      byClientOrderId.clear();
      changed.clear();
    }

    @Override
    protected Object snapshot() {
      return open.values().stream().map(order -> order.view(Optional.empty())).toList();
    }

    @Override
    protected Optional<Object> takeChanges() {
      List<OrderView> views = new ArrayList<>();
      for (OrderState order : changed) {
        if (hasSubscribers()) {
          views.add(order.view(Optional.of(order.newFills())));
        }
        order.forgetNewFills();
      }
      changed.clear();
      return views.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(views));
    }

    @Override
    protected long sequence() {
      return sequence;
    }
  }
}
