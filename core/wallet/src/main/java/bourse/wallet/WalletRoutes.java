package bourse.wallet;

import static bourse.platform.access.Permission.ACCOUNT_READ;

import bourse.domain.AccountBlock;
import bourse.domain.AccountState;
import bourse.domain.AssetDefinition;
import bourse.domain.SuspensionReason;
import bourse.engine.Bucket;
import bourse.engine.EntryType;
import bourse.exchange.AccountStore;
import bourse.exchange.Exchange;
import bourse.exchange.LedgerStore;
import bourse.exchange.Listings;
import bourse.exchange.StoredAccount;
import bourse.exchange.StoredEntry;
import bourse.exchange.StoredPage;
import bourse.exchange.StoredWallet;
import bourse.exchange.WalletStore;
import bourse.platform.http.Access;
import bourse.platform.http.Caller;
import bourse.platform.http.Page;
import bourse.platform.http.Reply;
import bourse.platform.http.RequestParameters;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import bourse.platform.time.WallClock;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;

/** The caller's account, its balances, and the postings that made them. */
public final class WalletRoutes implements Routes {

  /** What the account may do. */
  record AccountView(
      String account,
      AccountState state,
      List<AccountBlock> blocks,
      SuspensionReason reason,
      boolean feeExempt,
      long version) {}

  record WalletList(List<WalletView> items) {}

  /** One posting. */
  record EntryView(
      String id,
      EntryType type,
      Bucket bucket,
      String amount,
      String balanceAfter,
      String reference,
      long sequence,
      Instant createdAt) {}

  private final Exchange exchange;
  private final Listings listings;
  private final AccountStore accounts;
  private final WalletStore wallets;
  private final AccountFees fees;
  private final BalanceExplanation explanation;
  private final Statements statements;
  private final Function<UUID, String> names;
  private final WallClock clock;

