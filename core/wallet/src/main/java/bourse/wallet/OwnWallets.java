package bourse.wallet;

import bourse.domain.AssetDefinition;
import bourse.engine.Bucket;
import bourse.engine.Posting;
import bourse.engine.SystemAccounts;
import bourse.exchange.MemoryView;
import bourse.platform.stream.Channel;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The balances of all client accounts, in memory; with a channel {@code wallets} per account: first
 * all balances, then every balance that changes.
 */
public final class OwnWallets extends MemoryView {
  private final Map<Integer, AssetDefinition> assets = new HashMap<>();
  private final Map<Long, AccountWallets> accounts = new HashMap<>();
  private final Set<AccountWallets> touched = new LinkedHashSet<>();

  @Override
  public String name() {
    return "own-wallets";
  }

  /** The account's channel {@code wallets}. */
  public Channel channel(long account) {
    lock().lock();
    try {
      return of(account);
    } finally {
      lock().unlock();
    }
  }

  @Override
  protected void forget() {
    accounts.values().forEach(AccountWallets::forget);
  }

  @Override
  protected void committed(boolean anew) {
    if (anew) {
      accounts.values().forEach(Channel::publishAnew);
    } else {
      touched.forEach(Channel::publish);
    }
    touched.clear();
  }

  @Override
  public void assetListed(AssetDefinition asset) {
    change(() -> assets.put(asset.id(), asset));
  }

  @Override
  public void posted(Posting posting) {
    if (posting.account() >= SystemAccounts.FIRST_CLIENT) {
      long sequence = sequence();
      change(() ->
          of(posting.account())
              .set(posting.asset(), posting.bucket(), posting.balanceAfter(), sequence));
    }
  }

  private AccountWallets of(long account) {
    return accounts.computeIfAbsent(account, number -> new AccountWallets());
  }

  private static final class Balance {
    private long available;
    private long reserved;
    private long version;
  }

  private final class AccountWallets extends Channel {
    private final Map<Integer, Balance> balances = new TreeMap<>();
    private final Set<Integer> changed = new LinkedHashSet<>();
    private long sequence;

    AccountWallets() {
      super("wallets", lock());
    }

    void set(int asset, Bucket bucket, long after, long sequence) {
      Balance balance = balances.computeIfAbsent(asset, number -> new Balance());
      switch (bucket) {
        case AVAILABLE -> balance.available = after;
        case RESERVED -> balance.reserved = after;
      }
      balance.version = sequence;
      changed.add(asset);
      this.sequence = sequence;
      touched.add(this);
    }

    void forget() {
      balances.clear();
      changed.clear();
    }

    @Override
    protected Object snapshot() {
      return balances.keySet().stream().map(this::view).toList();
    }

    @Override
    protected Optional<Object> takeChanges() {
      List<WalletView> views =
          hasSubscribers() ? changed.stream().map(this::view).toList() : List.of();
      changed.clear();
      return views.isEmpty() ? Optional.empty() : Optional.of(views);
    }

    @Override
    protected long sequence() {
      return sequence;
    }

    private WalletView view(int assetId) {
      AssetDefinition asset = assets.get(assetId);
      Balance balance = balances.get(assetId);
      return new WalletView(
          asset.symbol(),
          asset.amount(balance.available).add(asset.amount(balance.reserved)).toPlainString(),
          asset.amountText(balance.available),
          asset.amountText(balance.reserved),
          balance.version);
    }
  }
}
