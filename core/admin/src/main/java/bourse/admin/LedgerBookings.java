package bourse.admin;

import bourse.admin.AccountDirectory.Kind;
import bourse.admin.AccountDirectory.Listed;
import bourse.admin.FourEyesAction.Done;
import bourse.admin.PaymentReferences.Booking;
import bourse.admin.PaymentReferences.Transfer;
import bourse.domain.AdjustmentCategory;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.engine.Commands;
import bourse.engine.EntryType;
import bourse.exchange.LedgerStore;
import bourse.exchange.LedgerStore.StoredTransfer;
import bourse.platform.access.Permission;
import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.audit.Audit;
import bourse.platform.http.Access;
import bourse.platform.http.Body;
import bourse.platform.http.FieldChecks;
import bourse.platform.http.RequestId;
import bourse.platform.http.Route;
import bourse.platform.telemetry.TraceContext;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * What the firm books by hand: adjustments, reversals of earlier commands, and the end of a period.
 * Each may need a second person, and each is on record.
 */
final class LedgerBookings {
  private static final int EARLIEST_YEAR = 2000;
  private static final int LATEST_YEAR = 9999;

  private record AdjustmentRequest(
      String from,
      String to,
      String currency,
      BigDecimal amount,
      AdjustmentCategory category,
      Long about,
      LocalDate businessDate,
      String reference,
      String note) {
    void check() {
      FieldChecks checks = new FieldChecks();
      checks.required("from", from);
      checks.required("to", to);
      checks.required("category", category);
      checks.check(
          about == null || about > 0, "about", "sequence", "about is the sequence of a command.");
      checkDay(checks, "businessDate", businessDate);
      PaymentFields.check(checks, currency, amount, reference, note);
      checks.verify();
    }
  }

  private record ReversalRequest(
      Long sequence, AdjustmentCategory category, LocalDate businessDate, String note) {
    void check() {
      FieldChecks checks = new FieldChecks();
      if (checks.required("sequence", sequence)) {
        checks.check(
            sequence > 0, "sequence", "sequence", "sequence is the sequence of a command.");
      }
      checks.required("category", category);
      checkDay(checks, "businessDate", businessDate);
      PaymentFields.checkNote(checks, note);
      checks.verify();
    }
  }

  private record PeriodRequest(LocalDate closedTo, String note) {
    void check() {
      FieldChecks checks = new FieldChecks();
      checks.required("closedTo", closedTo);
      checkDay(checks, "closedTo", closedTo);
      PaymentFields.checkNote(checks, note);
      checks.verify();
    }
  }

  /** Exactly what is booked. */
  private record Adjustment(
      long from,
      long to,
      EntryType type,
      String currency,
      BigDecimal amount,
      AdjustmentCategory category,
      Optional<Long> about,
      Optional<LocalDate> businessDate,
      String reference,
      String note) {
    Transfer transfer() {
      return Transfer.booking(
          from, new Booking(type, to, category, about, businessDate), currency, amount);
    }
  }

  /** Exactly which day is closed. */
  private record Close(LocalDate closedTo, String note) {}

  private record BookedAnswer(
      String reference,
      UUID id,
      EntryType type,
      String from,
      String to,
      String currency,
      BigDecimal amount,
      AdjustmentCategory category,
      Optional<Long> about,
      Optional<LocalDate> businessDate,
      long sequence,
      boolean replayed) {}

  private record ClosedAnswer(LocalDate closedTo, long sequence) {}

  private final AccountDirectory directory;
  private final LedgerStore ledger;
  private final Payments payments;
  private final OperatorCommands commands;
  private final Approvals approvals;
  private final Audit audit;
  private final FourEyesAction<Adjustment> adjust;
  private final FourEyesAction<Adjustment> reverse;
  private final FourEyesAction<Close> close;

  LedgerBookings(
      AccountDirectory directory,
      LedgerStore ledger,
      Payments payments,
      OperatorCommands commands,
      Approvals approvals,
      Audit audit) {
    this.directory = directory;
    this.ledger = ledger;
    this.payments = payments;
    this.commands = commands;
    this.approvals = approvals;
    this.audit = audit;
    adjust = approvals.add(booking("ledger.adjust"));
    reverse = approvals.add(booking("ledger.reverse"));
    close =
        approvals.add(
            new FourEyesAction<>(
                "ledger.close",
                Permission.MONEY_BOOK,
                Close.class,
                close -> "ledger:" + close.closedTo(),
                this::close));
  }

  private FourEyesAction<Adjustment> booking(String name) {
    return new FourEyesAction<>(
        name,
        Permission.MONEY_BOOK,
        Adjustment.class,
        adjustment -> "account:" + adjustment.from(),
        this::book);
  }

  /** For the operator. */
  List<Route> ofOperator() {
    return routes("/operator/ledger", Access.OPERATOR);
  }

  /** For the staff. */
  List<Route> ofStaff() {
    return routes("/v1/admin/ledger", Access.to(Permission.MONEY_BOOK).withSecondFactor());
  }

  private List<Route> routes(String path, Access access) {
    return List.of(
        new Route("POST", path + "/adjustments", access, this::adjust),
        new Route("POST", path + "/reversals", access, this::reverse),
        new Route("POST", path + "/periods", access, this::closePeriod));
  }

