package bourse.withdrawals;

import bourse.auth.FactorProof;
import bourse.auth.SecondFactorCheck;
import bourse.auth.User;
import bourse.auth.Users;
import bourse.domain.AssetDefinition;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.FieldError;
import bourse.exchange.Listings;
import bourse.kyc.ClientLevel;
import bourse.kyc.Identities;
import bourse.notification.Mailer;
import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.audit.Audit;
import bourse.platform.data.Database;
import bourse.platform.http.Caller;
import bourse.platform.time.Ids;
import bourse.platform.time.WallClock;
import bourse.withdrawals.Withdrawal.Counted;
import bourse.withdrawals.Withdrawal.Progress;
import bourse.withdrawals.Withdrawal.Terms;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** What clients may ask for. */
final class Withdrawals {
  /**
   * An asset that goes to a kind of destination.
   *
   * @param fee beside the least amount
   * @param open whether it goes now
   */
  record Offer(
      String kind,
      String currency,
      String rail,
      BigDecimal minimum,
      int decimals,
      BigDecimal fee,
      boolean open) {}

  /**
   * What a client asks for.
   *
   * @param beneficiary in the address book, or else a destination
   */
  record Wish(
      Optional<UUID> beneficiary,
      Optional<Destination> destination,
      String currency,
      BigDecimal amount,
      Optional<String> purpose) {}

  /** What a withdrawal would cost. */
  record Preview(String rail, BigDecimal amount, BigDecimal fee, BigDecimal total) {}

  private final WithdrawalsConfig config;
  private final Rails rails;
  private final Listings listings;
  private final AddressBook book;
  private final SettingStore settings;
  private final Delays delays;
  private final Switches switches;
  private final Allowance allowance;
  private final WithdrawalStore store;
  private final MovementStore movements;
  private final Steps steps;
  private final WithdrawalWorker worker;
  private final SecondFactorCheck factors;
  private final Users users;
  private final Identities identities;
  private final Database database;
  private final Audit audit;
  private final Mailer mailer;
  private final Letters letters;
  private final WallClock clock;

  Withdrawals(
      WithdrawalsConfig config,
      Rails rails,
      Listings listings,
      AddressBook book,
      SettingStore settings,
      Delays delays,
      Switches switches,
      Allowance allowance,
      WithdrawalStore store,
      MovementStore movements,
      Steps steps,
      WithdrawalWorker worker,
      SecondFactorCheck factors,
      Users users,
      Identities identities,
      Database database,
      Audit audit,
      Mailer mailer,
      Letters letters,
      WallClock clock) {
    this.config = config;
    this.rails = rails;
    this.listings = listings;
    this.book = book;
    this.settings = settings;
    this.delays = delays;
    this.switches = switches;
    this.allowance = allowance;
    this.store = store;
    this.movements = movements;
    this.steps = steps;
    this.worker = worker;
    this.factors = factors;
    this.users = users;
    this.identities = identities;
    this.database = database;
    this.audit = audit;
    this.mailer = mailer;
    this.letters = letters;
    this.clock = clock;
  }

  /** Every way out, of assets that are listed. */
  List<Offer> offers() {
    List<Switches.Thrown> thrown = switches.thrown();
    List<Offer> offers = new ArrayList<>();
    for (PayoutRail rail : rails.all()) {
      for (String currency : rail.currencies().stream().sorted().toList()) {
        listings
            .asset(currency)
            .ifPresent(asset ->
                offers.add(
                    new Offer(
                        rail.kind().name(),
                        currency,
                        rail.name(),
                        rail.minimum(currency),
                        decimals(rail, asset),
                        rail.fee(currency, rail.minimum(currency)),
                        rail.isReady()
                            && thrown.stream()
                                .noneMatch(one -> one.stops(rail.name(), currency)))));
      }
    }
    return offers;
  }

  private static int decimals(PayoutRail rail, AssetDefinition asset) {
    return Math.min(rail.decimals(asset.symbol()), asset.scale());
  }

  /**
   * What would be taken.
   *
   * @throws Fault as {@link #request}, as far as it concerns the way and the amount
   */
  Preview preview(Caller caller, UUID beneficiary, String currency, BigDecimal amount) {
    Beneficiary to = listed(caller.userId(), beneficiary);
    PayoutRail rail = rail(to.destination().kind(), currency);
    checkAmount(rail, currency, amount);
    BigDecimal fee = rail.fee(currency, amount);
    return new Preview(rail.name(), amount, fee, amount.add(fee));
  }

