package bourse.exchange;

import bourse.domain.AssetDefinition;
import bourse.domain.AssetType;
import bourse.domain.Decimals;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.MarketState;
import bourse.domain.PriceLimits;
import bourse.domain.SymbolDefinition;
import bourse.domain.SymbolLimits;
import bourse.domain.VolatilityHalt;
import bourse.engine.CommandContext;
import bourse.engine.Commands;
import bourse.engine.FactSink;
import bourse.platform.time.Ids;
import bourse.platform.time.WallClock;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/**
 * The assets and symbols that an operator wants to trade, from a YAML file. Applied at the start,
 * and to a running exchange: what the engine does not have yet is listed, and fees and limits that
 * differ are changed. What a symbol is counted in must be the same for ever. A symbol that was
 * delisted stays so, whatever the file says.
 *
 * <pre>
 * assets:
 *   - {symbol: USD, name: US dollar, type: fiat, decimals: 6}
 *   - {symbol: BTC, name: Bitcoin, type: crypto, decimals: 8}
 * symbols:
 *   - symbol: BTC-USD
 *     tick: 0.01
 *     lot: 0.0001
 *     minimum-notional: 1
 *     maximum-quantity: 100
 *     maker-fee-basis-points: 10
 *     taker-fee-basis-points: 20
 *     limits:                       # each may be left out
 *       maximum-notional: 1000000
 *       maximum-market-quantity: 10
 *       maximum-open-orders: 200
 *       maximum-position: 500
 *     price-limits:                 # each may be left out; basis points of the reference price
 *       buy-above: 1000
 *       buy-below: 5000
 *       sell-above: 5000
 *       sell-below: 1000
 *       execution: 500
 *       reference-maximum-age-seconds: 30
 *       without-reference: accept   # or refuse
 *       volatility-halt:            # an order that would trade further away stops trading for an auction
 *         range: 300
 *         auction-seconds: 120
 *         maximum-extensions: 2
 *     initial-state: pre-open       # trading when left out; for a symbol that is listed now
 * </pre>
 *
 * Every error is a {@link Fault} {@link ErrorCode#BAD_CONFIGURATION} that names file, key and
 * remedy.
 */
public final class MarketFile {
  private static final Pattern ASSET_SYMBOL = Pattern.compile("[A-Z0-9]{1,12}");
  private static final int MAXIMUM_NAME = 100;
  private static final int MAXIMUM_BASIS_POINTS = 10_000;
  private static final int MAXIMUM_OPEN_ORDERS = 1_000_000;
  private static final int MAXIMUM_BAND = 1_000_000;
  private static final int MAXIMUM_AUCTION_SECONDS = 86_400;
  private static final int MAXIMUM_EXTENSIONS = 1_000;
  private static final int MAXIMUM_REFERENCE_AGE_SECONDS = 604_800;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** An asset as it is written. */
  private record Asset(String key, String symbol, String name, AssetType type, int decimals) {}

  /** A symbol as it is written. */
  private record Symbol(
      String key,
      String base,
      String quote,
      BigDecimal tick,
      BigDecimal lot,
      BigDecimal minimumNotional,
      BigDecimal maximumQuantity,
      int makerFeeBasisPoints,
      int takerFeeBasisPoints,
      Limits limits,
      PriceLimits prices,
      MarketState initialState) {
    String name() {
      return base + "-" + quote;
    }
  }

  /** A symbol's limits as they are written. */
  private record Limits(
      Optional<BigDecimal> maximumNotional,
      Optional<BigDecimal> maximumMarketQuantity,
      int maximumOpenOrders,
      Optional<BigDecimal> maximumPosition) {}

  private final String origin;
  private final List<Asset> assets;
  private final List<Symbol> symbols;

  private MarketFile(String origin, List<Asset> assets, List<Symbol> symbols) {
    this.origin = origin;
    this.assets = assets;
    this.symbols = symbols;
  }

