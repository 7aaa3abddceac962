package bourse.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bourse.domain.DoneReason;
import bourse.domain.ErrorCode;
import bourse.domain.SelfTradePrevention;
import bourse.domain.Side;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * Logs as earlier versions wrote them, frame by frame, with what these versions told of orders and
 * money. They are never made anew: a version that tells something else would rewrite history.
 */
class RecordedLogTest {
  /** Made before there were rules 2; it breaks those at commands 395 and 396. */
  @Test
  void aLogOfRules1TellsWhatItToldThen() throws IOException, NoSuchAlgorithmException {
    byte[] frames = read("/recorded/rules-1.log.gz");
    OrdersAndMoney told = new OrdersAndMoney();
    ExchangeEngine engine = new ExchangeEngine();
    int at = 0;
    while (at < frames.length) {
      Commands.validate(frames, at, frames.length);
      at = engine.execute(frames, at, told);
    }
    assertEquals(1, engine.ruleVersion());
    assertEquals(400, engine.sequence());
    assertEquals("242b8a3f2c60ccc09ebc8096da5ef7f85017a6f1f3c14dedfdd937e82120ca78", told.hash());
  }

  private static byte[] read(String resource) throws IOException {
    try (InputStream in =
        new GZIPInputStream(RecordedLogTest.class.getResourceAsStream(resource))) {
      return in.readAllBytes();
    }
  }

  /** In words of its own, that later facts and fields leave as they are. */
  private static final class OrdersAndMoney implements FactSink {
    private final MessageDigest digest;

    OrdersAndMoney() throws NoSuchAlgorithmException {
      digest = MessageDigest.getInstance("SHA-256");
    }

    String hash() {
      return HexFormat.of().formatHex(digest.digest());
    }

    private void tell(Object... words) {
      for (Object word : words) {
        digest.update((word + " ").getBytes(StandardCharsets.UTF_8));
      }
      digest.update((byte) '\n');
    }

    @Override
    public void begin(
        long sequence,
        long logTimeMicros,
        int ruleVersion,
        long commandIdHigh,
        long commandIdLow,
        long traceIdHigh,
        long traceIdLow,
        long spanId) {
      tell("command", sequence, logTimeMicros, ruleVersion, commandIdHigh, commandIdLow);
    }

    @Override
    public void refused(int code, long account, long orderId) {
      tell("refused", ErrorCode.of(code), account, orderId);
    }

    @Override
    public void orderAccepted(AcceptedOrder order) {
      tell("accepted", order.id(), order.account(), order.symbol(), order.side(), order.type());
      tell(order.timeInForce(), order.priceTicks(), order.quantityLots(), order.version());
    }

    @Override
    public void orderRested(
        long orderId, long account, int symbol, Side side, long priceTicks, long openLots) {
      tell("rested", orderId, side, priceTicks, openLots);
    }

    @Override
    public void traded(ExecutedTrade trade) {
      tell("traded", trade.id(), trade.symbol(), trade.takerSide(), trade.priceTicks());
      tell(trade.quantityLots(), trade.makerOrderId(), trade.makerFee(), trade.makerOpenLots());
      tell(trade.takerOrderId(), trade.takerFee(), trade.takerOpenLots());
    }

    @Override
    public void selfTradePrevented(
        long account,
        int symbol,
        Side takerSide,
        SelfTradePrevention prevention,
        long priceTicks,
        long preventedLots,
        long makerOrderId,
        long makerOpenLots,
        long takerOrderId,
        long takerOpenLots) {
      tell("prevented", prevention, preventedLots, makerOrderId, makerOpenLots, takerOrderId);
    }

    @Override
    public void orderReplaced(
        long orderId,
        long account,
        int symbol,
        Side side,
        long oldPriceTicks,
        long oldOpenLots,
        long newPriceTicks,
        long newOpenLots,
        long newQuantityLots,
        boolean keptPriority) {
      tell("replaced", orderId, newPriceTicks, newOpenLots, newQuantityLots, keptPriority);
    }

    @Override
    public void orderTriggered(
        long orderId, long account, int symbol, Side side, long triggerTicks, long openLots) {
      tell("triggered", orderId, triggerTicks, openLots);
    }

    @Override
    public void orderConcealed(
        long orderId, long account, int symbol, Side side, long priceTicks, long concealedLots) {
      tell("concealed", orderId, priceTicks, concealedLots);
    }

    @Override
    public void orderDone(
        long orderId,
        long account,
        int symbol,
        Side side,
        DoneReason reason,
        long priceTicks,
        long openLots,
        boolean wasResting) {
      tell("done", orderId, reason, openLots, wasResting);
    }

    @Override
    public void posted(Posting posting) {
      tell("posted", posting.account(), posting.asset(), posting.bucket(), posting.type());
      tell(posting.amount(), posting.balanceAfter());
    }
  }
}
