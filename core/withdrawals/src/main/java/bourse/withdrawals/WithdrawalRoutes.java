package bourse.withdrawals;

import bourse.auth.FactorProof;
import bourse.domain.Decimals;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.FieldError;
import bourse.kyc.ClientLevel;
import bourse.platform.access.Permission;
import bourse.platform.audit.Actor;
import bourse.platform.http.Access;
import bourse.platform.http.Body;
import bourse.platform.http.Caller;
import bourse.platform.http.Cursor;
import bourse.platform.http.FieldChecks;
import bourse.platform.http.Page;
import bourse.platform.http.Reply;
import bourse.platform.http.RequestParameters;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** {@code /v1/withdrawals} and {@code /v1/withdrawal-…}: what a client sends out. */
final class WithdrawalRoutes implements Routes {
  private static final Pattern CURRENCY = Pattern.compile("[A-Z0-9]{1,12}");
  private static final int LONGEST_PURPOSE = 140;

  private record WithdrawalRequest(
      UUID beneficiary,
      AddressBook.Given destination,
      String currency,
      BigDecimal amount,
      String purpose) {
    void check() {
      FieldChecks checks = new FieldChecks();
      checks.check(
          (beneficiary == null) != (destination == null),
          "beneficiary",
          "one",
          "Give a beneficiary of your address book, or a destination.");
      if (checks.required("currency", currency)) {
        checkCurrency(checks, currency);
      }
      checks.required("amount", amount);
      checks.check(
          purpose == null || (!purpose.isBlank() && purpose.length() <= LONGEST_PURPOSE),
          "purpose",
          "length",
          "purpose has 1 to " + LONGEST_PURPOSE + " characters.");
      checks.verify();
    }
  }

  private record ConfirmationRequest(
      String contentHash, String totp, String recoveryCode, JsonNode passkey) {
    FactorProof proof() {
      return FactorProof.of(totp, recoveryCode, passkey);
    }

    void check() {
      FieldChecks checks = new FieldChecks();
      checks.required("contentHash", contentHash);
      proof().check(checks);
      checks.verify();
    }
  }

  /** Where money goes. */
  private enum Addresses {
    /** To what is in the address book for long enough. */
    LISTED,
    ANY
  }

  private record SettingsRequest(Addresses addresses) {
    void check() {
      FieldChecks checks = new FieldChecks();
      checks.required("addresses", addresses);
      checks.verify();
    }
  }

  private record KindAnswer(
      String name, String title, boolean onChain, List<DestinationField> fields) {
    static KindAnswer of(DestinationKind kind) {
      return new KindAnswer(kind.name(), kind.title(), kind.isOnChain(), kind.fields());
    }
  }

  private record Methods(List<KindAnswer> kinds, List<Withdrawals.Offer> items) {}

  private record PreviewAnswer(
      String rail,
      BigDecimal amount,
      BigDecimal fee,
      BigDecimal total,
      Optional<Instant> heldUntil) {}

  private record LimitsAnswer(
      String level,
      String currency,
      Optional<BigDecimal> day,
      Optional<BigDecimal> month,
      Optional<BigDecimal> left) {
    static LimitsAnswer of(Allowance.Left left) {
      ClientLevel level = left.level();
      return new LimitsAnswer(
          level.name(),
          level.currency(),
          level.withdrawals().day().map(Rows::plain),
          level.withdrawals().month().map(Rows::plain),
          left.left().map(Rows::plain));
    }
  }

  private record SettingsAnswer(
      Addresses addresses,
      Optional<Instant> heldUntil,
      Optional<String> heldBecause,
      LimitsAnswer limits) {}

