package bourse.engine;

import bourse.domain.AssetDefinition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * All accounts and balances. Money moves by {@link #transfer} alone: two postings, minus here and
 * plus there, so the postings of a command sum to zero per asset by construction.
 *
 * <p>No balance can overflow: only accounts of the house are ever negative, all balances of an
 * asset sum to zero, and {@link #canOwe} keeps all that is below zero together within a long. So
 * whatever is above zero fits a long together.
 */
final class Ledger {
  private final Facts facts;
  private final List<AssetDefinition> assets = new ArrayList<>();
  private final LongMap<Account> accounts = new LongMap<>();
  private final Account omnibus = new Account(SystemAccounts.OMNIBUS);
  private final Account feeRevenue = new Account(SystemAccounts.FEE_REVENUE);

  /** By the asset's index: what is below zero in accounts of the house, without its sign. */
  private long[] owed = new long[8];

  Ledger(Facts facts) {
    this.facts = facts;
    accounts.put(omnibus.id, omnibus);
    accounts.put(feeRevenue.id, feeRevenue);
  }

  /** In the order in which they were added, which is the order of their indices. */
  List<AssetDefinition> assets() {
    return assets;
  }

  void add(AssetDefinition asset) {
    omnibus.balanceOrNew(assets.size(), asset.id());
    assets.add(asset);
    if (assets.size() > owed.length) {
      owed = Arrays.copyOf(owed, owed.length * 2);
    }
  }

  /** The index of an asset by its id, or -1. */
  int assetIndex(int asset) {
    for (int i = 0; i < assets.size(); i++) {
      if (assets.get(i).id() == asset) {
        return i;
      }
    }
    return -1;
  }

  /** The account, or null. */
  Account account(long id) {
    return accounts.get(id);
  }

  Account accountOrNew(long id) {
    Account account = accounts.get(id);
    if (account == null) {
      account = new Account(id);
      accounts.put(id, account);
    }
    return account;
  }

  /** The ids of all accounts, ascending. */
  long[] accountIds() {
    return accounts.sortedKeys();
  }

  Balance feeRevenue(int assetIndex) {
    return feeRevenue.balanceOrNew(assetIndex, assets.get(assetIndex).id());
  }

  Account omnibus() {
    return omnibus;
  }

  /**
   * Whether this account of the house may pay so much more, whatever it has.
   *
   * @param account null when it never had anything
   */
  boolean canOwe(Account account, int assetIndex, long amount) {
    Balance balance = account == null ? null : account.balance(assetIndex);
    long has = balance == null ? 0 : Math.max(0, balance.available);
    return owed[assetIndex] <= Long.MAX_VALUE - Math.max(0, amount - has);
  }

  /** After balances were read. */
  void restored() {
    Arrays.fill(owed, 0);
    for (long id : accountIds()) {
      for (int index = 0; index < assets.size() && SystemAccounts.mayOwe(id); index++) {
        Balance balance = accounts.get(id).balance(index);
        owed[index] += balance == null ? 0 : Math.max(0, -balance.available);
      }
    }
  }

  /** Between accounts of which neither has the rest of its balance set aside for this. */
  void transfer(
      Account from, Account to, int assetIndex, long amount, EntryType type, long high, long low) {
    int asset = assets.get(assetIndex).id();
    transfer(
        from.balanceOrNew(assetIndex, asset),
        Bucket.AVAILABLE,
        to.balanceOrNew(assetIndex, asset),
        Bucket.AVAILABLE,
        amount,
        type,
        high,
        low);
  }

  void deposit(Account account, int assetIndex, long amount, long high, long low) {
    Balance from = omnibus.balance(assetIndex);
    Balance to = account.balanceOrNew(assetIndex, from.asset);
    transfer(from, Bucket.AVAILABLE, to, Bucket.AVAILABLE, amount, EntryType.DEPOSIT, high, low);
  }

  void withdraw(Account account, int assetIndex, long amount, long high, long low) {
    Balance from = account.balance(assetIndex);
    Balance to = omnibus.balance(assetIndex);
    transfer(from, Bucket.AVAILABLE, to, Bucket.AVAILABLE, amount, EntryType.WITHDRAWAL, high, low);
  }

  void journal(Balance from, Account account, int assetIndex, long amount, long high, long low) {
    Balance to = account.balanceOrNew(assetIndex, from.asset);
    transfer(from, Bucket.AVAILABLE, to, Bucket.AVAILABLE, amount, EntryType.JOURNAL, high, low);
  }

  void hold(Balance balance, long amount, long orderId) {
    hold(balance, amount, 0, orderId);
  }

  void hold(Balance balance, long amount, long high, long low) {
    transfer(
        balance, Bucket.AVAILABLE, balance, Bucket.RESERVED, amount, EntryType.HOLD, high, low);
  }

  void release(Balance balance, long amount, long orderId) {
    release(balance, amount, 0, orderId);
  }

  void release(Balance balance, long amount, long high, long low) {
    transfer(
        balance, Bucket.RESERVED, balance, Bucket.AVAILABLE, amount, EntryType.RELEASE, high, low);
  }

  /** What was held for this goes to another account. */
  void settle(Balance from, Account to, long amount, EntryType type, long high, long low) {
    Balance other = to.balanceOrNew(assetIndex(from.asset), from.asset);
    transfer(from, Bucket.RESERVED, other, Bucket.AVAILABLE, amount, type, high, low);
  }

  /** What a trade takes from one side's hold and gives to the other side. */
  void trade(Balance from, Balance to, long amount, long tradeId) {
    transfer(from, Bucket.RESERVED, to, Bucket.AVAILABLE, amount, EntryType.TRADE, 0, tradeId);
  }

  void fee(Balance from, Bucket bucket, Balance revenue, long amount, long tradeId) {
    transfer(from, bucket, revenue, Bucket.AVAILABLE, amount, EntryType.FEE, 0, tradeId);
  }

  /** What a maker gets of the taker's fee of the same trade. */
  void rebate(Balance revenue, Balance to, long amount, long tradeId) {
    transfer(revenue, Bucket.AVAILABLE, to, Bucket.AVAILABLE, amount, EntryType.FEE, 0, tradeId);
  }

  private void transfer(
      Balance from,
      Bucket fromBucket,
      Balance to,
      Bucket toBucket,
      long amount,
      EntryType type,
      long referenceHigh,
      long referenceLow) {
    if (amount <= 0 || from.asset != to.asset) {
      throw new InvariantBroken(
          "A transfer of "
              + amount
              + " units of asset "
              + from.asset
              + " to asset "
              + to.asset
              + " was asked for");
    }
    post(from, fromBucket, -amount, type, referenceHigh, referenceLow);
    post(to, toBucket, amount, type, referenceHigh, referenceLow);
  }

  private void post(
      Balance balance, Bucket bucket, long amount, EntryType type, long high, long low) {
    long after;
    if (bucket == Bucket.AVAILABLE) {
      after = balance.available + amount;
      balance.available = after;
    } else {
      after = balance.reserved + amount;
      balance.reserved = after;
    }
    if (balance.account < SystemAccounts.FIRST_CLIENT && SystemAccounts.mayOwe(balance.account)) {
      owed[assetIndex(balance.asset)] += Math.max(0, -after) - Math.max(0, amount - after);
    } else if (after < 0) {
      throw new InvariantBroken(
          "Account "
              + balance.account
              + " would have "
              + after
              + " units "
              + bucket
              + " of asset "
              + balance.asset);
    }
    facts.posted(balance, bucket, type, amount, after, high, low);
  }
}
