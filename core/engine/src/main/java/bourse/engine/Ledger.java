package bourse.engine;

import bourse.domain.AssetDefinition;
import java.util.ArrayList;
import java.util.List;

/**
 * All accounts and balances. Money moves by {@link #transfer} alone: two postings, minus here and
 * plus there, so the postings of a command sum to zero per asset by construction.
 *
 * <p>No balance can overflow: none but OMNIBUS is ever negative, all balances of an asset sum to
 * zero, and {@link #canDeposit} keeps OMNIBUS within a long. So whatever clients and house hold
 * together fits a long.
 */
final class Ledger {
  private final Facts facts;
  private final List<AssetDefinition> assets = new ArrayList<>();
  private final LongMap<Account> accounts = new LongMap<>();
  private final Account omnibus = new Account(SystemAccounts.OMNIBUS);
  private final Account feeRevenue = new Account(SystemAccounts.FEE_REVENUE);

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

  boolean canDeposit(int assetIndex, long amount) {
    return omnibus.balance(assetIndex).available >= Long.MIN_VALUE + 1 + amount;
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
    transfer(
        balance, Bucket.AVAILABLE, balance, Bucket.RESERVED, amount, EntryType.HOLD, 0, orderId);
  }

  void release(Balance balance, long amount, long orderId) {
    transfer(
        balance, Bucket.RESERVED, balance, Bucket.AVAILABLE, amount, EntryType.RELEASE, 0, orderId);
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
    if (after < 0 && balance.account != SystemAccounts.OMNIBUS) {
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
