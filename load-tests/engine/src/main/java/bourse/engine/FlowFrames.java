package bourse.engine;

import bourse.domain.AssetDefinition;
import bourse.domain.AssetType;
import bourse.domain.ClientOrderId;
import bourse.domain.OrderType;
import bourse.domain.SelfTradePrevention;
import bourse.domain.Side;
import bourse.domain.SymbolDefinition;
import bourse.domain.TimeInForce;
import bourse.loadtests.orderflow.FlowFile;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns the records of an OF-1 file into command frames, in place and without an object each: a
 * frame of the type is copied and filled in. It lives in the engine's package because the places of
 * a frame's fields are not for others.
 */
public final class FlowFrames {
  /** What each user starts with, the same for every engine. */
  public static final long BASE_FUNDS = 1_000_000_000_000L;

  public static final long QUOTE_FUNDS = 1_000_000_000_000_000L;

  /** The longest frame that {@link #encode} writes. */
  public static final int LONGEST = 256;

  public static final AssetDefinition BASE =
      new AssetDefinition(1, "BASE", "Base", AssetType.CRYPTO, 0);
  public static final AssetDefinition QUOTE =
      new AssetDefinition(2, "QUOTE", "Quote", AssetType.FIAT, 0);

  private static final int SYMBOL = 1;
  private static final long FIRST_LOG_TIME = 1_700_000_000_000_000L;

  /** Users trade with themselves where the file says so: self-trade prevention is off. */
  private final byte[] place =
      Commands.place(
          CommandContext.NONE,
          0,
          OrderTerms.of(
                  SYMBOL, Side.BUY, OrderType.LIMIT, TimeInForce.GTC, 1, 1, ClientOrderId.NONE)
              .withSelfTradePrevention(SelfTradePrevention.NONE));

  private final byte[] cancel = Commands.cancel(CommandContext.NONE, 0, 0);
  private final byte[] replace = Commands.replace(CommandContext.NONE, 0, 0, 0, 0);
  private long sequence;

  /** The account of a user of the file. */
  public static long account(long user) {
    return SystemAccounts.FIRST_CLIENT + user - 1;
  }

  /** The sequence of the last frame. */
  public long sequence() {
    return sequence;
  }

  /** Stamps a frame with the next sequence, and with a time that goes on. */
  public void stamp(byte[] frames, int at) {
    sequence++;
    Commands.stamp(frames, at, sequence, FIRST_LOG_TIME + sequence);
  }

  /** The frames that come first: assets, the symbol, and the flags and funds of so many users. */
  public List<byte[]> opening(long users) {
    List<byte[]> frames = new ArrayList<>();
    frames.add(Commands.addAsset(CommandContext.NONE, BASE));
    frames.add(Commands.addAsset(CommandContext.NONE, QUOTE));
    frames.add(Commands.listSymbol(CommandContext.NONE, symbol()));
    for (long user = 1; user <= users; user++) {
      frames.add(
          Commands.setAccountFlags(CommandContext.NONE, account(user), AccountFlags.SELF_TRADES));
      frames.add(deposit(user, BASE, BASE_FUNDS));
      frames.add(deposit(user, QUOTE, QUOTE_FUNDS));
    }
    frames.forEach(frame -> stamp(frame, 0));
    return frames;
  }

  /** Writes the frame of the record, stamped, and returns the offset after it. */
  public int encode(byte[] records, int at, byte[] frames, int offset) {
    int end =
        switch (FlowFile.type(records, at)) {
          case FlowFile.NEW -> encodePlace(records, at, frames, offset);
          case FlowFile.CANCEL -> encodeCancel(records, at, frames, offset);
          default -> encodeReplace(records, at, frames, offset);
        };
    Layout.putLong(frames, offset + Commands.ACCOUNT, account(FlowFile.user(records, at)));
    stamp(frames, offset);
    return end;
  }

  private int encodePlace(byte[] records, int at, byte[] frames, int offset) {
    System.arraycopy(place, 0, frames, offset, place.length);
    frames[offset + Commands.PLACE_SIDE] =
        (byte) Layout.number(FlowFile.isBuy(records, at) ? Side.BUY : Side.SELL);
    frames[offset + Commands.PLACE_TIME_IN_FORCE] =
        (byte) Layout.number(FlowFile.isIoc(records, at) ? TimeInForce.IOC : TimeInForce.GTC);
    Layout.putLong(frames, offset + Commands.PLACE_PRICE, FlowFile.price(records, at));
    Layout.putLong(frames, offset + Commands.PLACE_QUANTITY, FlowFile.quantity(records, at));
    return offset + place.length;
  }

  private int encodeCancel(byte[] records, int at, byte[] frames, int offset) {
    System.arraycopy(cancel, 0, frames, offset, cancel.length);
    Layout.putLong(frames, offset + Commands.ORDER_ID, FlowFile.orderId(records, at));
    return offset + cancel.length;
  }

  private int encodeReplace(byte[] records, int at, byte[] frames, int offset) {
    System.arraycopy(replace, 0, frames, offset, replace.length);
    Layout.putLong(frames, offset + Commands.ORDER_ID, FlowFile.orderId(records, at));
    Layout.putLong(frames, offset + Commands.REPLACE_PRICE, FlowFile.price(records, at));
    return offset + replace.length;
  }

  private static byte[] deposit(long user, AssetDefinition asset, long amount) {
    return Commands.deposit(
        CommandContext.NONE, account(user), asset.id(), amount, asset.id(), user);
  }

  private static SymbolDefinition symbol() {
    return new SymbolDefinition(
        SYMBOL, "BASE-QUOTE", BASE, QUOTE, 1, 0, 1, 1, 0, 0, 0, 1_000_000_000);
  }
}