  /** A withdrawal, for its client. */
  record WithdrawalAnswer(
      UUID id,
      UUID beneficiary,
      Destination destination,
      String currency,
      BigDecimal amount,
      BigDecimal fee,
      BigDecimal total,
      WithdrawalStatus status,
      String contentHash,
      Optional<String> reference,
      Optional<String> failure,
      Instant createdAt,
      Instant updatedAt,
      Instant expiresAt) {
    static WithdrawalAnswer of(Withdrawal withdrawal) {
      Withdrawal.Terms terms = withdrawal.terms();
      return new WithdrawalAnswer(
          withdrawal.id(),
          terms.beneficiary(),
          terms.destination(),
          terms.currency(),
          Rows.plain(terms.amount()),
          Rows.plain(terms.fee()),
          Rows.plain(terms.total()),
          withdrawal.status(),
          withdrawal.contentHash(),
          withdrawal.progress().reference(),
          withdrawal.progress().failure(),
          withdrawal.createdAt(),
          withdrawal.progress().updatedAt(),
          withdrawal.progress().expiresAt());
    }
  }

  private record StepAnswer(WithdrawalStatus status, Instant at) {}

  private record Shown(WithdrawalAnswer withdrawal, List<StepAnswer> history) {}

  private final Withdrawals withdrawals;
  private final WithdrawalStore store;
  private final AddressBook book;
  private final Rails rails;

  WithdrawalRoutes(Withdrawals withdrawals, WithdrawalStore store, AddressBook book, Rails rails) {
    this.withdrawals = withdrawals;
    this.store = store;
    this.book = book;
    this.rails = rails;
  }

  @Override
  public List<Route> routes() {
    Access read = Access.to(Permission.ACCOUNT_READ);
    Access send = Access.to(Permission.WITHDRAW);
    return List.of(
        new Route("GET", "/v1/withdrawal-methods", read, this::methods),
        new Route("GET", "/v1/withdrawal-settings", read, this::settings),
        new Route("POST", "/v1/withdrawal-settings", send.withSecondFactor(), this::changeSettings),
        new Route("GET", "/v1/withdrawal-preview", read, this::preview),
        new Route("GET", "/v1/withdrawals", read, this::list),
        new Route("POST", "/v1/withdrawals", send, this::request),
        new Route("GET", "/v1/withdrawals/{id}", read, this::show),
        new Route("POST", "/v1/withdrawals/{id}/confirmation", send, this::confirm),
        new Route("POST", "/v1/withdrawals/{id}/cancellation", send, this::cancel));
  }

  private static void checkCurrency(FieldChecks checks, String currency) {
    checks.check(
        CURRENCY.matcher(currency).matches(),
        "currency",
        "currency",
        "currency is an asset's symbol such as USD.");
  }

  private void methods(ServerRequest request, ServerResponse response) {
    Reply.json(
        response,
        new Methods(rails.kinds().stream().map(KindAnswer::of).toList(), withdrawals.offers()));
  }

  private void settings(ServerRequest request, ServerResponse response) {
    answerSettings(Caller.of(request), response);
  }

  private void answerSettings(Caller caller, ServerResponse response) {
    UUID user = caller.userId();
    Optional<Delays.Delay> delay = withdrawals.delay(user);
    Reply.json(
        response,
        new SettingsAnswer(
            withdrawals.settings(user).allowList() ? Addresses.LISTED : Addresses.ANY,
            delay.map(Delays.Delay::until),
            delay.map(Delays.Delay::why),
            LimitsAnswer.of(withdrawals.left(user))));
  }

  private void changeSettings(ServerRequest request, ServerResponse response) {
    SettingsRequest wanted = Body.read(request, SettingsRequest.class);
    wanted.check();
    Caller caller = Caller.of(request);
    withdrawals.setAllowList(
        caller.userId(), wanted.addresses() == Addresses.LISTED, Actor.of(request));
    answerSettings(caller, response);
  }