  private void adjust(ServerRequest request, ServerResponse response) throws InterruptedException {
    AdjustmentRequest wanted = Body.read(request, AdjustmentRequest.class);
    wanted.check();
    Listed from = directory.findAny(wanted.from());
    Listed to = directory.findAny(wanted.to());
    boolean isWithinHouse = from.kind() == Kind.SYSTEM && to.kind() == Kind.SYSTEM;
    submit(
        request,
        response,
        adjust,
        new Adjustment(
            from.account(),
            to.account(),
            isWithinHouse ? EntryType.SETTLEMENT : EntryType.ADJUSTMENT,
            wanted.currency(),
            wanted.amount(),
            wanted.category(),
            Optional.ofNullable(wanted.about()),
            Optional.ofNullable(wanted.businessDate()),
            wanted.reference(),
            text(wanted.note())));
  }

  /** What a command moved goes back, as a whole; by its reference only once. */
  private void reverse(ServerRequest request, ServerResponse response) throws InterruptedException {
    ReversalRequest wanted = Body.read(request, ReversalRequest.class);
    wanted.check();
    commands.awaitProjected();
    StoredTransfer moved =
        ledger
            .reading(reader -> reader.transfer(wanted.sequence()))
            .orElseThrow(() ->
                new Fault(
                    ErrorCode.NOT_FOUND,
                    "Command " + wanted.sequence() + " moved nothing in, out or over."));
    requireReversible(moved);
    submit(
        request,
        response,
        reverse,
        new Adjustment(
            moved.to(),
            moved.from(),
            EntryType.REVERSAL,
            moved.currency(),
            moved.amount(),
            wanted.category(),
            Optional.of(moved.sequence()),
            Optional.ofNullable(wanted.businessDate()),
            "reversal:" + moved.sequence(),
            text(wanted.note())));
  }

  private void requireReversible(StoredTransfer moved) {
    switch (moved.type()) {
      case DEPOSIT, WITHDRAWAL, JOURNAL, ADJUSTMENT, SETTLEMENT, FEE -> {
        // Goes back to where it came from.
      }
      case REVERSAL, HOLD, RELEASE, TRADE, BALANCE ->
          throw new Fault(
              ErrorCode.NOT_REVERSIBLE,
              "Command "
                  + moved.sequence()
                  + " is a "
                  + moved.type()
                  + ", which is not reversed; book an adjustment instead.");
    }
    ledger.reading(reader -> reader.about(moved.sequence())).stream()
        .filter(other -> other.type() == EntryType.REVERSAL)
        .findFirst()
        .ifPresent(other -> {
          throw new Fault(
              ErrorCode.ALREADY_REVERSED,
              "Command " + moved.sequence() + " was reversed by command " + other.sequence() + ".");
        });
  }

  private void submit(
      ServerRequest request,
      ServerResponse response,
      FourEyesAction<Adjustment> action,
      Adjustment adjustment)
      throws InterruptedException {
    Actor actor = Actor.of(request);
    directory.refuseOwn(actor, adjustment.from());
    directory.refuseOwn(actor, adjustment.to());
    approvals
        .submit(actor, RequestId.trace(request), action, adjustment, adjustment.note())
        .send(response);
  }

  private Done book(Actor actor, TraceContext trace, Adjustment adjustment)
      throws InterruptedException {
    directory.refuseOwn(actor, adjustment.from());
    directory.refuseOwn(actor, adjustment.to());
    Payments.Booked booked =
        payments.book(
            adjustment.transfer(), adjustment.reference(), adjustment.note(), actor, trace);
    return new Done(
        booked.replayed() ? Status.OK_200 : Status.CREATED_201,
        OptionalLong.of(booked.sequence()),
        new BookedAnswer(
            booked.payment().reference(),
            booked.payment().id(),
            adjustment.type(),
            Long.toString(adjustment.from()),
            Long.toString(adjustment.to()),
            adjustment.currency(),
            booked.payment().transfer().amount().stripTrailingZeros(),
            adjustment.category(),
            adjustment.about(),
            adjustment.businessDate(),
            booked.sequence(),
            booked.replayed()));
  }

  private void closePeriod(ServerRequest request, ServerResponse response)
      throws InterruptedException {
    PeriodRequest wanted = Body.read(request, PeriodRequest.class);
    wanted.check();
    approvals
        .submit(
            Actor.of(request),
            RequestId.trace(request),
            close,
            new Close(wanted.closedTo(), text(wanted.note())),
            text(wanted.note()))
        .send(response);
  }

  private Done close(Actor actor, TraceContext trace, Close wanted) {
    audit.append(new Act(actor, "ledger.close", "ledger:" + wanted.closedTo(), wanted.note()));
    long sequence =
        commands.submit(
            trace, context -> Commands.closePeriod(context, (int) wanted.closedTo().toEpochDay()));
    return new Done(
        Status.CREATED_201,
        OptionalLong.of(sequence),
        new ClosedAnswer(wanted.closedTo(), sequence));
  }

  private static void checkDay(FieldChecks checks, String field, LocalDate day) {
    checks.check(
        day == null || (day.getYear() >= EARLIEST_YEAR && day.getYear() <= LATEST_YEAR),
        field,
        "range",
        field + " is a day from 2000-01-01 to 9999-12-31.");
  }

  private static String text(String note) {
    return note == null ? "" : note;
  }
}
