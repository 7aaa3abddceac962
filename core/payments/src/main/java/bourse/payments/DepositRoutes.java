package bourse.payments;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.payments.Connector.NextStep;
import bourse.payments.Connector.Payer;
import bourse.platform.access.Permission;
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
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** {@code /v1/deposits}: what a client pays in. */
final class DepositRoutes implements Routes {
  private static final Pattern CURRENCY = Pattern.compile("[A-Z0-9]{1,12}");
  private static final Pattern CONNECTOR = Pattern.compile("[a-z-]{1,20}");
  private static final Pattern UPI_ADDRESS =
      Pattern.compile("[A-Za-z0-9._-]{2,100}@[A-Za-z][A-Za-z0-9]{1,49}");
  private static final Pattern UTR = Pattern.compile("[A-Za-z0-9/-]{6,40}");
  private static final Pattern PHONE = Pattern.compile("\\+[1-9][0-9]{6,14}");

  private record DepositRequest(
      PaymentMethod method,
      String currency,
      BigDecimal amount,
      String connector,
      String payerAddress,
      String payerPhone) {
    void check() {
      FieldChecks checks = new FieldChecks();
      checks.required("method", method);
      if (checks.required("currency", currency)) {
        checks.check(
            CURRENCY.matcher(currency).matches(),
            "currency",
            "currency",
            "currency is an asset's symbol such as USD.");
      }
      checks.required("amount", amount);
      checks.check(
          connector == null || CONNECTOR.matcher(connector).matches(),
          "connector",
          "connector",
          "connector is one of GET /v1/deposit-methods.");
      checkPayer(checks);
      checks.verify();
    }

    private void checkPayer(FieldChecks checks) {
      checks.check(
          payerAddress == null || UPI_ADDRESS.matcher(payerAddress).matches(),
          "payerAddress",
          "upi",
          "payerAddress is the payer's UPI address such as name@bank.");
      checks.check(
          payerPhone == null || PHONE.matcher(payerPhone).matches(),
          "payerPhone",
          "e164",
          "A phone number begins with + and the country: +919876543210.");
      boolean needsAddress = method == PaymentMethod.UPI_COLLECT;
      boolean needsPhone = method == PaymentMethod.UPI || method == PaymentMethod.UPI_COLLECT;
      if (needsAddress) {
        checks.required("payerAddress", payerAddress);
      }
      if (needsPhone) {
        checks.required("payerPhone", payerPhone);
      }
    }

    Deposits.Wish wish() {
      return new Deposits.Wish(
          method,
          currency,
          amount,
          Optional.ofNullable(connector),
          new Payer(
              Optional.ofNullable(payerAddress),
              Optional.ofNullable(payerPhone),
              Optional.empty()));
    }
  }

  private record UtrRequest(String utr) {
    void check() {
      FieldChecks checks = new FieldChecks();
      if (checks.required("utr", utr)) {
        checks.check(
            UTR.matcher(utr).matches(),
            "utr",
            "format",
            "utr is the transaction number of your bank's app: 6 to 40 letters and digits.");
      }
      checks.verify();
    }
  }

  private record Offers(List<Deposits.Offer> items) {}

  /** A deposit, for its client. */
  record DepositAnswer(
      UUID id,
      PaymentMethod method,
      String connector,
      String currency,
      BigDecimal amount,
      DepositStatus status,
      Optional<NextStep> nextStep,
      BigDecimal credited,
      BigDecimal debited,
      Optional<String> failure,
      Instant createdAt,
      Instant updatedAt,
      Instant expiresAt) {
    static DepositAnswer of(Deposit deposit) {
      return new DepositAnswer(
          deposit.id(),
          deposit.method(),
          deposit.connector(),
          deposit.currency(),
          plain(deposit.amount()),
          deposit.status(),
          deposit.status() == DepositStatus.REQUIRES_ACTION
                  || deposit.status() == DepositStatus.PENDING
              ? deposit.next()
              : Optional.empty(),
          plain(deposit.credited()),
          plain(deposit.debited()),
          deposit.failure(),
          deposit.createdAt(),
          deposit.updatedAt(),
          deposit.expiresAt());
    }
  }

