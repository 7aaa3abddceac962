package bourse.engine;

import bourse.domain.FeeSchedule;

/**
 * Counts what accounts trade, by day (UTC) of the log's time, in the asset that the fee schedule
 * names. Another asset begins another count. No account is visited when a day ends: each forgets
 * its old days when it is looked at.
 */
final class TradedVolumes {
  private static final long DAY_MICROS = 86_400_000_000L;

  private final Facts facts;

  /** 0 while nothing is counted. */
  private int asset;

  /** The number of the present count: what an account has from another one is nothing. */
  private int count;

  TradedVolumes(Facts facts) {
    this.facts = facts;
  }

  static int day(long logTimeMicros) {
    return (int) Math.floorDiv(logTimeMicros, DAY_MICROS);
  }

  int asset() {
    return asset;
  }

  void countIn(int newAsset) {
    if (newAsset != asset) {
      asset = newAsset;
      count++;
    }
  }

  /** What the account traded within {@link FeeSchedule#VOLUME_DAYS} days, today included. */
  long of(Account account, long logTimeMicros) {
    TradedVolume volume = present(account);
    return volume == null ? 0 : volume.sum(day(logTimeMicros));
  }

  /** Both traded so much with each other. An account that traded with itself traded nothing. */
  void traded(Account maker, Account taker, long volume, long logTimeMicros) {
    if (volume > 0 && maker != taker) {
      add(maker, day(logTimeMicros), volume);
      add(taker, day(logTimeMicros), volume);
    }
  }

  /** What the account has of the present count, or null. */
  TradedVolume present(Account account) {
    TradedVolume volume = account.volume;
    return volume != null && volume.count == count ? volume : null;
  }

  /** An account of a snapshot traded so much on a day; the days come in their order. */
  void restore(Account account, int day, long volume) {
    presentOrNew(account).add(day, volume);
  }

  /** Tells the days of an account. */
  void describe(Account account, long logTimeMicros) {
    TradedVolume volume = present(account);
    int days = volume == null ? 0 : volume.tradedDays(day(logTimeMicros));
    for (int i = 0; i < days; i++) {
      facts.volumeCounted(account, asset, volume.day(i), volume.volume(i));
    }
  }

  private void add(Account account, int day, long volume) {
    facts.volumeCounted(account, asset, day, presentOrNew(account).add(day, volume));
  }

  private TradedVolume presentOrNew(Account account) {
    TradedVolume volume = present(account);
    if (volume == null) {
      volume = new TradedVolume(count);
      account.volume = volume;
    }
    return volume;
  }
}
