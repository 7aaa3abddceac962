package bourse.wallet;

import bourse.domain.AssetDefinition;
import bourse.domain.FeeRate;
import bourse.domain.FeeSchedule;
import bourse.domain.SymbolDefinition;
import bourse.exchange.AccountStore;
import bourse.exchange.Listings;
import bourse.exchange.StoredAccount;
import bourse.platform.time.WallClock;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** What an account's next order pays, and what it has to trade to pay less. */
public final class AccountFees {
  /**
   * All that concerns one account.
   *
   * @param volume missing when the fee schedule does not count it
   */
  public record FeeList(int group, boolean feeExempt, VolumeView volume, List<FeeView> items) {}

  /** What the account traded within so many days, today (UTC) included. */
  public record VolumeView(String currency, String amount, int days) {}

  /**
   * What the account pays in a symbol.
   *
   * @param makerBasisPoints below 0 when it gets a rebate
   * @param tier 0 for the first
   * @param nextTier missing in the last
   */
  public record FeeView(
      String symbol,
      String makerBasisPoints,
      String takerBasisPoints,
      int tier,
      TierView nextTier) {}

  /**
   * What it would pay.
   *
   * @param missing what it has to trade for that, before old days count no more
   */
  public record TierView(
      String minimumVolume, String missing, String makerBasisPoints, String takerBasisPoints) {}

  private final Listings listings;
  private final AccountStore accounts;
  private final WallClock clock;

  public AccountFees(Listings listings, AccountStore accounts, WallClock clock) {
    this.listings = listings;
    this.accounts = accounts;
    this.clock = clock;
  }

  /** As SQL has it, at this moment. */
  public FeeList of(long number) {
    StoredAccount account = accounts.account(number);
    FeeSchedule fees = accounts.fees();
    Optional<AssetDefinition> asset = listings.asset(fees.volumeAsset());
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    BigDecimal volume = asset.isPresent() ? accounts.volume(number, today) : BigDecimal.ZERO;
    return new FeeList(
        account.feeGroup(),
        account.isFeeExempt(),
        asset
            .map(one -> new VolumeView(one.symbol(), text(one, volume), FeeSchedule.VOLUME_DAYS))
            .orElse(null),
        listings.symbols().stream()
            .map(symbol ->
                account.isFeeExempt()
                    ? new FeeView(symbol.symbol(), "0", "0", 0, null)
                    : view(symbol, fees.tiers(account.feeGroup(), symbol), asset, volume))
            .toList());
  }

  private static FeeView view(
      SymbolDefinition symbol,
      List<FeeRate> tiers,
      Optional<AssetDefinition> asset,
      BigDecimal volume) {
    int tier = 0;
    while (tier + 1 < tiers.size() && minimum(tiers.get(tier + 1), asset).compareTo(volume) <= 0) {
      tier++;
    }
    FeeRate rate = tiers.get(tier);
    return new FeeView(
        symbol.symbol(),
        points(rate.makerRate()),
        points(rate.takerRate()),
        tier,
        tier + 1 < tiers.size() ? next(tiers.get(tier + 1), asset, volume) : null);
  }

  private static TierView next(FeeRate rate, Optional<AssetDefinition> asset, BigDecimal volume) {
    BigDecimal minimum = minimum(rate, asset);
    return new TierView(
        text(asset.orElseThrow(), minimum),
        text(asset.orElseThrow(), minimum.subtract(volume)),
        points(rate.makerRate()),
        points(rate.takerRate()));
  }

  private static BigDecimal minimum(FeeRate rate, Optional<AssetDefinition> asset) {
    return asset.orElseThrow().amount(rate.minimumVolume());
  }

  private static String text(AssetDefinition asset, BigDecimal amount) {
    return amount.setScale(asset.scale()).toPlainString();
  }

  private static String points(int rate) {
    return FeeRate.basisPoints(rate).toPlainString();
  }
}