  /** Reads a file. */
  public static MarketFile read(Path file) {
    try {
      return parse(Files.readString(file), file.toString());
    } catch (IOException e) {
      throw new Fault(
          ErrorCode.BAD_CONFIGURATION,
          "The market definitions in " + file + " can't be read; check that the file is there.",
          e);
    }
  }

  /**
   * Reads YAML.
   *
   * @param origin where it came from, for messages
   */
  public static MarketFile parse(String yaml, String origin) {
    // All scalars stay texts: 0.10 must not become a binary number on its way to a tick.
    LoadSettings settings =
        LoadSettings.builder().setSchema(new FailsafeSchema()).setLabel(origin).build();
    Object document;
    try {
      if (new Compose(settings).composeString(yaml).isEmpty()) {
        throw new Fault(
            ErrorCode.BAD_CONFIGURATION,
            origin
                + " is empty: put back its copy, or what bourse init writes into a new directory");
      }
      document = new Load(settings).loadFromString(yaml);
    } catch (YamlEngineException e) {
      throw new Fault(
          ErrorCode.BAD_CONFIGURATION, origin + " is not valid YAML: " + e.getMessage(), e);
    }
    return new Reader(origin).definitions(document);
  }

  /** How many symbols are defined. */
  public int size() {
    return symbols.size();
  }

  /**
   * What was done to make the exchange as the file says.
   *
   * @param listed names of assets and symbols that are new
   * @param changed symbols whose fees or limits are others now
   * @param delisted symbols in the file that were delisted and stay so
   * @param sequence from which on all of it counts
   */
  public record Applied(
      List<String> listed, List<String> changed, List<String> delisted, long sequence) {}

  /**
   * Checks everything, then lists what is not listed yet, assets first, and changes what differs.
   * Returns the sequence from which on all of it can be traded.
   */
  public long list(Exchange exchange, Listings listings, WallClock clock)
      throws InterruptedException {
    return apply(exchange, listings, clock).sequence();
  }

  /** As {@link #list}, and says what it did. */
  public Applied apply(Exchange exchange, Listings listings, WallClock clock)
      throws InterruptedException {
    if (!listings.await(exchange.sequence(), PATIENCE)) {
      throw new Fault(
          ErrorCode.DEPENDENCY_DOWN,
          "What the exchange has listed is not known in time; try again.");
    }
    List<AssetDefinition> wantedAssets = assetDefinitions(listings);
    List<SymbolDefinition> wantedSymbols = symbolDefinitions(listings, wantedAssets);
    List<byte[]> frames = new ArrayList<>();
    List<String> listed = new ArrayList<>();
    List<String> changed = new ArrayList<>();
    List<String> delisted = new ArrayList<>();
    for (AssetDefinition asset : wantedAssets) {
      if (listings.asset(asset.symbol()).isEmpty()) {
        frames.add(Commands.addAsset(context(clock), asset));
        listed.add(asset.symbol());
      }
    }
    for (SymbolDefinition symbol : wantedSymbols) {
      Optional<SymbolDefinition> present = listings.symbol(symbol.symbol());
      if (present.isEmpty()) {
        frames.add(Commands.listSymbol(context(clock), symbol, initialState(symbol)));
        listed.add(symbol.symbol());
      } else if (listings.status(symbol.id()).state() == MarketState.DELISTED) {
        delisted.add(symbol.symbol());
      } else if (!present.get().equals(symbol)) {
        frames.add(Commands.changeSymbol(context(clock), symbol));
        changed.add(symbol.symbol());
      }
    }
    long sequence = exchange.sequence();
    for (Outcome outcome : exchange.submitAll(frames.toArray(byte[][]::new))) {
      requireListed(outcome);
      sequence = outcome.sequence();
    }
    listings.await(sequence, PATIENCE);
    return new Applied(listed, changed, delisted, sequence);
  }

