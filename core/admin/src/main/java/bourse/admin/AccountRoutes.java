package bourse.admin;

import bourse.admin.AccountDirectory.Kind;
import bourse.admin.AccountDirectory.Listed;
import bourse.admin.FourEyesAction.Done;
import bourse.domain.AccountBlock;
import bourse.domain.AccountState;
import bourse.domain.JournalReason;
import bourse.domain.SuspensionReason;
import bourse.engine.AccountFlags;
import bourse.engine.Commands;
import bourse.exchange.AccountStore;
import bourse.exchange.StoredAccount;
import bourse.platform.access.Permission;
import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.audit.Audit;
import bourse.platform.http.Access;
import bourse.platform.http.Body;
import bourse.platform.http.FieldChecks;
import bourse.platform.http.Reply;
import bourse.platform.http.RequestId;
import bourse.platform.http.RequestParameters;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import bourse.platform.telemetry.TraceContext;
import bourse.platform.time.WallClock;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.math.BigDecimal;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** What the operator does with accounts: {@code /operator/accounts}. */
final class AccountRoutes implements Routes {
  private static final Pattern FIRM_NAME =
      Pattern.compile("\\p{Graph}(?:[\\p{Graph} ]{0,98}\\p{Graph})?");

  private record FlagsRequest(Boolean feeExempt, Boolean selfTrades) {}

  private record FlagsAnswer(
      String account, boolean feeExempt, boolean selfTrades, long sequence) {}

  private record BlocksRequest(Set<AccountBlock> blocks, SuspensionReason reason, String note) {}

  private record FirmRequest(String name, Boolean feeExempt, Boolean selfTrades) {}

  private record JournalRequest(
      String from,
      String to,
      String currency,
      BigDecimal amount,
      JournalReason reason,
      String reference,
      String note) {
    void check() {
      FieldChecks checks = new FieldChecks();
      checks.required("from", from);
      checks.required("to", to);
      checks.required("reason", reason);
      PaymentFields.check(checks, currency, amount, reference, note);
      checks.verify();
    }
  }

  /** Exactly what is moved. */
  private record Journal(
      long from,
      long to,
      String currency,
      BigDecimal amount,
      JournalReason reason,
      String reference,
      String note) {}

  private record JournalAnswer(
      String reference,
      UUID id,
      String from,
      String to,
      String currency,
      BigDecimal amount,
      JournalReason reason,
      long sequence,
      boolean replayed) {}

  private record AccountList(List<AccountAnswer> items) {}

  private record AccountAnswer(
      String account,
      Kind kind,
      String name,
      AccountState state,
      List<AccountBlock> blocks,
      SuspensionReason reason,
      boolean feeExempt,
      boolean selfTrades,
      long version) {
    static AccountAnswer of(Listed listed, StoredAccount stored) {
      return new AccountAnswer(
          Long.toString(listed.account()),
          listed.kind(),
          listed.name(),
          stored.state(),
          stored.blocks().stream().sorted().toList(),
          stored.reason(),
          stored.isFeeExempt(),
          stored.maySelfTrade(),
          stored.version());
    }
  }

  private final AccountDirectory directory;
  private final AccountStore accounts;
  private final Payments payments;
  private final OperatorCommands commands;
  private final Approvals approvals;
  private final Audit audit;
  private final WallClock clock;
  private final FourEyesAction<Journal> journalAction;

