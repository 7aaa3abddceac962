package bourse.engine;

import bourse.domain.AssetDefinition;
import bourse.domain.AssetType;
import bourse.domain.ClientOrderId;
import bourse.domain.FeeRate;
import bourse.domain.FeeSchedule;
import bourse.domain.OrderType;
import bourse.domain.PriceLimits;
import bourse.domain.SelfTradePrevention;
import bourse.domain.Side;
import bourse.domain.SymbolDefinition;
import bourse.domain.SymbolLimits;
import bourse.domain.TimeInForce;
import bourse.domain.VolatilityHalt;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * How numbers, words and enum values stand in bytes: little endian, everything in steps of eight
 * bytes. The numbers given here are in logs for ever.
 */
final class Layout {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  static final int BUY = 1;

  /** Bytes of a symbol's numbers, which stand before its texts. */
  private static final int SYMBOL_NUMBERS = 136;

  /** No symbol with its two assets has fewer bytes. */
  static final int SHORTEST_SYMBOL = SYMBOL_NUMBERS + 56;

  private Layout() {}

  static long getLong(byte[] bytes, int offset) {
    return (long) LONG.get(bytes, offset);
  }

  static void putLong(byte[] bytes, int offset, long value) {
    LONG.set(bytes, offset, value);
  }

  static int getInt(byte[] bytes, int offset) {
    return (int) INT.get(bytes, offset);
  }

  static void putInt(byte[] bytes, int offset, int value) {
    INT.set(bytes, offset, value);
  }

  static int getUnsignedShort(byte[] bytes, int offset) {
    return Short.toUnsignedInt((short) SHORT.get(bytes, offset));
  }

  static void putShort(byte[] bytes, int offset, int value) {
    SHORT.set(bytes, offset, (short) value);
  }

  static int getUnsignedByte(byte[] bytes, int offset) {
    return Byte.toUnsignedInt(bytes[offset]);
  }

  /** The next multiple of eight. */
  static int aligned(int length) {
    return (length + 7) & ~7;
  }

  static int number(Side side) {
    return switch (side) {
      case BUY -> BUY;
      case SELL -> 2;
    };
  }

  static Side side(int number) {
    return switch (number) {
      case BUY -> Side.BUY;
      case 2 -> Side.SELL;
      default -> throw unknown("side", number);
    };
  }

  static int number(OrderType type) {
    return switch (type) {
      case LIMIT -> 1;
      case MARKET -> 2;
      case STOP -> 3;
      case STOP_LIMIT -> 4;
      case TAKE_PROFIT -> 5;
      case TAKE_PROFIT_LIMIT -> 6;
      case TRAILING_STOP -> 7;
    };
  }

  static OrderType orderType(int number) {
    return switch (number) {
      case 1 -> OrderType.LIMIT;
      case 2 -> OrderType.MARKET;
      case 3 -> OrderType.STOP;
      case 4 -> OrderType.STOP_LIMIT;
      case 5 -> OrderType.TAKE_PROFIT;
      case 6 -> OrderType.TAKE_PROFIT_LIMIT;
      case 7 -> OrderType.TRAILING_STOP;
      default -> throw unknown("order type", number);
    };
  }

  static int number(TimeInForce timeInForce) {
    return switch (timeInForce) {
      case GTC -> 1;
      case IOC -> 2;
      case FOK -> 3;
      case GTD -> 4;
    };
  }

  static TimeInForce timeInForce(int number) {
    return switch (number) {
      case 1 -> TimeInForce.GTC;
      case 2 -> TimeInForce.IOC;
      case 3 -> TimeInForce.FOK;
      case 4 -> TimeInForce.GTD;
      default -> throw unknown("time in force", number);
    };
  }

  static int number(SelfTradePrevention prevention) {
    return switch (prevention) {
      case CANCEL_NEWEST -> 1;
      case CANCEL_OLDEST -> 2;
      case CANCEL_BOTH -> 3;
      case DECREMENT_AND_CANCEL -> 4;
      case NONE -> 5;
    };
  }

