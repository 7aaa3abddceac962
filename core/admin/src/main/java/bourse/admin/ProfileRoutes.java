package bourse.admin;

import bourse.admin.AuditRoutes.EntryAnswer;
import bourse.admin.UserRoutes.UserAnswer;
import bourse.auth.User;
import bourse.auth.UserSession;
import bourse.auth.Users;
import bourse.domain.AccountBlock;
import bourse.domain.AccountState;
import bourse.domain.SuspensionReason;
import bourse.exchange.AccountStore;
import bourse.exchange.StoredAccount;
import bourse.exchange.StoredWallet;
import bourse.exchange.WalletStore;
import bourse.platform.access.Permission;
import bourse.platform.http.Access;
import bourse.platform.http.Caller;
import bourse.platform.http.Reply;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything about a user in one answer. Of account and audit trail it has as much as who asks may
 * see elsewhere.
 */
final class ProfileRoutes implements Routes {
  private static final int LAST_LOGINS = 10;
  private static final int LAST_ENTRIES = 20;

  private record ProfileAnswer(
      UserAnswer user,
      Optional<String> phone,
      Users.Factors factors,
      Optional<Users.WrongPasswords> wrongPasswords,
      List<UserSession> lastLogins,
      Optional<AccountAnswer> account,
      Optional<List<EntryAnswer>> audit) {}

  private record AccountAnswer(
      AccountState state,
      List<AccountBlock> blocks,
      SuspensionReason reason,
      boolean feeExempt,
      List<BalanceAnswer> balances) {
    static AccountAnswer of(StoredAccount account, List<StoredWallet> wallets) {
      return new AccountAnswer(
          account.state(),
          account.blocks().stream().sorted().toList(),
          account.reason(),
          account.isFeeExempt(),
          wallets.stream().map(BalanceAnswer::of).toList());
    }
  }

  private record BalanceAnswer(
      String currency, BigDecimal balance, BigDecimal available, BigDecimal reserved) {
    static BalanceAnswer of(StoredWallet wallet) {
      return new BalanceAnswer(
          wallet.currency(), wallet.balance(), wallet.available(), wallet.reserved());
    }
  }

  private final Users users;
  private final NamedUsers named;
  private final AccountStore accounts;
  private final WalletStore wallets;
  private final AuditTrail audit;

  ProfileRoutes(Users users, AccountStore accounts, WalletStore wallets, AuditTrail audit) {
    this.users = users;
    this.named = new NamedUsers(users);
    this.accounts = accounts;
    this.wallets = wallets;
    this.audit = audit;
  }

  /** For the operator. */
  @Override
  public List<Route> routes() {
    return List.of(
        new Route(
            "GET",
            "/operator/users/{user}/profile",
            Access.OPERATOR,
            (request, response) -> Reply.json(response, profile(named.of(request), true, true))));
  }

  /** For the staff. */
  List<Route> ofStaff() {
    return List.of(
        new Route(
            "GET",
            "/v1/admin/users/{user}/profile",
            Access.to(Permission.USERS_READ),
            this::profile));
  }

  private void profile(ServerRequest request, ServerResponse response) {
    Caller caller = Caller.of(request);
    Reply.json(
        response,
        profile(
            named.of(request),
            caller.hasRoleFor(Permission.ACCOUNTS_READ),
            caller.hasRoleFor(Permission.AUDIT_READ)));
  }

  private ProfileAnswer profile(User user, boolean withAccount, boolean withAudit) {
    return new ProfileAnswer(
        UserAnswer.of(user),
        user.phone(),
        users.factors(user.id()),
        users.wrongPasswords(user),
        users.sessions(user.id(), Optional.empty(), Optional.empty(), LAST_LOGINS),
        withAccount
            ? Optional.of(
                AccountAnswer.of(
                    accounts.account(user.account()), wallets.ofAccount(user.account())))
            : Optional.empty(),
        withAudit ? Optional.of(entries(user)) : Optional.empty());
  }

  /** What was done to the user and to the account, newest first. */
  private List<EntryAnswer> entries(User user) {
    return Stream.of(NamedUsers.target(user), "account:" + user.account())
        .map(AuditTrail.Filter.ALL::target)
        .flatMap(filter -> audit.list(filter, LAST_ENTRIES).stream())
        .sorted(Comparator.comparingLong(AuditTrail.Entry::sequence).reversed())
        .limit(LAST_ENTRIES)
        .map(EntryAnswer::of)
        .toList();
  }
}
