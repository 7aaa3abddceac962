package bourse.gateway;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.marketdata.MarketData;
import bourse.platform.access.Permission;
import bourse.platform.http.Caller;
import bourse.platform.stream.Channel;
import bourse.trading.OwnOrders;
import bourse.wallet.OwnWallets;
import java.util.Optional;

/** All channels by name. */
final class StreamChannels {
  private final MarketData marketData;
  private final OwnOrders ownOrders;
  private final OwnWallets ownWallets;

  StreamChannels(MarketData marketData, OwnOrders ownOrders, OwnWallets ownWallets) {
    this.marketData = marketData;
    this.ownOrders = ownOrders;
    this.ownWallets = ownWallets;
  }

  /**
   * The channel of this name, for this caller.
   *
   * @throws Fault {@link ErrorCode#NOT_FOUND}, or {@link ErrorCode#NOT_AUTHENTICATED} for a channel
   *     of one's own before {@code authenticate}, or {@link ErrorCode#NOT_ALLOWED}
   */
  Channel find(String name, Optional<Caller> caller) {
    return switch (name) {
      case "orders" -> ownOrders.channel(account(name, caller));
      case "wallets" -> ownWallets.channel(account(name, caller));
      default ->
          marketData
              .channel(name)
              .orElseThrow(() ->
                  new Fault(
                      ErrorCode.NOT_FOUND,
                      "There is no such channel; there are book:SYMBOL, trades:SYMBOL,"
                          + " candles:SYMBOL:INTERVAL, ticker:SYMBOL, orders and wallets."));
    };
  }

  private static long account(String name, Optional<Caller> caller) {
    Caller owner =
        caller.orElseThrow(() ->
            new Fault(
                ErrorCode.NOT_AUTHENTICATED,
                "The channel " + name + " is your own: send authenticate first."));
    owner.require(Permission.ACCOUNT_READ);
    return owner.account();
  }
}