  private MarketState initialState(SymbolDefinition definition) {
    return symbols.stream()
        .filter(symbol -> symbol.name().equals(definition.symbol()))
        .findFirst()
        .orElseThrow()
        .initialState;
  }

  private void requireListed(Outcome outcome) {
    outcome.read(
        new FactSink() {
          @Override
          public void refused(int code, long account, long orderId) {
            throw new Fault(
                ErrorCode.BAD_CONFIGURATION,
                origin
                    + ": the exchange refused a definition with code "
                    + code
                    + ", "
                    + ErrorCode.of(code).title()
                    + ". "
                    + ErrorCode.of(code).remedy());
          }
        });
  }

  private List<AssetDefinition> assetDefinitions(Listings listings) {
    int next = 1 + listings.assets().stream().mapToInt(AssetDefinition::id).max().orElse(0);
    List<AssetDefinition> definitions = new ArrayList<>();
    for (Asset asset : assets) {
      Optional<AssetDefinition> listed = listings.asset(asset.symbol);
      int id = listed.isPresent() ? listed.get().id() : next++;
      AssetDefinition definition =
          new AssetDefinition(id, asset.symbol, asset.name, asset.type, asset.decimals);
      if (listed.isPresent() && !listed.get().equals(definition)) {
        throw changed(asset.key, asset.symbol, listed.get(), definition);
      }
      definitions.add(definition);
    }
    return definitions;
  }

  private List<SymbolDefinition> symbolDefinitions(
      Listings listings, List<AssetDefinition> wantedAssets) {
    int next = 1 + listings.symbols().stream().mapToInt(SymbolDefinition::id).max().orElse(0);
    List<SymbolDefinition> definitions = new ArrayList<>();
    for (Symbol symbol : symbols) {
      Optional<SymbolDefinition> listed = listings.symbol(symbol.name());
      int id = listed.isPresent() ? listed.get().id() : next++;
      SymbolDefinition definition =
          definition(
              id,
              symbol,
              asset(symbol, symbol.base, wantedAssets, listings),
              asset(symbol, symbol.quote, wantedAssets, listings));
      if (listed.isPresent() && !listed.get().countsLike(definition)) {
        throw changed(symbol.key, symbol.name(), listed.get(), definition);
      }
      definitions.add(definition);
    }
    return definitions;
  }

  private AssetDefinition asset(
      Symbol symbol, String name, List<AssetDefinition> wanted, Listings listings) {
    return wanted.stream()
        .filter(asset -> asset.symbol().equals(name))
        .findFirst()
        .or(() -> listings.asset(name))
        .orElseThrow(() ->
            bad(symbol.key + ".symbol", "names the asset " + name + ", which is not in assets"));
  }

  private SymbolDefinition definition(
      int id, Symbol symbol, AssetDefinition base, AssetDefinition quote) {
    int priceScale = Math.max(symbol.tick.scale(), 0);
    long tick = whole(symbol.key + ".tick", Decimals.count(symbol.tick, 1, priceScale), quote);
    long lot = whole(symbol.key + ".lot", base.units(symbol.lot), base);
    OptionalLong perTickLot =
        SymbolDefinition.quoteUnitsPerTickLot(tick, priceScale, lot, base.scale(), quote.scale());
    if (perTickLot.isEmpty()) {
      throw bad(
          symbol.key + ".tick",
          "times lot is "
              + symbol.tick.multiply(symbol.lot).stripTrailingZeros().toPlainString()
              + " "
              + quote.symbol()
              + ", which is no whole number of its smallest unit "
              + quote.amountText(1)
              + "; choose a larger tick or lot, or more decimals for "
              + quote.symbol());
    }
    long maximum =
        whole(
            symbol.key + ".maximum-quantity",
            Decimals.count(symbol.maximumQuantity, lot, base.scale()),
            base);
    long minimum =
        quote
            .units(symbol.minimumNotional)
            .orElseThrow(() ->
                bad(symbol.key + ".minimum-notional", "has more decimals than " + quote.symbol()));
    return new SymbolDefinition(
        id,
        symbol.name(),
        base,
        quote,
        tick,
        priceScale,
        lot,
        perTickLot.getAsLong(),
        symbol.makerFeeBasisPoints,
        symbol.takerFeeBasisPoints,
        minimum,
        maximum,
        limits(symbol, base, quote, lot, minimum),
        symbol.prices);
  }

