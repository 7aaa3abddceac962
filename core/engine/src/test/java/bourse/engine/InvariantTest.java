package bourse.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.AssetDefinition;
import bourse.domain.AssetType;
import bourse.domain.ClientOrderId;
import bourse.domain.OrderType;
import bourse.domain.Side;
import bourse.domain.SymbolDefinition;
import bourse.domain.TimeInForce;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the engine checks of itself: what is wrong stops it before anything is told. */
class InvariantTest {
  private static final AssetDefinition ACME =
      new AssetDefinition(1, "ACME", "Acme Corporation", AssetType.SECURITY, 0);
  private static final AssetDefinition USD =
      new AssetDefinition(2, "USD", "US dollar", AssetType.FIAT, 2);
  private static final SymbolDefinition SYMBOL =
      SymbolDefinition.of(1, ACME, USD, "0.01", "1", 10, 20, "1", "1000000");
  private static final int DOLLARS = 1;
  private static final long ANN = 1000;

  private final ExchangeEngine engine = new ExchangeEngine();
  private final FactBuffer told = new FactBuffer();

  @BeforeEach
  void rest() {
    run(Commands.addAsset(CommandContext.NONE, ACME));
    run(Commands.addAsset(CommandContext.NONE, USD));
    run(Commands.listSymbol(CommandContext.NONE, SYMBOL));
    run(Commands.deposit(CommandContext.NONE, ANN, USD.id(), 1_000_000, 0, 1));
    run(
        Commands.place(
            CommandContext.NONE,
            ANN,
            SYMBOL.id(),
            Side.BUY,
            OrderType.LIMIT,
            TimeInForce.GTC,
            5000,
            10,
            ClientOrderId.NONE));
    told.reset();
  }

  @Test
  void aBalanceBelowZeroStopsTheEngineBeforeItIsTold() {
    engine.ledger.account(ANN).balance(DOLLARS).reserved -= 1;
    byte[] cancel = Commands.cancel(CommandContext.NONE, ANN, 1);
    InvariantBroken broken = assertThrows(InvariantBroken.class, () -> run(cancel));
    assertTrue(broken.getMessage().contains("Account 1000 would have -1"), broken::getMessage);
    assertEquals(0, told.length());
    byte[] tick = Commands.tick(CommandContext.NONE);
    InvariantBroken stopped = assertThrows(InvariantBroken.class, () -> run(tick));
    assertTrue(stopped.getMessage().contains("did not end"), stopped::getMessage);
    assertEquals(0, told.length());
  }

  @Test
  void aMovementBetweenTwoAssetsOrBackwardsIsNone() {
    Balance dollars = engine.ledger.account(ANN).balance(DOLLARS);
    Balance revenue = engine.ledger.feeRevenue(DOLLARS);
    Balance shares = engine.ledger.feeRevenue(0);
    assertThrows(
        InvariantBroken.class, () -> engine.ledger.fee(dollars, Bucket.AVAILABLE, shares, 5, 1));
    assertThrows(
        InvariantBroken.class, () -> engine.ledger.fee(dollars, Bucket.AVAILABLE, revenue, -5, 1));
    assertEquals(949_900, dollars.available);
    assertEquals(0, shares.available);
    assertEquals(0, revenue.available);
  }

  /** What is refused leaves the state that a tick in its place leaves. */
  @ParameterizedTest
  @ValueSource(longs = {31, 32})
  void aRefusalChangesNothing(long seed) throws IOException {
    SlowExchange slow = new SlowExchange(new FactSink() {});
    RandomFlow flow = new RandomFlow(seed, slow).withAuctions();
    ExchangeEngine refusing = new ExchangeEngine();
    byte[] before = state(refusing);
    int refusals = 0;
    for (int i = 1; i <= 2_000; i++) {
      byte[] frame = flow.next();
      told.reset();
      refusing.execute(frame, 0, told);
      byte[] after = state(refusing);
      if (FactRecords.refusal(told.array(), 0) != 0) {
        refusals++;
        byte[] tick = Commands.tick(CommandContext.NONE);
        Commands.stamp(tick, 0, i, Commands.logTimeMicros(frame, 0));
        ExchangeEngine idle = ExchangeEngine.readState(new ByteArrayInputStream(before));
        idle.execute(tick, 0, new FactSink() {});
        assertArrayEquals(state(idle), after, "seed " + seed + ", command " + i);
      }
      before = after;
    }
    assertTrue(refusals > 200, "refusals: " + refusals);
  }

  private void run(byte[] frame) {
    Commands.stamp(frame, 0, engine.sequence() + 1, 1_000_000);
    engine.execute(frame, 0, told);
  }

  private static byte[] state(ExchangeEngine engine) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    engine.writeState(bytes);
    return bytes.toByteArray();
  }
}