  /**
   * Keeps a withdrawal and has its funds held. It goes nowhere before it is confirmed.
   *
   * @throws Fault {@code INVALID_FIELD}, {@code SECOND_FACTOR_MISSING}, {@code
   *     BENEFICIARY_NOT_LISTED}, {@code BENEFICIARY_TOO_NEW}, {@code WITHDRAWALS_HELD}, {@code
   *     WITHDRAWAL_NOT_OFFERED}, {@code WITHDRAWALS_PAUSED}, {@code TOO_MANY_WITHDRAWALS}, and what
   *     the engine refuses a hold with
   */
  Withdrawal request(Caller caller, Wish wish, Actor actor) throws InterruptedException {
    UUID user = caller.userId();
    factors.requireOne(user);
    SettingStore.Settings set = settings.of(user);
    delays
        .of(user, set)
        .ifPresent(delay -> {
          throw held(delay);
        });
    Beneficiary to = beneficiary(user, wish, set, actor);
    PayoutRail rail = rail(to.destination().kind(), wish.currency());
    checkAmount(rail, wish.currency(), wish.amount());
    // Not as it was when the entry was added: the client may be known by a document since.
    boolean isOwn = book.requireAllowed(user, to.destination().name(), "beneficiary");
    ClientLevel level = allowance.level(user);
    Optional<Counted> counted = allowance.counted(level, wish.currency(), wish.amount());
    checkTravel(to.destination(), counted);
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    UUID id = Ids.uuid7();
    Terms terms =
        new Terms(
            to.id(),
            rail.name(),
            wish.currency(),
            wish.amount(),
            rail.fee(wish.currency(), wish.amount()),
            to.destination());
    Travel travel = travel(caller, wish);
    Optional<ErrorCode> refusal =
        worker.first(
            id,
            () -> {
              database.<Void, RuntimeException>durably(handle -> {
                settings.lock(handle, user);
                requireRoom(handle, user);
                Withdrawal asked =
                    new Withdrawal(
                        id,
                        user,
                        caller.account(),
                        terms,
                        travel,
                        counted,
                        allowance.gates(handle, user, level, counted, isOwn),
                        now,
                        Progress.asked(now, now.plus(config.confirmation())));
                keep(handle, asked, actor);
                return null;
              });
              return steps.hold(id);
            });
    refusal.ifPresent(code -> {
      throw new Fault(
          code,
          "The withdrawal was refused, and nothing is held: "
              + code.title()
              + ". "
              + code.remedy());
    });
    return store.find(id).orElseThrow();
  }

  private void keep(Handle handle, Withdrawal asked, Actor actor) {
    store.insert(handle, asked, actor.name());
    movements.plan(
        handle,
        asked,
        Movement.Kind.HOLD,
        0,
        asked.terms().currency(),
        asked.terms().total(),
        asked.createdAt());
    audit.append(
        handle,
        new Act(
            actor,
            "withdrawal.request",
            "account:" + asked.account(),
            asked.words() + ", withdrawal " + asked.id()));
  }

  private void requireRoom(Handle handle, UUID user) {
    if (store.open(handle, user) >= config.mostOpen()) {
      throw new Fault(
          ErrorCode.TOO_MANY_WITHDRAWALS,
          "You have "
              + config.mostOpen()
              + " withdrawals that wait for something; wait for them, or cancel some.");
    }
  }

  private Travel travel(Caller caller, Wish wish) {
    Optional<Identities.Identity> identity = identities.of(caller.userId());
    return new Travel(
        identity
            .map(Identities.Identity::name)
            .orElseGet(() -> users.find(caller.userId()).map(User::fullName).orElse("")),
        Long.toString(caller.account()),
        identity.flatMap(Identities.Identity::address),
        identity.flatMap(Identities.Identity::birthDate),
        wish.purpose());
  }