  private SymbolLimits limits(
      Symbol symbol, AssetDefinition base, AssetDefinition quote, long lot, long minimumNotional) {
    String key = symbol.key + ".limits.";
    Limits limits = symbol.limits;
    long maximumNotional =
        orNone(limits.maximumNotional, key + "maximum-notional", quote::units, quote);
    if (maximumNotional != 0 && maximumNotional < minimumNotional) {
      throw bad(key + "maximum-notional", "is below minimum-notional");
    }
    return new SymbolLimits(
        maximumNotional,
        orNone(
            limits.maximumMarketQuantity,
            key + "maximum-market-quantity",
            quantity -> Decimals.count(quantity, lot, base.scale()),
            base),
        limits.maximumOpenOrders,
        orNone(limits.maximumPosition, key + "maximum-position", base::units, base));
  }

  private long orNone(
      Optional<BigDecimal> value,
      String key,
      Function<BigDecimal, OptionalLong> units,
      AssetDefinition asset) {
    return value.isPresent() ? whole(key, units.apply(value.get()), asset) : 0;
  }

  private long whole(String key, OptionalLong units, AssetDefinition asset) {
    return units.orElseThrow(() ->
        bad(
            key,
            "is no whole number of units or lots of "
                + asset.symbol()
                + ", or too large; it has "
                + asset.scale()
                + " decimals"));
  }

  private Fault changed(String key, String name, Object listed, Object wanted) {
    return bad(
        key,
        "defines "
            + name
            + " other than it is listed, and only fees and limits can be changed: listed is "
            + listed
            + ", the file says "
            + wanted);
  }

  private Fault bad(String key, String problem) {
    return new Fault(ErrorCode.BAD_CONFIGURATION, origin + ": " + key + " " + problem + ".");
  }

  private static CommandContext context(WallClock clock) {
    UUID id = Ids.uuid7();
    return CommandContext.of(
        id.getMostSignificantBits(), id.getLeastSignificantBits(), clock.micros());
  }

  /** Reads the document strictly. */
  private static final class Reader {
    private final String origin;

    Reader(String origin) {
      this.origin = origin;
    }

    MarketFile definitions(Object document) {
      Map<?, ?> root = map("the document", document, Set.of("assets", "symbols"));
      List<Asset> assets = new ArrayList<>();
      List<?> assetItems = list("assets", root.get("assets"));
      for (int i = 0; i < assetItems.size(); i++) {
        assets.add(asset("assets[" + i + "]", assetItems.get(i)));
      }
      List<Symbol> symbols = new ArrayList<>();
      List<?> symbolItems = list("symbols", root.get("symbols"));
      for (int i = 0; i < symbolItems.size(); i++) {
        symbols.add(symbol("symbols[" + i + "]", symbolItems.get(i)));
      }
      requireOnce(assets.stream().map(asset -> Map.entry(asset.key, asset.symbol)).toList());
      requireOnce(symbols.stream().map(symbol -> Map.entry(symbol.key, symbol.name())).toList());
      return new MarketFile(origin, List.copyOf(assets), List.copyOf(symbols));
    }

