package bourse.payments;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.FieldError;
import bourse.exchange.Listings;
import bourse.payments.Connector.Payer;
import bourse.platform.data.Database;
import bourse.platform.http.Caller;
import bourse.platform.time.Ids;
import bourse.platform.time.WallClock;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What clients may ask for. */
final class Deposits {
  private static final Logger LOG = LoggerFactory.getLogger(Deposits.class);

  /**
   * A way to pay in.
   *
   * @param decimals so many an amount may have
   * @param open whether it takes deposits now
   */
  record Offer(
      String connector,
      PaymentMethod method,
      String currency,
      BigDecimal minimum,
      BigDecimal maximum,
      int decimals,
      boolean open) {}

  /** What a client asks for. */
  record Wish(
      PaymentMethod method,
      String currency,
      BigDecimal amount,
      Optional<String> connector,
      Payer payer) {}

  private final PaymentsConfig config;
  private final Connectors connectors;
  private final Listings listings;
  private final Switches switches;
  private final DepositLimits limits;
  private final DepositStore store;
  private final Looks looks;
  private final PaymentWorker worker;
  private final Database database;
  private final WallClock clock;
  private final ReentrantLock[] locks =
      Stream.generate(ReentrantLock::new).limit(64).toArray(ReentrantLock[]::new);

  Deposits(
      PaymentsConfig config,
      Connectors connectors,
      Listings listings,
      Switches switches,
      DepositLimits limits,
      DepositStore store,
      Looks looks,
      PaymentWorker worker,
      Database database,
      WallClock clock) {
    this.config = config;
    this.connectors = connectors;
    this.listings = listings;
    this.switches = switches;
    this.limits = limits;
    this.store = store;
    this.looks = looks;
    this.worker = worker;
    this.database = database;
    this.clock = clock;
  }

  /** Every way to pay in, of assets that are listed. */
  List<Offer> offers() {
    List<Switches.Thrown> thrown = switches.thrown();
    List<Offer> offers = new ArrayList<>();
    for (Connector connector : connectors.all()) {
      boolean works = connector.isReady();
      for (PaymentMethod method : connector.methods()) {
        for (String currency : connector.currencies()) {
          if (listings.asset(currency).isPresent()) {
            boolean isOpen =
                works && thrown.stream().noneMatch(one -> one.stops(connector.name(), currency));
            offers.add(
                new Offer(
                    connector.name(),
                    method,
                    currency,
                    config.minimum(),
                    config.maximum(),
                    MinorUnits.decimals(currency),
                    isOpen));
          }
        }
      }
    }
    offers.sort(
        Comparator.comparing(Offer::method)
            .thenComparing(Offer::currency)
            .thenComparing(Offer::connector));
    return offers;
  }

  /**
   * Opens a deposit and asks the provider to take it. When the provider is silent the deposit stays
   * CREATED, and is asked for again.
   *
   * @throws Fault {@code INVALID_FIELD}, {@code PAYMENT_METHOD_NOT_OFFERED}, {@code
   *     DEPOSITS_PAUSED}, {@code DEPOSIT_LIMIT}
   */
  Deposit open(Caller caller, Wish wish) throws InterruptedException {
    Offer offer = offer(wish);
    checkAmount(offer, wish.amount());
    // Of two deposits of one user at a time the second counts what the first takes of the limit.
    ReentrantLock lock = locks[Math.floorMod(caller.userId().hashCode(), locks.length)];
    Deposit deposit = asked(caller, wish, offer);
    boolean began =
        worker.alone(
            deposit.id(),
            () -> {
              lock.lock();
              try {
                limits.require(caller.userId(), wish.currency(), wish.amount());
                keep(deposit);
              } finally {
                lock.unlock();
              }
              start(deposit);
            });
    if (!began) {
      throw new IllegalStateException("Somebody looks at a deposit that was not there");
    }
    return store.find(deposit.id()).orElseThrow();
  }

  private void keep(Deposit deposit) {
    database.<Void, RuntimeException>durably(handle -> {
      store.insert(handle, deposit);
      return null;
    });
  }

  private Deposit asked(Caller caller, Wish wish, Offer offer) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return Deposit.asked(
        Ids.uuid7(),
        caller.userId(),
        caller.account(),
        offer.connector(),
        wish.method(),
        wish.currency(),
        wish.amount(),
        wish.payer(),
        now,
        now.plus(config.lifetime()).truncatedTo(ChronoUnit.SECONDS));
  }

  private void start(Deposit deposit) {
    try {
      looks.start(connectors.named(deposit.connector()).orElseThrow(), deposit);
    } catch (ProviderSilence silence) {
      LOG.info("Deposit {} is asked for again: {}", deposit.id(), silence.getMessage());
    }
  }

  private Offer offer(Wish wish) {
    List<Offer> fitting =
        offers().stream()
            .filter(offer -> offer.method() == wish.method())
            .filter(offer -> offer.currency().equals(wish.currency()))
            .filter(offer -> wish.connector().map(offer.connector()::equals).orElse(true))
            .toList();
    if (fitting.isEmpty()) {
      throw new Fault(
          ErrorCode.PAYMENT_METHOD_NOT_OFFERED,
          "Nothing takes "
              + wish.currency()
              + " by "
              + wish.method()
              + " here; GET /v1/deposit-methods lists what does.");
    }
    return fitting.stream()
        .filter(Offer::open)
        .findFirst()
        .orElseThrow(() ->
            new Fault(
                ErrorCode.DEPOSITS_PAUSED,
                "Deposits in "
                    + wish.currency()
                    + " by "
                    + wish.method()
                    + " are paused; nothing happened. Try another way, or later."));
  }

  private static void checkAmount(Offer offer, BigDecimal amount) {
    boolean fits =
        MinorUnits.count(offer.currency(), amount).isPresent()
            && amount.compareTo(offer.minimum()) >= 0
            && amount.compareTo(offer.maximum()) <= 0;
    if (!fits) {
      String message =
          "amount is from "
              + offer.minimum().toPlainString()
              + " to "
              + offer.maximum().toPlainString()
              + " "
              + offer.currency()
              + ", with at most "
              + offer.decimals()
              + " decimals.";
      throw new Fault(
          ErrorCode.INVALID_FIELD, message, List.of(new FieldError("amount", "amount", message)));
    }
  }

  /** One of the caller's own. */
  Deposit own(Caller caller, UUID id) {
    return store
        .find(id)
        .filter(deposit -> deposit.user().equals(caller.userId()))
        .orElseThrow(
            () -> new Fault(ErrorCode.NOT_FOUND, "You have no deposit with the id " + id + "."));
  }
}