  private Beneficiary beneficiary(UUID user, Wish wish, SettingStore.Settings set, Actor actor) {
    Beneficiary to =
        wish.beneficiary().isPresent()
            ? listed(user, wish.beneficiary().get())
            : toDestination(user, wish.destination().orElseThrow(), set, actor);
    Duration left = Duration.between(clock.instant(), to.usableAt());
    if (left.isPositive()) {
      throw new Fault(
          ErrorCode.BENEFICIARY_TOO_NEW,
          "This entry of your address book can be used in "
              + words(left)
              + ", from "
              + to.usableAt()
              + " on; nothing happened.");
    }
    return to;
  }

  private Beneficiary listed(UUID user, UUID id) {
    return book.find(user, id)
        .orElseThrow(() ->
            new Fault(
                ErrorCode.BENEFICIARY_NOT_LISTED,
                "You have no beneficiary with the id " + id + "; nothing happened."));
  }

  /** Who turned the allow-list off sends to any address; it is kept for the next time. */
  private Beneficiary toDestination(
      UUID user, Destination destination, SettingStore.Settings set, Actor actor) {
    return book.find(user, destination)
        .orElseGet(() -> {
          if (set.allowList()) {
            throw new Fault(
                ErrorCode.BENEFICIARY_NOT_LISTED,
                "This is not in your address book, and your withdrawals go only to what is there;"
                    + " nothing happened. Add it first: it can be used "
                    + words(config.addressHold())
                    + " later.");
          }
          return book.add(user, destination, Optional.empty(), actor);
        });
  }

  static Fault held(Delays.Delay delay) {
    return new Fault(
        ErrorCode.WITHDRAWALS_HELD,
        "Nothing goes out of your account until "
            + delay.until()
            + ", because "
            + delay.why()
            + "; nothing happened.");
  }

  /** As people say it: 23 h 59 min. */
  static String words(Duration time) {
    long minutes = Math.max(1, (time.toSeconds() + 59) / 60);
    return minutes < 60 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
  }

  private PayoutRail rail(String kind, String currency) {
    List<PayoutRail> serving =
        listings.asset(currency).isPresent() ? rails.serving(kind, currency) : List.of();
    if (serving.isEmpty()) {
      throw new Fault(
          ErrorCode.WITHDRAWAL_NOT_OFFERED,
          "Nothing brings "
              + currency
              + " to a beneficiary of the kind "
              + kind
              + " here; GET /v1/withdrawal-methods lists what goes where.");
    }
    return serving.stream()
        .filter(rail -> rail.isReady() && switches.isOpen(rail.name(), currency))
        .findFirst()
        .orElseThrow(() ->
            new Fault(
                ErrorCode.WITHDRAWALS_PAUSED,
                "Withdrawals of " + currency + " are paused; nothing happened. Try it later."));
  }

  private void checkAmount(PayoutRail rail, String currency, BigDecimal amount) {
    AssetDefinition asset = listings.asset(currency).orElseThrow();
    int decimals = decimals(rail, asset);
    boolean fits =
        amount.signum() > 0
            && amount.stripTrailingZeros().scale() <= decimals
            && amount.compareTo(rail.minimum(currency)) >= 0
            && asset.units(amount.add(rail.fee(currency, amount))).isPresent();
    if (!fits) {
      String message =
          "amount is at least "
              + Rows.text(rail.minimum(currency))
              + " "
              + currency
              + ", with at most "
              + decimals
              + " decimals.";
      throw new Fault(
          ErrorCode.INVALID_FIELD, message, List.of(new FieldError("amount", "amount", message)));
    }
  }

  /** Of an address it has to be known who has its keys, from some amount on. */
  private void checkTravel(Destination destination, Optional<Counted> counted) {
    boolean isMuch =
        counted.map(one -> one.amount().compareTo(config.travelThreshold()) >= 0).orElse(true);
    boolean isOnChain =
        rails.kind(destination.kind()).filter(DestinationKind::isOnChain).isPresent();
    if (isMuch && isOnChain && destination.institution().isEmpty() && !destination.selfHosted()) {
      String message =
          "For this amount it has to be known who keeps the keys of the address: add the"
              + " beneficiary with an institution, or as selfHosted.";
      throw new Fault(
          ErrorCode.INVALID_FIELD,
          message,
          List.of(new FieldError("beneficiary", "travel-rule", message)));
    }
  }