  static SelfTradePrevention selfTradePrevention(int number) {
    return switch (number) {
      case 1 -> SelfTradePrevention.CANCEL_NEWEST;
      case 2 -> SelfTradePrevention.CANCEL_OLDEST;
      case 3 -> SelfTradePrevention.CANCEL_BOTH;
      case 4 -> SelfTradePrevention.DECREMENT_AND_CANCEL;
      case 5 -> SelfTradePrevention.NONE;
      default -> throw unknown("self-trade prevention", number);
    };
  }

  static int number(AssetType type) {
    return switch (type) {
      case FIAT -> 1;
      case CRYPTO -> 2;
      case SECURITY -> 3;
    };
  }

  static AssetType assetType(int number) {
    return switch (number) {
      case 1 -> AssetType.FIAT;
      case 2 -> AssetType.CRYPTO;
      case 3 -> AssetType.SECURITY;
      default -> throw unknown("asset type", number);
    };
  }

  static Bucket bucket(int number) {
    return switch (number) {
      case 1 -> Bucket.AVAILABLE;
      case 2 -> Bucket.RESERVED;
      default -> throw unknown("bucket", number);
    };
  }

  static EntryType entryType(int number) {
    return switch (number) {
      case 1 -> EntryType.DEPOSIT;
      case 2 -> EntryType.WITHDRAWAL;
      case 3 -> EntryType.HOLD;
      case 4 -> EntryType.RELEASE;
      case 5 -> EntryType.TRADE;
      case 6 -> EntryType.FEE;
      case 7 -> EntryType.BALANCE;
      case 8 -> EntryType.JOURNAL;
      case 9 -> EntryType.ADJUSTMENT;
      case 10 -> EntryType.REVERSAL;
      case 11 -> EntryType.SETTLEMENT;
      default -> throw unknown("entry type", number);
    };
  }

  static void putClientOrderId(byte[] bytes, int offset, ClientOrderId id) {
    putLong(bytes, offset, id.word0());
    putLong(bytes, offset + 8, id.word1());
    putLong(bytes, offset + 16, id.word2());
    putLong(bytes, offset + 24, id.word3());
    putLong(bytes, offset + 32, id.word4());
  }

  static ClientOrderId getClientOrderId(byte[] bytes, int offset) {
    long first = getLong(bytes, offset);
    return first == 0
        ? ClientOrderId.NONE
        : new ClientOrderId(
            first,
            getLong(bytes, offset + 8),
            getLong(bytes, offset + 16),
            getLong(bytes, offset + 24),
            getLong(bytes, offset + 32));
  }

  /** Bytes of conditions. */
  static final int CONDITIONS_LENGTH = 40;

  static void putConditions(byte[] bytes, int offset, Conditions conditions) {
    putLong(bytes, offset, conditions.quoteAmount());
    putLong(bytes, offset + 8, conditions.triggerTicks());
    putLong(bytes, offset + 16, conditions.trailTicks());
    putLong(bytes, offset + 24, conditions.trailBasisPoints());
    putLong(bytes, offset + 32, conditions.displayLots());
  }

  static Conditions getConditions(byte[] bytes, int offset) {
    Conditions conditions =
        new Conditions(
            getLong(bytes, offset),
            getLong(bytes, offset + 8),
            getLong(bytes, offset + 16),
            getLong(bytes, offset + 24),
            getLong(bytes, offset + 32));
    return conditions.isNone() ? Conditions.NONE : conditions;
  }

  static IllegalArgumentException unknown(String what, int number) {
    return new IllegalArgumentException("No " + what + " has number " + number);
  }

  /** Bytes that {@link #putAsset} takes. */
  static int size(AssetDefinition asset) {
    return 8 + size(asset.symbol()) + size(asset.name());
  }

  /** Writes the asset and returns the offset after it. */
  static int putAsset(byte[] bytes, int offset, AssetDefinition asset) {
    putInt(bytes, offset, asset.id());
    bytes[offset + 4] = (byte) number(asset.type());
    bytes[offset + 5] = (byte) asset.scale();
    putShort(bytes, offset + 6, 0);
    int end = putText(bytes, offset + 8, asset.symbol());
    return putText(bytes, end, asset.name());
  }

