package bourse.wallet;

import bourse.domain.AssetDefinition;
import bourse.engine.Bucket;
import bourse.engine.EntryType;
import bourse.exchange.LedgerStore;
import bourse.exchange.LedgerStore.Balance;
import bourse.exchange.LedgerStore.Moment;
import bourse.exchange.LedgerStore.TypeSum;
import bourse.exchange.StoredEntry;
import bourse.exchange.StoredWallet;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Says of one number how it came about: what was there at first, what each type of posting did, and
 * the newest postings with what they are for. All of it is read from one state of the database, and
 * it adds up to the cent, or says that it does not.
 */
public final class BalanceExplanation {
  private static final int NEWEST = 100;

  /** The three amounts of a wallet: balance = available + reserved. */
  public record Amounts(String balance, String available, String reserved) {}

  /** What postings of one type did. */
  public record Change(
      EntryType type, long postings, String balance, String available, String reserved) {}

  /**
   * A posting and what it is for.
   *
   * @param sequence of the command that made it
   * @param order whose funds it set aside or gave back
   * @param trade that it settles, or whose fee it is
   * @param transfer the reference of a payment, a journal or a hold
   */
  public record Cause(
      String id,
      EntryType type,
      Bucket bucket,
      String amount,
      String balanceAfter,
      long sequence,
      Optional<String> order,
      Optional<String> trade,
      Optional<String> transfer,
      Instant createdAt) {}

  /**
   * Why a wallet has what it has.
   *
   * @param after since when changes are counted; missing: from the beginning
   * @param at up to when; missing: all that there is
   * @param adds whether opening and changes make the closing amounts exactly
   * @param newest at most 100, newest first
   */
  public record Explanation(
      String account,
      String currency,
      Optional<Instant> after,
      Optional<Instant> at,
      Amounts opening,
      List<Change> changes,
      Amounts closing,
      boolean adds,
      List<Cause> newest) {}

  private final LedgerStore ledger;

  public BalanceExplanation(LedgerStore ledger) {
    this.ledger = ledger;
  }

  /**
   * Explains what an account has in an asset.
   *
   * @param after only what was booked after it is told type by type; empty for everything
   * @param at up to when; empty for now
   */
  public Explanation of(
      long account, AssetDefinition asset, Optional<Instant> after, Optional<Instant> at) {
    Moment until = at.<Moment>map(Moment.At::new).orElseGet(Moment.Now::new);
    Moment since = new Moment.At(after.orElse(Instant.EPOCH));
    long wallet = StoredWallet.id(account, asset.id());
    return ledger.reading(reader -> {
      Balance opening = balance(reader, account, asset, since);
      Balance closing = balance(reader, account, asset, until);
      List<TypeSum> sums = reader.sums(wallet, since, until);
      BigDecimal available = opening.available();
      BigDecimal reserved = opening.reserved();
      for (TypeSum sum : sums) {
        available = available.add(sum.available());
        reserved = reserved.add(sum.reserved());
      }
      boolean adds =
          available.compareTo(closing.available()) == 0
              && reserved.compareTo(closing.reserved()) == 0;
      return new Explanation(
          Long.toString(account),
          asset.symbol(),
          after,
          at,
          amounts(asset, opening),
          sums.stream().map(sum -> change(asset, sum)).toList(),
          amounts(asset, closing),
          adds,
          reader.newest(wallet, until, NEWEST).stream().map(entry -> cause(asset, entry)).toList());
    });
  }

  private static Balance balance(
      LedgerStore.Reader reader, long account, AssetDefinition asset, Moment moment) {
    return reader.balances(account, moment).stream()
        .filter(balance -> balance.currency().equals(asset.symbol()))
        .findFirst()
        .orElseGet(() -> new Balance(account, asset.symbol(), BigDecimal.ZERO, BigDecimal.ZERO));
  }

  private static Change change(AssetDefinition asset, TypeSum sum) {
    return new Change(
        sum.type(),
        sum.postings(),
        text(asset, sum.available().add(sum.reserved())),
        text(asset, sum.available()),
        text(asset, sum.reserved()));
  }

  private static Amounts amounts(AssetDefinition asset, Balance balance) {
    return new Amounts(
        text(asset, balance.total()),
        text(asset, balance.available()),
        text(asset, balance.reserved()));
  }

  /** A posting and what it is for. */
  public static Cause cause(AssetDefinition asset, StoredEntry entry) {
    String reference = entry.reference();
    return new Cause(
        Long.toString(entry.id()),
        entry.type(),
        entry.bucket(),
        text(asset, entry.amount()),
        text(asset, entry.balanceAfter()),
        entry.sequence(),
        behind("order:", reference),
        behind("trade:", reference),
        reference.contains(":") ? Optional.empty() : Optional.of(reference),
        entry.at());
  }

  private static Optional<String> behind(String prefix, String reference) {
    return reference.startsWith(prefix)
        ? Optional.of(reference.substring(prefix.length()))
        : Optional.empty();
  }

  static String text(AssetDefinition asset, BigDecimal amount) {
    return amount.setScale(asset.scale()).toPlainString();
  }
}