  /** One of the caller's own. */
  Withdrawal own(Caller caller, UUID id) {
    return store
        .find(id)
        .filter(withdrawal -> withdrawal.user().equals(caller.userId()))
        .orElseThrow(
            () -> new Fault(ErrorCode.NOT_FOUND, "You have no withdrawal with the id " + id + "."));
  }

  /**
   * Confirms exactly what the client saw, by a factor that is shown for this alone.
   *
   * @throws Fault {@code WITHDRAWAL_NOT_WAITING}, {@code APPROVAL_OUTDATED} when the hash is
   *     another, {@code WITHDRAWALS_HELD}, and what a factor is refused with
   */
  Withdrawal confirm(Caller caller, UUID id, String contentHash, FactorProof proof, Actor actor) {
    requireUnconfirmed(own(caller, id), contentHash);
    factors.show(caller.userId(), proof, actor);
    database.<Void, RuntimeException>durably(handle -> {
      Withdrawal before = store.lock(handle, id).orElseThrow();
      requireUnconfirmed(before, contentHash);
      Instant now = clock.instant();
      Withdrawal confirmed = before.with(before.progress().confirmed(contentHash));
      Withdrawal after = confirmed.become(steps.gate(handle, confirmed), now);
      steps.update(handle, before, after, actor.name(), "");
      audit.append(
          handle,
          new Act(
              actor,
              "withdrawal.confirm",
              "withdrawal:" + id,
              before.words() + ", " + contentHash));
      if (after.gates().approvals() == 0) {
        users
            .find(after.user())
            .ifPresent(user -> mailer.post(handle, letters.confirmed(after, user.email())));
      }
      return null;
    });
    worker.wake(id);
    return store.find(id).orElseThrow();
  }

  private void requireUnconfirmed(Withdrawal withdrawal, String contentHash) {
    boolean isInTime = clock.instant().isBefore(withdrawal.progress().expiresAt());
    if (withdrawal.status() != WithdrawalStatus.UNCONFIRMED || !isInTime) {
      throw new Fault(
          ErrorCode.WITHDRAWAL_NOT_WAITING,
          "This withdrawal does not wait to be confirmed; it is "
              + (isInTime ? withdrawal.status() : "too old")
              + ".");
    }
    if (!withdrawal.contentHash().equals(contentHash)) {
      throw new Fault(
          ErrorCode.APPROVAL_OUTDATED,
          "This is not the withdrawal that you saw; look at it again. Nothing happened.");
    }
  }

  /**
   * Takes one back that has not gone yet.
   *
   * @throws Fault {@code WITHDRAWAL_NOT_WAITING}
   */
  Withdrawal cancel(Caller caller, UUID id, Actor actor) throws InterruptedException {
    Withdrawal own = own(caller, id);
    if (own.status() != WithdrawalStatus.CANCELLED
        && !steps.end(id, WithdrawalStatus.CANCELLED, actor, "The client cancelled it.")) {
      throw new Fault(
          ErrorCode.WITHDRAWAL_NOT_WAITING,
          "It can't be cancelled any more; it is " + store.find(id).orElseThrow().status() + ".");
    }
    worker.alone(
        id,
        () -> {
          steps.advance(id);
          return null;
        });
    return store.find(id).orElseThrow();
  }

  /** How the caller's withdrawals are set. */
  SettingStore.Settings settings(UUID user) {
    return settings.of(user);
  }

  Optional<Delays.Delay> delay(UUID user) {
    return delays.of(user);
  }

  Allowance.Left left(UUID user) {
    return database.jdbi().withHandle(handle -> allowance.left(handle, user));
  }

  /** Turns the allow-list on or off; that it is off works once nothing is held any more. */
  void setAllowList(UUID user, boolean on, Actor actor) {
    database.<Void, RuntimeException>durably(handle -> {
      SettingStore.Settings before = settings.lock(handle, user);
      if (before.allowList() != on) {
        settings.setAllowList(handle, user, on, clock.instant());
        audit.append(
            handle,
            new Act(
                actor, "withdrawals.allow-list", "user:" + user, on ? "turned on" : "turned off"));
        if (!on) {
          users
              .find(user)
              .ifPresent(found -> mailer.post(handle, letters.allowListOff(found.email())));
        }
      }
      return null;
    });
  }
}
