package bourse.withdrawals;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.HouseAccount;
import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.audit.Audit;
import bourse.platform.data.Database;
import bourse.platform.service.Health;
import bourse.platform.time.WallClock;
import bourse.withdrawals.BankPayoutStore.BankPayout;
import bourse.withdrawals.BankPayoutStore.Status;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Transfers by hand: staff make them at the bank, and tell here what the bank said. What was told
 * is what became of a payout.
 */
final class BankRail implements PayoutRail {
  static final String NAME = "bank";

  private static final int DECIMALS = 2;

  private final Set<String> currencies;
  private final Map<String, BigDecimal> fees;
  private final BigDecimal minimum;
  private final BankPayoutStore store;
  private final Database database;
  private final Audit audit;
  private final WallClock clock;
  private Consumer<UUID> news = id -> {};

  /**
   * @param fees by currency; none is nothing
   */
  BankRail(
      Set<String> currencies,
      Map<String, BigDecimal> fees,
      BigDecimal minimum,
      Database database,
      Audit audit,
      WallClock clock) {
    this.currencies = Set.copyOf(currencies);
    this.fees = Map.copyOf(fees);
    this.minimum = minimum;
    this.store = new BankPayoutStore(database);
    this.database = database;
    this.audit = audit;
    this.clock = clock;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public DestinationKind kind() {
    return BankAccount.KIND;
  }

  @Override
  public Set<String> currencies() {
    return currencies;
  }

  @Override
  public int decimals(String currency) {
    return currency.equals("JPY") ? 0 : DECIMALS;
  }

  @Override
  public BigDecimal minimum(String currency) {
    return minimum;
  }

  @Override
  public BigDecimal fee(String currency, BigDecimal amount) {
    return fees.getOrDefault(currency, BigDecimal.ZERO);
  }

  @Override
  public HouseAccount account(String currency) {
    return HouseAccount.OMNIBUS_BANK;
  }

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public Health health() {
    return Health.UP;
  }

  @Override
  public View submit(Payout payout) {
    store.insert(payout.id(), clock.instant());
    return look(payout, Optional.empty());
  }

  @Override
  public View look(Payout payout, Optional<String> reference) {
    return store.find(payout.id()).map(BankRail::view).orElseGet(View.Unknown::new);
  }

  @Override
  public void onNews(Consumer<UUID> listener) {
    news = listener;
  }

  /** How far a transfer is. */
  Optional<BankPayout> find(UUID id) {
    return store.find(id);
  }

  private static View view(BankPayout payout) {
    return switch (payout.status()) {
      case TO_SEND -> new View.Accepted(Optional.empty());
      case SENT -> new View.Accepted(payout.reference());
      case SETTLED -> new View.Settled(payout.reference().orElseThrow(), Optional.empty());
      case NOT_SENT -> new View.Failed(payout.note().orElseThrow());
      case RETURNED ->
          new View.Returned(payout.reference().orElseThrow(), payout.note().orElseThrow());
    };
  }

  /**
   * One of the staff tells what the bank said. The same again changes nothing.
   *
   * @param reference the bank's, for SENT
   * @param note why, for NOT_SENT and RETURNED; the client reads it
   * @throws Fault {@code NOT_FOUND}, {@code WITHDRAWAL_NOT_WAITING}
   */
  void tell(
      Actor actor, UUID id, Status status, Optional<String> reference, Optional<String> note) {
    database.<Void, RuntimeException>durably(handle -> {
      BankPayout before =
          store
              .lock(handle, id)
              .orElseThrow(() ->
                  new Fault(
                      ErrorCode.NOT_FOUND,
                      "There is no bank transfer of the withdrawal " + id + "."));
      BankPayout after =
          new BankPayout(
              id, status, reference.or(before::reference), note.or(before::note), clock.instant());
      if (before.status() == status && after.reference().equals(before.reference())) {
        return null;
      }
      if (!before.status().mayBecome(status)) {
        throw new Fault(
            ErrorCode.WITHDRAWAL_NOT_WAITING,
            "The bank transfer is " + before.status() + ", so it does not become " + status + ".");
      }
      store.update(handle, after, actor.name());
      audit.append(
          handle,
          new Act(
              actor,
              "withdrawal.bank",
              "withdrawal:" + id,
              status
                  + after.reference().map(text -> ", reference " + text).orElse("")
                  + note.map(text -> ": " + text).orElse("")));
      return null;
    });
    news.accept(id);
  }
}