  static AssetDefinition getAsset(byte[] bytes, int offset) {
    String symbol = getText(bytes, offset + 8);
    String name = getText(bytes, offset + 8 + textSize(bytes, offset + 8));
    return new AssetDefinition(
        getInt(bytes, offset),
        symbol,
        name,
        assetType(getUnsignedByte(bytes, offset + 4)),
        getUnsignedByte(bytes, offset + 5));
  }

  /** Bytes that the asset at the offset takes. */
  static int assetSize(byte[] bytes, int offset) {
    int symbol = 8 + textSize(bytes, offset + 8);
    return symbol + textSize(bytes, offset + symbol);
  }

  static int size(SymbolDefinition symbol) {
    return SYMBOL_NUMBERS + size(symbol.symbol()) + size(symbol.base()) + size(symbol.quote());
  }

  /** Writes the symbol and returns the offset after it. */
  static int putSymbol(byte[] bytes, int offset, SymbolDefinition symbol) {
    putInt(bytes, offset, symbol.id());
    putInt(bytes, offset + 4, symbol.priceScale());
    putLong(bytes, offset + 8, symbol.tickSize());
    putLong(bytes, offset + 16, symbol.lotUnits());
    putLong(bytes, offset + 24, symbol.quoteUnitsPerTickLot());
    putInt(bytes, offset + 32, symbol.makerFeeBasisPoints());
    putInt(bytes, offset + 36, symbol.takerFeeBasisPoints());
    putLong(bytes, offset + 40, symbol.minimumNotional());
    putLong(bytes, offset + 48, symbol.maximumQuantityLots());
    putLong(bytes, offset + 56, symbol.limits().maximumNotional());
    putLong(bytes, offset + 64, symbol.limits().maximumMarketLots());
    putLong(bytes, offset + 72, symbol.limits().maximumOpenOrders());
    putLong(bytes, offset + 80, symbol.limits().maximumPositionUnits());
    putPrices(bytes, offset + 88, symbol.prices());
    int end = putText(bytes, offset + SYMBOL_NUMBERS, symbol.symbol());
    end = putAsset(bytes, end, symbol.base());
    return putAsset(bytes, end, symbol.quote());
  }

  static SymbolDefinition getSymbol(byte[] bytes, int offset) {
    int name = offset + SYMBOL_NUMBERS;
    int base = name + textSize(bytes, name);
    int quote = base + assetSize(bytes, base);
    return new SymbolDefinition(
        getInt(bytes, offset),
        getText(bytes, name),
        getAsset(bytes, base),
        getAsset(bytes, quote),
        getLong(bytes, offset + 8),
        getInt(bytes, offset + 4),
        getLong(bytes, offset + 16),
        getLong(bytes, offset + 24),
        getInt(bytes, offset + 32),
        getInt(bytes, offset + 36),
        getLong(bytes, offset + 40),
        getLong(bytes, offset + 48),
        new SymbolLimits(
            getLong(bytes, offset + 56),
            getLong(bytes, offset + 64),
            (int) getLong(bytes, offset + 72),
            getLong(bytes, offset + 80)),
        getPrices(bytes, offset + 88));
  }

  private static void putPrices(byte[] bytes, int offset, PriceLimits prices) {
    putInt(bytes, offset, prices.buyAboveBasisPoints());
    putInt(bytes, offset + 4, prices.buyBelowBasisPoints());
    putInt(bytes, offset + 8, prices.sellAboveBasisPoints());
    putInt(bytes, offset + 12, prices.sellBelowBasisPoints());
    putInt(bytes, offset + 16, prices.executionBasisPoints());
    putInt(bytes, offset + 20, prices.refusesWithoutReference() ? 1 : 0);
    putLong(bytes, offset + 24, prices.referenceMaximumAgeMicros());
    putInt(bytes, offset + 32, prices.volatility().basisPoints());
    putInt(bytes, offset + 36, prices.volatility().maximumExtensions());
    putLong(bytes, offset + 40, prices.volatility().callMicros());
  }

