package bourse.exchange;

import bourse.domain.AssetDefinition;
import bourse.domain.AssetType;
import bourse.domain.ClientOrderId;
import bourse.domain.OrderType;
import bourse.domain.Side;
import bourse.domain.SymbolDefinition;
import bourse.domain.TimeInForce;
import bourse.engine.CommandContext;
import bourse.engine.Commands;
import java.util.concurrent.atomic.AtomicLong;

/** Commands for a market of bitcoin against dollars. */
final class TestMarket {
  static final AssetDefinition BITCOIN =
      new AssetDefinition(1, "BTC", "Bitcoin", AssetType.CRYPTO, 8);
  static final AssetDefinition DOLLAR =
      new AssetDefinition(2, "USD", "US dollar", AssetType.FIAT, 6);
  static final SymbolDefinition SYMBOL =
      SymbolDefinition.of(1, BITCOIN, DOLLAR, "0.01", "0.0001", 10, 20, "0", "1000");

  private static final AtomicLong REFERENCES = new AtomicLong();

  private TestMarket() {}

  /** Three commands: two assets and the symbol. */
  static void list(Exchange exchange) {
    exchange.submit(Commands.addAsset(CommandContext.NONE, BITCOIN));
    exchange.submit(Commands.addAsset(CommandContext.NONE, DOLLAR));
    exchange.submit(Commands.listSymbol(CommandContext.NONE, SYMBOL));
  }

  static byte[] deposit(long account, AssetDefinition asset, long amount) {
    return Commands.deposit(
        CommandContext.NONE,
        account,
        asset.id(),
        amount,
        System.nanoTime(),
        REFERENCES.incrementAndGet());
  }

  /** Two commands that give an account plenty of both. */
  static void fund(Exchange exchange, long account) {
    exchange.submit(deposit(account, BITCOIN, 1_000_000_000_000L));
    exchange.submit(deposit(account, DOLLAR, 1_000_000_000_000_000L));
  }

  static byte[] place(long account, Side side, long priceTicks, long lots, String clientOrderId) {
    return Commands.place(
        CommandContext.NONE,
        account,
        SYMBOL.id(),
        side,
        OrderType.LIMIT,
        TimeInForce.GTC,
        priceTicks,
        lots,
        ClientOrderId.of(clientOrderId));
  }
}
