package bourse.exchange;

import bourse.domain.AssetDefinition;
import bourse.domain.AssetType;
import bourse.domain.PriceLimits;
import bourse.domain.SymbolDefinition;
import bourse.domain.SymbolLimits;
import bourse.domain.VolatilityHalt;
import bourse.platform.data.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Reads what can be traded from the projection. */
public final class MarketStore {
  private final Database database;

  public MarketStore(Database database) {
    this.database = database;
  }

  /** All assets, by symbol. */
  public List<AssetDefinition> assets() {
    return database.jdbi().withHandle(MarketStore::assets);
  }

  /** All symbols, by name. */
  public List<SymbolDefinition> symbols() {
    return database.jdbi().withHandle(MarketStore::symbols);
  }

  public Optional<AssetDefinition> asset(String symbol) {
    return assets().stream().filter(asset -> asset.symbol().equals(symbol)).findFirst();
  }

  public Optional<SymbolDefinition> symbol(String name) {
    return symbols().stream().filter(symbol -> symbol.symbol().equals(name)).findFirst();
  }

  static List<AssetDefinition> assets(Handle handle) {
    return handle
        .select("select * from assets order by symbol")
        .map((row, context) -> asset(row))
        .list();
  }

  static List<SymbolDefinition> symbols(Handle handle) {
    Map<String, AssetDefinition> assets =
        assets(handle).stream()
            .collect(Collectors.toMap(AssetDefinition::symbol, Function.identity()));
    return handle
        .select("select * from symbols order by symbol")
        .map((row, context) -> symbol(row, assets))
        .list();
  }

  private static AssetDefinition asset(ResultSet row) throws SQLException {
    return new AssetDefinition(
        row.getInt("id"),
        row.getString("symbol"),
        row.getString("name"),
        AssetType.valueOf(row.getString("type")),
        row.getInt("scale"));
  }

  private static SymbolDefinition symbol(ResultSet row, Map<String, AssetDefinition> assets)
      throws SQLException {
    return new SymbolDefinition(
        row.getInt("id"),
        row.getString("symbol"),
        assets.get(row.getString("base")),
        assets.get(row.getString("quote")),
        row.getLong("tick_size"),
        row.getInt("price_scale"),
        row.getLong("lot_units"),
        row.getLong("quote_units_per_tick_lot"),
        row.getInt("maker_fee_basis_points"),
        row.getInt("taker_fee_basis_points"),
        row.getLong("minimum_notional"),
        row.getLong("maximum_quantity_lots"),
        new SymbolLimits(
            row.getLong("maximum_notional"),
            row.getLong("maximum_market_lots"),
            row.getInt("maximum_open_orders"),
            row.getLong("maximum_position_units")),
        new PriceLimits(
            row.getInt("buy_above_basis_points"),
            row.getInt("buy_below_basis_points"),
            row.getInt("sell_above_basis_points"),
            row.getInt("sell_below_basis_points"),
            row.getInt("execution_basis_points"),
            row.getLong("reference_maximum_age_micros"),
            row.getBoolean("refuses_without_reference"),
            new VolatilityHalt(
                row.getInt("volatility_basis_points"),
                row.getLong("volatility_call_micros"),
                row.getInt("volatility_extensions"))));
  }
}