  private void preview(ServerRequest request, ServerResponse response) {
    FieldChecks checks = new FieldChecks();
    Optional<String> beneficiary = RequestParameters.text(request, "beneficiary");
    Optional<String> currency = RequestParameters.text(request, "currency");
    Optional<String> amount = RequestParameters.text(request, "amount");
    Optional<UUID> to = beneficiary.map(text -> uuid("beneficiary", text));
    currency.ifPresent(text -> checkCurrency(checks, text));
    Optional<BigDecimal> number = amount.flatMap(Decimals::parse);
    checks.check(
        amount.isEmpty() || number.isPresent(),
        "amount",
        "type",
        "amount is a decimal number such as 42.5.");
    checks.required("beneficiary", beneficiary.orElse(null));
    checks.required("currency", currency.orElse(null));
    checks.required("amount", amount.orElse(null));
    checks.verify();
    Caller caller = Caller.of(request);
    Withdrawals.Preview preview =
        withdrawals.preview(caller, to.orElseThrow(), currency.orElseThrow(), number.orElseThrow());
    Reply.json(
        response,
        new PreviewAnswer(
            preview.rail(),
            Rows.plain(preview.amount()),
            Rows.plain(preview.fee()),
            Rows.plain(preview.total()),
            withdrawals.delay(caller.userId()).map(Delays.Delay::until)));
  }

  static UUID uuid(String field, String text) {
    try {
      UUID uuid = UUID.fromString(text);
      if (uuid.toString().equalsIgnoreCase(text)) {
        return uuid;
      }
    } catch (IllegalArgumentException e) {
      // The same answer as for one that is too short.
    }
    String message = field + " is a UUID.";
    throw new Fault(
        ErrorCode.INVALID_FIELD, message, List.of(new FieldError(field, "uuid", message)));
  }

  private void list(ServerRequest request, ServerResponse response) {
    int limit = RequestParameters.limit(request);
    WithdrawalStore.Filter filter =
        new WithdrawalStore.Filter(
            Optional.of(Caller.of(request).userId()),
            RequestParameters.choice(request, "status", WithdrawalStatus.class),
            Optional.empty(),
            false,
            before(request));
    Reply.json(response, page(store.list(filter, limit + 1), limit).map(WithdrawalAnswer::of));
  }

  static Optional<UUID> before(ServerRequest request) {
    return RequestParameters.cursor(request, 2).map(parts -> new UUID(parts[0], parts[1]));
  }

  static Page<Withdrawal> page(List<Withdrawal> rows, int limit) {
    return Page.of(
        rows,
        limit,
        last -> Cursor.of(last.id().getMostSignificantBits(), last.id().getLeastSignificantBits()));
  }

  private void request(ServerRequest request, ServerResponse response) throws InterruptedException {
    WithdrawalRequest wanted = Body.read(request, WithdrawalRequest.class);
    wanted.check();
    Withdrawals.Wish wish =
        new Withdrawals.Wish(
            Optional.ofNullable(wanted.beneficiary()),
            Optional.ofNullable(wanted.destination())
                .map(given -> book.checked(given, "destination.")),
            wanted.currency(),
            wanted.amount(),
            Optional.ofNullable(wanted.purpose()));
    Withdrawal asked = withdrawals.request(Caller.of(request), wish, Actor.of(request));
    Reply.json(response, Status.CREATED_201, WithdrawalAnswer.of(asked));
  }

  private void show(ServerRequest request, ServerResponse response) {
    Withdrawal own = withdrawals.own(Caller.of(request), RequestParameters.pathUuid(request, "id"));
    Reply.json(
        response,
        new Shown(
            WithdrawalAnswer.of(own),
            store.events(own.id()).stream()
                .map(event -> new StepAnswer(event.status(), event.at()))
                .toList()));
  }

  private void confirm(ServerRequest request, ServerResponse response) {
    ConfirmationRequest shown = Body.read(request, ConfirmationRequest.class);
    shown.check();
    Caller caller = Caller.of(request);
    if (caller.session().isEmpty()) {
      throw new Fault(
          ErrorCode.NOT_ALLOWED,
          "A withdrawal is confirmed by a person, and not with an API key; log in for it.");
    }
    Reply.json(
        response,
        WithdrawalAnswer.of(
            withdrawals.confirm(
                caller,
                RequestParameters.pathUuid(request, "id"),
                shown.contentHash(),
                shown.proof(),
                Actor.of(request))));
  }

  private void cancel(ServerRequest request, ServerResponse response) throws InterruptedException {
    Reply.json(
        response,
        WithdrawalAnswer.of(
            withdrawals.cancel(
                Caller.of(request), RequestParameters.pathUuid(request, "id"), Actor.of(request))));
  }
}
