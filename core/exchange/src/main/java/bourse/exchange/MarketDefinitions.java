package bourse.exchange;

import bourse.domain.AssetDefinition;
import bourse.domain.SymbolDefinition;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/**
 * What the engine's numbers of assets and symbols stand for, so that a fact's ticks, lots and units
 * can be written as decimals. Not thread safe.
 */
final class MarketDefinitions {
  private final Map<Integer, AssetDefinition> assets = new HashMap<>();
  private final Map<Integer, SymbolDefinition> symbols = new HashMap<>();

  /** Forgets all and reads what SQL has. */
  void load(Handle handle) {
    assets.clear();
    symbols.clear();
    MarketStore.assets(handle).forEach(this::add);
    MarketStore.symbols(handle).forEach(this::add);
  }

  void add(AssetDefinition asset) {
    assets.put(asset.id(), asset);
  }

  void add(SymbolDefinition symbol) {
    symbols.put(symbol.id(), symbol);
  }

  /**
   * @throws IllegalStateException when no fact listed it
   */
  AssetDefinition asset(int id) {
    return known(assets.get(id), () -> "No asset has number " + id);
  }

  /**
   * @throws IllegalStateException when no fact listed it
   */
  SymbolDefinition symbol(int id) {
    return known(symbols.get(id), () -> "No symbol has number " + id);
  }

  private static <T> T known(T definition, Supplier<String> otherwise) {
    if (definition == null) {
      throw new IllegalStateException(otherwise.get());
    }
    return definition;
  }
}
