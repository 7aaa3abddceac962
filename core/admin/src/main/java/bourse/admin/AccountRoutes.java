package bourse.admin;

import bourse.admin.AccountDirectory.Kind;
import bourse.admin.AccountDirectory.Listed;
import bourse.domain.AccountBlock;
import bourse.domain.AccountState;
import bourse.domain.SuspensionReason;
import bourse.engine.AccountFlags;
import bourse.engine.Commands;
import bourse.exchange.AccountStore;
import bourse.exchange.StoredAccount;
import bourse.platform.http.Access;
import bourse.platform.http.Body;
import bourse.platform.http.FieldChecks;
import bourse.platform.http.Reply;
import bourse.platform.http.RequestParameters;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Set;

/** What the operator does with accounts: {@code /operator/accounts}. */
final class AccountRoutes implements Routes {
  private static final int MAXIMUM_NOTE = 1_000;

  private record FlagsRequest(Boolean feeExempt, Boolean selfTrades) {}

  private record FlagsAnswer(
      String account, boolean feeExempt, boolean selfTrades, long sequence) {}

  private record BlocksRequest(Set<AccountBlock> blocks, SuspensionReason reason, String note) {}

  /** What the engine has after {@code sequence}. */
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
  private final OperatorCommands commands;
  private final AuditTrail audit;

  AccountRoutes(
      AccountDirectory directory,
      AccountStore accounts,
      OperatorCommands commands,
      AuditTrail audit) {
    this.directory = directory;
    this.accounts = accounts;
    this.commands = commands;
    this.audit = audit;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/operator/accounts/{account}", Access.OPERATOR, this::show),
        new Route("POST", "/operator/accounts/{account}/flags", Access.OPERATOR, this::setFlags),
        new Route("POST", "/operator/accounts/{account}/blocks", Access.OPERATOR, this::setBlocks));
  }

  private void show(ServerRequest request, ServerResponse response) throws InterruptedException {
    answer(response, named(request));
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
    int flags =
        (wanted.feeExempt() ? AccountFlags.FEE_EXEMPT : 0)
            | (selfTrades ? AccountFlags.SELF_TRADES : 0);
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
    BlocksRequest wanted = Body.read(request, BlocksRequest.class);
    FieldChecks checks = new FieldChecks();
    if (checks.required("blocks", wanted.blocks()) && checks.required("reason", wanted.reason())) {
      checks.check(
          wanted.blocks().isEmpty() == (wanted.reason() == SuspensionReason.NONE),
          "reason",
          "reason",
          "A reason other than NONE goes with blocks, and NONE with their end.");
    }
    checks.check(
        wanted.note() == null || wanted.note().length() <= MAXIMUM_NOTE,
        "note",
        "length",
        "A note has at most " + MAXIMUM_NOTE + " characters.");
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
    audit.append(
        AuditTrail.Act.byOperator(
            OperatorGuard.Operator.of(request).systemUser(),
            action,
            "account:" + account.account(),
            notes));
  }
}