    private Asset asset(String key, Object item) {
      Map<?, ?> fields = map(key, item, Set.of("symbol", "name", "type", "decimals"));
      String symbol = text(key, fields, "symbol");
      if (!ASSET_SYMBOL.matcher(symbol).matches()) {
        throw bad(key + ".symbol", "is " + symbol + ", but has 1 to 12 of A-Z and 0-9");
      }
      String name = text(key, fields, "name");
      if (name.isBlank() || name.length() > MAXIMUM_NAME) {
        throw bad(key + ".name", "has 1 to " + MAXIMUM_NAME + " characters");
      }
      return new Asset(
          key,
          symbol,
          name,
          type(key, text(key, fields, "type")),
          integer(key, fields, "decimals", Decimals.MAXIMUM_SCALE));
    }

    private Symbol symbol(String key, Object item) {
      Map<?, ?> fields =
          map(
              key,
              item,
              Set.of(
                  "symbol",
                  "tick",
                  "lot",
                  "minimum-notional",
                  "maximum-quantity",
                  "maker-fee-basis-points",
                  "taker-fee-basis-points",
                  "limits",
                  "price-limits",
                  "initial-state"));
      String[] parts = text(key, fields, "symbol").split("-", -1);
      if (parts.length != 2
          || !Arrays.stream(parts).allMatch(part -> ASSET_SYMBOL.matcher(part).matches())) {
        throw bad(key + ".symbol", "is written BASE-QUOTE, such as BTC-USD");
      }
      return new Symbol(
          key,
          parts[0],
          parts[1],
          positive(key, fields, "tick"),
          positive(key, fields, "lot"),
          decimal(key, fields, "minimum-notional"),
          positive(key, fields, "maximum-quantity"),
          integer(key, fields, "maker-fee-basis-points", MAXIMUM_BASIS_POINTS),
          integer(key, fields, "taker-fee-basis-points", MAXIMUM_BASIS_POINTS),
          limits(key + ".limits", fields.get("limits")),
          prices(key + ".price-limits", fields.get("price-limits")),
          fields.containsKey("initial-state")
              ? state(key, text(key, fields, "initial-state"))
              : MarketState.TRADING);
    }

    private MarketState state(String key, String text) {
      return Arrays.stream(MarketState.values())
          .filter(state -> state != MarketState.DELISTED)
          .filter(state -> state.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(text))
          .findFirst()
          .orElseThrow(() ->
              bad(key + ".initial-state", "is a state of markets such as pre-open or trading"));
    }

    private Limits limits(String key, Object item) {
      Map<?, ?> fields =
          item == null
              ? Map.of()
              : map(
                  key,
                  item,
                  Set.of(
                      "maximum-notional",
                      "maximum-market-quantity",
                      "maximum-open-orders",
                      "maximum-position"));
      return new Limits(
          positiveOrNone(key, fields, "maximum-notional"),
          positiveOrNone(key, fields, "maximum-market-quantity"),
          integerOrNone(key, fields, "maximum-open-orders", MAXIMUM_OPEN_ORDERS),
          positiveOrNone(key, fields, "maximum-position"));
    }

    private PriceLimits prices(String key, Object item) {
      if (item == null) {
        return PriceLimits.NONE;
      }
      Map<?, ?> fields =
          map(
              key,
              item,
              Set.of(
                  "buy-above",
                  "buy-below",
                  "sell-above",
                  "sell-below",
                  "execution",
                  "reference-maximum-age-seconds",
                  "without-reference",
                  "volatility-halt"));
      String without =
          fields.containsKey("without-reference")
              ? text(key, fields, "without-reference")
              : "accept";
      if (!Set.of("accept", "refuse").contains(without)) {
        throw bad(key + ".without-reference", "is accept or refuse");
      }
      return new PriceLimits(
          integerOrNone(key, fields, "buy-above", MAXIMUM_BAND),
          integerOrNone(key, fields, "buy-below", MAXIMUM_BAND),
          integerOrNone(key, fields, "sell-above", MAXIMUM_BAND),
          integerOrNone(key, fields, "sell-below", MAXIMUM_BAND),
          integerOrNone(key, fields, "execution", MAXIMUM_BAND),
          1_000_000L
              * integerOrNone(
                  key, fields, "reference-maximum-age-seconds", MAXIMUM_REFERENCE_AGE_SECONDS),
          without.equals("refuse"),
          volatility(key + ".volatility-halt", fields.get("volatility-halt")));
    }