  private static PriceLimits getPrices(byte[] bytes, int offset) {
    return new PriceLimits(
        getInt(bytes, offset),
        getInt(bytes, offset + 4),
        getInt(bytes, offset + 8),
        getInt(bytes, offset + 12),
        getInt(bytes, offset + 16),
        getLong(bytes, offset + 24),
        getInt(bytes, offset + 20) == 1,
        new VolatilityHalt(
            getInt(bytes, offset + 32), getLong(bytes, offset + 40), getInt(bytes, offset + 36)));
  }

  static int symbolSize(byte[] bytes, int offset) {
    int base = SYMBOL_NUMBERS + textSize(bytes, offset + SYMBOL_NUMBERS);
    int quote = base + assetSize(bytes, offset + base);
    return quote + assetSize(bytes, offset + quote);
  }

  /** Bytes that {@link #putFees} takes. */
  static int size(FeeSchedule fees) {
    return 8 + rateSize(fees.volumeAsset()) * fees.rates().size();
  }

  /** Only rates of a schedule that counts volume have one. */
  private static int rateSize(int volumeAsset) {
    return volumeAsset == 0 ? 16 : 24;
  }

  static void putFees(byte[] bytes, int offset, FeeSchedule fees) {
    putInt(bytes, offset, fees.rates().size());
    putInt(bytes, offset + 4, fees.volumeAsset());
    int at = offset + 8;
    for (FeeRate rate : fees.rates()) {
      putInt(bytes, at, rate.group());
      putInt(bytes, at + 4, rate.symbol());
      putInt(bytes, at + 8, rate.makerRate());
      putInt(bytes, at + 12, rate.takerRate());
      if (fees.volumeAsset() != 0) {
        putLong(bytes, at + 16, rate.minimumVolume());
      } else if (rate.minimumVolume() != 0) {
        throw new IllegalArgumentException("A rate has a volume, and volume is not counted");
      }
      at += rateSize(fees.volumeAsset());
    }
  }

  static FeeSchedule getFees(byte[] bytes, int offset) {
    List<FeeRate> rates = new ArrayList<>();
    int volumeAsset = getInt(bytes, offset + 4);
    int end = offset + feesSize(bytes, offset);
    for (int at = offset + 8; at < end; at += rateSize(volumeAsset)) {
      rates.add(
          new FeeRate(
              getInt(bytes, at),
              getInt(bytes, at + 4),
              volumeAsset == 0 ? 0 : getLong(bytes, at + 16),
              getInt(bytes, at + 8),
              getInt(bytes, at + 12)));
    }
    return new FeeSchedule(volumeAsset, rates);
  }

  /** Bytes that the fees at the offset take; checked, because they may be damaged. */
  static int feesSize(byte[] bytes, int offset) {
    int count = getInt(bytes, offset);
    int volumeAsset = getInt(bytes, offset + 4);
    if (volumeAsset < 0 || count < 0 || count > FeeSchedule.mostRates(volumeAsset)) {
      throw new IllegalArgumentException("A fee schedule can't have " + count + " rates");
    }
    return 8 + rateSize(volumeAsset) * count;
  }

  /** A text is its length in bytes as an i32, its UTF-8 bytes, and zeros up to a multiple of 8. */
  static int size(String text) {
    return aligned(4 + text.getBytes(StandardCharsets.UTF_8).length);
  }

  private static int putText(byte[] bytes, int offset, String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    putInt(bytes, offset, encoded.length);
    System.arraycopy(encoded, 0, bytes, offset + 4, encoded.length);
    int end = offset + aligned(4 + encoded.length);
    for (int i = offset + 4 + encoded.length; i < end; i++) {
      bytes[i] = 0;
    }
    return end;
  }

  private static String getText(byte[] bytes, int offset) {
    int length = getInt(bytes, offset);
    return new String(bytes, offset + 4, length, StandardCharsets.UTF_8);
  }

  /** Bytes that the text at the offset takes; checked, because it may be damaged. */
  private static int textSize(byte[] bytes, int offset) {
    if (offset > bytes.length - 8) {
      throw new IllegalArgumentException("A text is missing");
    }
    int length = getInt(bytes, offset);
    if (length < 0 || length > bytes.length - offset - 4) {
      throw new IllegalArgumentException("A text of " + length + " bytes does not fit");
    }
    return aligned(4 + length);
  }
}