  /**
   * @param names how users are called, on their statements
   */
  public WalletRoutes(
      Exchange exchange,
      Listings listings,
      AccountStore accounts,
      WalletStore wallets,
      AccountFees fees,
      LedgerStore ledger,
      Function<UUID, String> names,
      WallClock clock) {
    this.exchange = exchange;
    this.listings = listings;
    this.accounts = accounts;
    this.wallets = wallets;
    this.fees = fees;
    this.names = names;
    this.clock = clock;
    this.explanation = new BalanceExplanation(ledger);
    this.statements = new Statements(ledger, listings, clock);
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/v1/account", Access.to(ACCOUNT_READ), this::account),
        new Route("GET", "/v1/fees", Access.to(ACCOUNT_READ), this::fees),
        new Route("GET", "/v1/wallets", Access.to(ACCOUNT_READ), this::list),
        new Route("GET", "/v1/wallets/{currency}", Access.to(ACCOUNT_READ), this::get),
        new Route("GET", "/v1/wallets/{currency}/entries", Access.to(ACCOUNT_READ), this::entries),
        new Route("GET", "/v1/wallets/{currency}/explain", Access.to(ACCOUNT_READ), this::explain),
        new Route("GET", "/v1/statements", Access.to(ACCOUNT_READ), this::statement));
  }

  private void account(ServerRequest request, ServerResponse response) throws InterruptedException {
    exchange.awaitReadable(RequestParameters.atLeastSequence(request));
    StoredAccount account = accounts.account(Caller.of(request).account());
    Reply.json(
        response,
        new AccountView(
            Long.toString(account.account()),
            account.state(),
            account.blocks().stream().sorted().toList(),
            account.reason(),
            account.isFeeExempt(),
            account.version()));
  }

  private void fees(ServerRequest request, ServerResponse response) throws InterruptedException {
    exchange.awaitReadable(RequestParameters.atLeastSequence(request));
    Reply.json(response, fees.of(Caller.of(request).account()));
  }

  private void list(ServerRequest request, ServerResponse response) throws InterruptedException {
    exchange.awaitReadable(RequestParameters.atLeastSequence(request));
    Reply.json(
        response,
        new WalletList(
            wallets.ofAccount(Caller.of(request).account()).stream()
                .map(wallet -> view(asset(wallet.currency()), wallet))
                .toList()));
  }

  private void explain(ServerRequest request, ServerResponse response) throws InterruptedException {
    RequestParameters.allowOnly(request, "after", "at");
    AssetDefinition asset = asset(request);
    Optional<Instant> after = RequestParameters.time(request, "after");
    Optional<Instant> at = RequestParameters.time(request, "at");
    exchange.awaitReadable(RequestParameters.atLeastSequence(request));
    Reply.json(response, explanation.of(Caller.of(request).account(), asset, after, at));
  }

  private void statement(ServerRequest request, ServerResponse response)
      throws InterruptedException {
    RequestParameters.allowOnly(request, "from", "to", "currency", "format");
    LedgerMoments.Period period = LedgerMoments.period(request, clock.instant());
    Optional<AssetDefinition> only =
        RequestParameters.text(request, "currency")
            .map(currency -> listings.asset("currency", currency));
    StatementAnswer.Format format = StatementAnswer.format(request);
    exchange.awaitReadable(RequestParameters.atLeastSequence(request));
    StatementAnswer.send(
        response,
        statements.of(
            Caller.of(request).account(), names.apply(Caller.of(request).userId()), period, only),
        format);
  }

  private void get(ServerRequest request, ServerResponse response) throws InterruptedException {
    AssetDefinition asset = asset(request);
    exchange.awaitReadable(RequestParameters.atLeastSequence(request));
    Reply.json(
        response,
        wallets
            .ofAccount(Caller.of(request).account(), asset.symbol())
            .map(wallet -> view(asset, wallet))
            .orElseGet(() -> neverUsed(asset)));
  }

  private void entries(ServerRequest request, ServerResponse response) throws InterruptedException {
    AssetDefinition asset = asset(request);
    int limit = RequestParameters.limit(request);
    long cursor =
        RequestParameters.cursor(request, 1).map(parts -> parts[0]).orElse(StoredPage.START);
    exchange.awaitReadable(RequestParameters.atLeastSequence(request));
    Optional<StoredWallet> wallet = wallets.ofAccount(Caller.of(request).account(), asset.symbol());
    StoredPage<StoredEntry> page =
        wallet.isPresent()
            ? wallets.entries(wallet.get(), cursor, limit)
            : new StoredPage<>(List.of(), OptionalLong.empty());
    Reply.json(
        response,
        Page.upTo(page.items().stream().map(entry -> view(asset, entry)).toList(), page.next()));
  }

  private AssetDefinition asset(ServerRequest request) {
    return listings.asset("currency", RequestParameters.path(request, "currency"));
  }

  private AssetDefinition asset(String currency) {
    return listings
        .asset(currency)
        .orElseThrow(() ->
            new IllegalStateException("SQL names asset " + currency + ", which is not listed"));
  }

  private static WalletView view(AssetDefinition asset, StoredWallet wallet) {
    return new WalletView(
        asset.symbol(),
        text(asset, wallet.balance()),
        text(asset, wallet.available()),
        text(asset, wallet.reserved()),
        wallet.version());
  }

  private static WalletView neverUsed(AssetDefinition asset) {
    String zero = asset.amountText(0);
    return new WalletView(asset.symbol(), zero, zero, zero, 0);
  }

  private static EntryView view(AssetDefinition asset, StoredEntry entry) {
    return new EntryView(
        Long.toString(entry.id()),
        entry.type(),
        entry.bucket(),
        text(asset, entry.amount()),
        text(asset, entry.balanceAfter()),
        entry.reference(),
        entry.sequence(),
        entry.at());
  }

  private static String text(AssetDefinition asset, BigDecimal amount) {
    return amount.setScale(asset.scale()).toPlainString();
  }
}