    private VolatilityHalt volatility(String key, Object item) {
      if (item == null) {
        return VolatilityHalt.NONE;
      }
      Map<?, ?> fields = map(key, item, Set.of("range", "auction-seconds", "maximum-extensions"));
      int range = integer(key, fields, "range", MAXIMUM_BAND);
      int seconds = integer(key, fields, "auction-seconds", MAXIMUM_AUCTION_SECONDS);
      if (range == 0 || seconds == 0) {
        throw bad(key, "has a range and auction-seconds above 0; leave it out for no halt");
      }
      return new VolatilityHalt(
          range,
          1_000_000L * seconds,
          integerOrNone(key, fields, "maximum-extensions", MAXIMUM_EXTENSIONS));
    }

    private int integerOrNone(String key, Map<?, ?> fields, String name, int most) {
      return fields.containsKey(name) ? integer(key, fields, name, most) : 0;
    }

    private Optional<BigDecimal> positiveOrNone(String key, Map<?, ?> fields, String name) {
      return fields.containsKey(name) ? Optional.of(positive(key, fields, name)) : Optional.empty();
    }

    private AssetType type(String key, String text) {
      return Arrays.stream(AssetType.values())
          .filter(type -> type.name().toLowerCase(Locale.ROOT).equals(text))
          .findFirst()
          .orElseThrow(() -> bad(key + ".type", "is one of fiat, crypto, security"));
    }

    private BigDecimal positive(String key, Map<?, ?> fields, String name) {
      BigDecimal value = decimal(key, fields, name);
      if (value.signum() <= 0) {
        throw bad(key + "." + name, "must be above zero");
      }
      return value;
    }

    private BigDecimal decimal(String key, Map<?, ?> fields, String name) {
      return Decimals.parse(text(key, fields, name))
          .filter(value -> value.signum() >= 0)
          .orElseThrow(() -> bad(key + "." + name, "must be a plain decimal number such as 0.01"));
    }

    private int integer(String key, Map<?, ?> fields, String name, int most) {
      String text = text(key, fields, name);
      if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) > most) {
        throw bad(key + "." + name, "must be a whole number from 0 to " + most);
      }
      return Integer.parseInt(text);
    }

    private String text(String key, Map<?, ?> fields, String name) {
      Object value = fields.get(name);
      if (value == null) {
        throw bad(key + "." + name, "is missing");
      }
      if (!(value instanceof String text)) {
        throw bad(key + "." + name, "must be a single value");
      }
      return text;
    }

    private Map<?, ?> map(String key, Object value, Set<String> known) {
      if (!(value instanceof Map<?, ?> fields)) {
        throw bad(key, "must have the keys " + String.join(", ", known.stream().sorted().toList()));
      }
      for (Object name : fields.keySet()) {
        if (!known.contains(name)) {
          throw bad(
              key + "." + name,
              "is not known; known are " + String.join(", ", known.stream().sorted().toList()));
        }
      }
      return fields;
    }

    private List<?> list(String key, Object value) {
      if (!(value instanceof List<?> items) || items.isEmpty()) {
        throw bad(key, "must be a list of at least one");
      }
      return items;
    }

    private void requireOnce(List<Map.Entry<String, String>> names) {
      Set<String> seen = new HashSet<>();
      for (Map.Entry<String, String> name : names) {
        if (!seen.add(name.getValue())) {
          throw bad(name.getKey() + ".symbol", "defines " + name.getValue() + " a second time");
        }
      }
    }

    private Fault bad(String key, String problem) {
      return new Fault(ErrorCode.BAD_CONFIGURATION, origin + ": " + key + " " + problem + ".");
    }
  }
}
