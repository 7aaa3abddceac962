package bourse.exchange;

import bourse.domain.AssetDefinition;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.FieldError;
import bourse.domain.MarketCause;
import bourse.domain.MarketState;
import bourse.domain.SymbolDefinition;
import bourse.engine.MarketStatus;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What can be traded, in memory, from the facts. Assets and symbols are only ever added; a delisted
 * symbol stays, with the status {@code DELISTED}. Read by anyone without waiting.
 */
public final class Listings extends MemoryView {
  private record Known(
      SortedMap<String, AssetDefinition> assets,
      Map<Integer, AssetDefinition> assetsById,
      SortedMap<String, SymbolDefinition> symbols,
      Map<Integer, SymbolDefinition> symbolsById,
      Map<Integer, MarketStatus> statuses) {}

  private volatile Known known =
      new Known(new TreeMap<>(), Map.of(), new TreeMap<>(), Map.of(), Map.of());

  private volatile Set<Integer> staleReferences = Set.of();

  @Override
  public String name() {
    return "listings";
  }

  /** All assets, by symbol. */
  public Collection<AssetDefinition> assets() {
    return Collections.unmodifiableCollection(known.assets.values());
  }

  /** All symbols, by name. */
  public Collection<SymbolDefinition> symbols() {
    return Collections.unmodifiableCollection(known.symbols.values());
  }

  public Optional<AssetDefinition> asset(String symbol) {
    return Optional.ofNullable(known.assets.get(symbol));
  }

  public Optional<AssetDefinition> asset(int id) {
    return Optional.ofNullable(known.assetsById.get(id));
  }

  public Optional<SymbolDefinition> symbol(String name) {
    return Optional.ofNullable(known.symbols.get(name));
  }

  /**
   * The symbol that a request names.
   *
   * @param field where the request names it, for the message
   * @throws Fault {@link ErrorCode#UNKNOWN_SYMBOL} when there is none of this name
   */
  public SymbolDefinition symbol(String field, String name) {
    return symbol(name)
        .orElseThrow(() ->
            unknown(
                ErrorCode.UNKNOWN_SYMBOL,
                field,
                "There is no symbol of this name; GET /v1/symbols lists all."));
  }

  /**
   * The asset that a request names.
   *
   * @param field where the request names it, for the message
   * @throws Fault {@link ErrorCode#UNKNOWN_ASSET} when there is none of this name
   */
  public AssetDefinition asset(String field, String name) {
    return asset(name)
        .orElseThrow(() ->
            unknown(
                ErrorCode.UNKNOWN_ASSET,
                field,
                "There is no asset of this name; GET /v1/assets lists all."));
  }

  public Optional<SymbolDefinition> symbol(int id) {
    return Optional.ofNullable(known.symbolsById.get(id));
  }

  @Override
  public void assetListed(AssetDefinition asset) {
    change(() -> {
      SortedMap<String, AssetDefinition> assets = new TreeMap<>(known.assets);
      Map<Integer, AssetDefinition> byId = new HashMap<>(known.assetsById);
      assets.put(asset.symbol(), asset);
      byId.put(asset.id(), asset);
      known = new Known(assets, byId, known.symbols, known.symbolsById, known.statuses);
    });
  }

  /** What the market of a listed symbol takes now. */
  public MarketStatus status(int symbol) {
    MarketStatus told = known.statuses.get(symbol);
    return told == null
        ? new MarketStatus(symbol, MarketState.TRADING, MarketCause.LISTED, Optional.empty(), 0)
        : told;
  }

  @Override
  public void symbolChanged(SymbolDefinition symbol) {
    symbolListed(symbol);
  }

  /**
   * Whether a market goes without the reference price that was set for it, because it is stale, and
   * refuses orders that it can't judge. A market that takes them, or that was delisted, does not
   * count.
   */
  public boolean missesReference() {
    Known now = known;
    return staleReferences.stream()
        .filter(symbol -> status(symbol).state() != MarketState.DELISTED)
        .map(now.symbolsById::get)
        .anyMatch(symbol -> symbol != null && symbol.prices().refusesWithoutReference());
  }

  @Override
  public void referencePriceSet(int symbol, long priceTicks, long seenAtMicros, boolean isStale) {
    change(() -> {
      Set<Integer> stale = new HashSet<>(staleReferences);
      if (isStale) {
        stale.add(symbol);
      } else {
        stale.remove(symbol);
      }
      staleReferences = Set.copyOf(stale);
    });
  }

  @Override
  public void marketStatus(MarketStatus status) {
    change(() -> {
      Map<Integer, MarketStatus> statuses = new HashMap<>(known.statuses);
      statuses.put(status.symbol(), status);
      known = new Known(known.assets, known.assetsById, known.symbols, known.symbolsById, statuses);
    });
  }

  @Override
  public void symbolListed(SymbolDefinition symbol) {
    change(() -> {
      SortedMap<String, SymbolDefinition> symbols = new TreeMap<>(known.symbols);
      Map<Integer, SymbolDefinition> byId = new HashMap<>(known.symbolsById);
      symbols.put(symbol.symbol(), symbol);
      byId.put(symbol.id(), symbol);
      known = new Known(known.assets, known.assetsById, symbols, byId, known.statuses);
    });
  }

  @Override
  protected void forget() {
    staleReferences = Set.of();
    // What is listed stays listed: the state tells the same again, and the statuses that differ.
    known = new Known(known.assets, known.assetsById, known.symbols, known.symbolsById, Map.of());
  }

  @Override
  protected void committed(boolean anew) {
    // Readers look at one reference, which is set already.
  }

  private static Fault unknown(ErrorCode code, String field, String message) {
    return new Fault(code, message, List.of(new FieldError(field, "known", message)));
  }
}