  AccountRoutes(
      AccountDirectory directory,
      AccountStore accounts,
      Payments payments,
      OperatorCommands commands,
      Approvals approvals,
      Audit audit,
      WallClock clock) {
    this.directory = directory;
    this.accounts = accounts;
    this.payments = payments;
    this.commands = commands;
    this.approvals = approvals;
    this.audit = audit;
    this.clock = clock;
    this.journalAction =
        approvals.add(
            new FourEyesAction<>(
                "account.journal",
                Permission.MONEY_BOOK,
                Journal.class,
                journal -> "account:" + journal.from(),
                this::book));
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/operator/accounts", Access.OPERATOR, this::ofTheFirm),
        new Route("POST", "/operator/accounts", Access.OPERATOR, this::open),
        new Route("POST", "/operator/journals", Access.OPERATOR, this::journal),
        new Route("GET", "/operator/accounts/{account}", Access.OPERATOR, this::show),
        new Route("POST", "/operator/accounts/{account}/flags", Access.OPERATOR, this::setFlags),
        new Route("POST", "/operator/accounts/{account}/blocks", Access.OPERATOR, this::setBlocks));
  }

  /** For the staff. */
  List<Route> ofStaff() {
    return List.of(
        new Route(
            "GET", "/v1/admin/accounts/{account}", Access.to(Permission.ACCOUNTS_READ), this::show),
        new Route(
            "POST",
            "/v1/admin/accounts/{account}/blocks",
            Access.to(Permission.ACCOUNTS_BLOCK).withSecondFactor(),
            this::setBlocks),
        new Route(
            "POST",
            "/v1/admin/journals",
            Access.to(Permission.MONEY_BOOK).withSecondFactor(),
            this::journal));
  }

  private void show(ServerRequest request, ServerResponse response) throws InterruptedException {
    answer(response, named(request));
  }

  private void ofTheFirm(ServerRequest request, ServerResponse response)
      throws InterruptedException {
    commands.awaitProjected();
    Reply.json(
        response,
        new AccountList(
            directory.ofTheFirm().stream()
                .map(listed -> AccountAnswer.of(listed, accounts.account(listed.account())))
                .toList()));
  }

  /** The account is there once it is in SQL; flags that did not get through are set again. */
  private void open(ServerRequest request, ServerResponse response) throws InterruptedException {
    FirmRequest wanted = Body.read(request, FirmRequest.class);
    FieldChecks checks = new FieldChecks();
    if (checks.required("name", wanted.name())) {
      checks.check(
          FIRM_NAME.matcher(wanted.name()).matches(),
          "name",
          "name",
          "A name has 1 to 100 visible characters, and spaces between them.");
    }
    checks.verify();
    commands.requireEarlierProjected();
    Actor actor = Actor.of(request);
    int flags = flags(wanted.feeExempt(), wanted.selfTrades());
    Listed opened =
        directory.open(
            wanted.name(),
            clock.instant(),
            (handle, listed) ->
                audit.append(
                    handle,
                    new Act(
                        actor,
                        "account.open",
                        "account:" + listed.account(),
                        listed.name() + words(wanted.feeExempt(), wanted.selfTrades()))));
    if (flags != 0) {
      long sequence =
          commands.submit(
              request, context -> Commands.setAccountFlags(context, opened.account(), flags));
      Reply.sequence(response, sequence);
    }
    commands.awaitProjected();
    Reply.json(
        response, Status.CREATED_201, AccountAnswer.of(opened, accounts.account(opened.account())));
  }

  private static String words(Boolean feeExempt, Boolean selfTrades) {
    return (Boolean.TRUE.equals(feeExempt) ? ", pays no fees" : "")
        + (Boolean.TRUE.equals(selfTrades) ? ", may trade with itself" : "");
  }

  private static int flags(Boolean feeExempt, Boolean selfTrades) {
    return (Boolean.TRUE.equals(feeExempt) ? AccountFlags.FEE_EXEMPT : 0)
        | (Boolean.TRUE.equals(selfTrades) ? AccountFlags.SELF_TRADES : 0);
  }

  private void journal(ServerRequest request, ServerResponse response) throws InterruptedException {
    JournalRequest wanted = Body.read(request, JournalRequest.class);
    wanted.check();
    String note = wanted.note() == null ? "" : wanted.note();
    Actor actor = Actor.of(request);
    Journal journal =
        new Journal(
            directory.findForJournal(wanted.from()).account(),
            directory.findForJournal(wanted.to()).account(),
            wanted.currency(),
            wanted.amount(),
            wanted.reason(),
            wanted.reference(),
            note);
    directory.refuseOwn(actor, journal.from());
    directory.refuseOwn(actor, journal.to());
    approvals.submit(actor, RequestId.trace(request), journalAction, journal, note).send(response);
  }

  private Done book(Actor actor, TraceContext trace, Journal journal) throws InterruptedException {
    directory.refuseOwn(actor, journal.from());
    directory.refuseOwn(actor, journal.to());
    Payments.Booked booked =
        payments.book(
            PaymentReferences.Transfer.journal(
                journal.from(),
                new PaymentReferences.Journal(journal.to(), journal.reason()),
                journal.currency(),
                journal.amount()),
            journal.reference(),
            journal.note(),
            actor,
            trace);
    return new Done(
        booked.replayed() ? Status.OK_200 : Status.CREATED_201,
        OptionalLong.of(booked.sequence()),
        new JournalAnswer(
            booked.payment().reference(),
            booked.payment().id(),
            Long.toString(journal.from()),
            Long.toString(journal.to()),
            journal.currency(),
            booked.payment().transfer().amount().stripTrailingZeros(),
            journal.reason(),
            booked.sequence(),
            booked.replayed()));
  }

  private void setFlags(ServerRequest request, ServerResponse response) {
    Listed account = named(request);
    FlagsRequest wanted = Body.read(request, FlagsRequest.class);
    FieldChecks checks = new FieldChecks();
    checks.required("feeExempt", wanted.feeExempt());
    checks.verify();
    boolean selfTrades = Boolean.TRUE.equals(wanted.selfTrades());
    audit(
        request,
        "account.flags",
        account,
        (wanted.feeExempt() ? "pays no fees" : "pays fees")
            + (selfTrades ? ", may trade with itself" : ", may not trade with itself"));
    int flags = flags(wanted.feeExempt(), wanted.selfTrades());
    long sequence =
        commands.submit(
            request, context -> Commands.setAccountFlags(context, account.account(), flags));
    Reply.sequence(response, sequence);
    Reply.json(
        response,
        new FlagsAnswer(
            Long.toString(account.account()), wanted.feeExempt(), selfTrades, sequence));
  }

  private void setBlocks(ServerRequest request, ServerResponse response)
      throws InterruptedException {
    Listed account = named(request);
    directory.refuseOwn(Actor.of(request), account.account());
    BlocksRequest wanted = Body.read(request, BlocksRequest.class);
    FieldChecks checks = new FieldChecks();
    if (checks.required("blocks", wanted.blocks()) && checks.required("reason", wanted.reason())) {
      checks.check(
          wanted.blocks().isEmpty() == (wanted.reason() == SuspensionReason.NONE),
          "reason",
          "reason",
          "A reason other than NONE goes with blocks, and NONE with their end.");
    }
    PaymentFields.checkNote(checks, wanted.note());
    checks.verify();
    String note = wanted.note() == null || wanted.note().isEmpty() ? "" : ": " + wanted.note();
    audit(
        request,
        wanted.blocks().isEmpty() ? "account.resume" : "account.suspend",
        account,
        wanted.blocks().stream().sorted().toList() + " " + wanted.reason() + note);
    long sequence =
        commands.submit(
            request,
            context ->
                Commands.setAccountBlocks(
                    context, account.account(), wanted.blocks(), wanted.reason()));
    Reply.sequence(response, sequence);
    answer(response, account);
  }

  private void answer(ServerResponse response, Listed account) throws InterruptedException {
    commands.awaitProjected();
    Reply.json(response, AccountAnswer.of(account, accounts.account(account.account())));
  }

  private Listed named(ServerRequest request) {
    return directory.find(RequestParameters.path(request, "account"));
  }

  private void audit(ServerRequest request, String action, Listed account, String notes) {
    audit.append(new Act(Actor.of(request), action, "account:" + account.account(), notes));
  }
}