  private final Deposits deposits;
  private final DepositStore store;
  private final StatementLines lines;
  private final PaymentWorker worker;

  DepositRoutes(Deposits deposits, DepositStore store, StatementLines lines, PaymentWorker worker) {
    this.deposits = deposits;
    this.store = store;
    this.lines = lines;
    this.worker = worker;
  }

  @Override
  public List<Route> routes() {
    Access read = Access.to(Permission.ACCOUNT_READ);
    Access pay = Access.to(Permission.DEPOSIT);
    return List.of(
        new Route("GET", "/v1/deposit-methods", read, this::methods),
        new Route("GET", "/v1/deposits", read, this::list),
        new Route("POST", "/v1/deposits", pay, this::open),
        new Route("GET", "/v1/deposits/{id}", read, this::show),
        new Route("POST", "/v1/deposits/{id}/look", pay, this::look),
        new Route("POST", "/v1/deposits/{id}/utr", pay, this::nameTransaction));
  }

  private void methods(ServerRequest request, ServerResponse response) {
    Reply.json(response, new Offers(deposits.offers()));
  }

  private void list(ServerRequest request, ServerResponse response) {
    int limit = RequestParameters.limit(request);
    DepositStore.Filter filter =
        new DepositStore.Filter(
            Optional.of(Caller.of(request).userId()),
            RequestParameters.choice(request, "status", DepositStatus.class),
            Optional.empty(),
            false,
            before(request));
    Reply.json(response, page(store.list(filter, limit + 1), limit).map(DepositAnswer::of));
  }

  static Optional<UUID> before(ServerRequest request) {
    return RequestParameters.cursor(request, 2).map(parts -> new UUID(parts[0], parts[1]));
  }

  static Page<Deposit> page(List<Deposit> rows, int limit) {
    return Page.of(
        rows,
        limit,
        last -> Cursor.of(last.id().getMostSignificantBits(), last.id().getLeastSignificantBits()));
  }

  private void open(ServerRequest request, ServerResponse response) throws InterruptedException {
    DepositRequest wanted = Body.read(request, DepositRequest.class);
    wanted.check();
    Caller caller = Caller.of(request);
    Reply.json(
        response, Status.CREATED_201, DepositAnswer.of(deposits.open(caller, wanted.wish())));
  }

  private void show(ServerRequest request, ServerResponse response) {
    Reply.json(response, DepositAnswer.of(own(request)));
  }

  private Deposit own(ServerRequest request) {
    return deposits.own(Caller.of(request), RequestParameters.pathUuid(request, "id"));
  }

  /** Who comes back from the provider's page need not wait for its webhook. */
  private void look(ServerRequest request, ServerResponse response) {
    Deposit deposit = own(request);
    worker.wake(deposit.id());
    Reply.json(response, Status.ACCEPTED_202, DepositAnswer.of(deposit));
  }

  /** By UPI_DIRECT: which transaction has paid it. */
  private void nameTransaction(ServerRequest request, ServerResponse response) {
    UtrRequest wanted = Body.read(request, UtrRequest.class);
    wanted.check();
    Deposit deposit = own(request);
    if (deposit.method() != PaymentMethod.UPI_DIRECT) {
      throw new Fault(
          ErrorCode.PAYMENT_METHOD_NOT_OFFERED,
          "This deposit is not found by its transaction number: its provider tells.");
    }
    if (lines.name(deposit, wanted.utr().toUpperCase(Locale.ROOT))) {
      worker.wake(deposit.id());
    }
    Reply.json(response, Status.ACCEPTED_202, DepositAnswer.of(deposit));
  }

  static BigDecimal plain(BigDecimal amount) {
    BigDecimal stripped = amount.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}
