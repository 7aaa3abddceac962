package bourse.exchange;

import bourse.domain.FeeRate;
import bourse.domain.MarketState;
import bourse.domain.OrderStatus;
import bourse.domain.PriceLimits;
import bourse.domain.SymbolDefinition;
import bourse.engine.AuctionCall;
import bourse.engine.Conditions;
import bourse.engine.MarketStatus;
import bourse.engine.OrderTerms;
import bourse.exchange.ProjectionBatch.AccountChange;
import bourse.exchange.ProjectionBatch.AssetListed;
import bourse.exchange.ProjectionBatch.CandleChange;
import bourse.exchange.ProjectionBatch.Entry;
import bourse.exchange.ProjectionBatch.FeesChange;
import bourse.exchange.ProjectionBatch.HoldChange;
import bourse.exchange.ProjectionBatch.HoldMade;
import bourse.exchange.ProjectionBatch.ListPlaced;
import bourse.exchange.ProjectionBatch.Minute;
import bourse.exchange.ProjectionBatch.OrderChange;
import bourse.exchange.ProjectionBatch.PeriodClosed;
import bourse.exchange.ProjectionBatch.PreventedMatch;
import bourse.exchange.ProjectionBatch.Reference;
import bourse.exchange.ProjectionBatch.SafeStateChange;
import bourse.exchange.ProjectionBatch.SymbolChange;
import bourse.exchange.ProjectionBatch.SymbolListed;
import bourse.exchange.ProjectionBatch.Trade;
import bourse.exchange.ProjectionBatch.Transfer;
import bourse.exchange.ProjectionBatch.Volume;
import bourse.exchange.ProjectionBatch.VolumeDay;
import bourse.exchange.ProjectionBatch.WalletChange;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Writes a batch into the tables, with the SQL that both databases know. The caller holds the
 * transaction. Not thread safe.
 */
final class ProjectionWriter {
  /** A wallet's two buckets, in units. */
  private record Balances(long available, long reserved) {}

  /** More wallets than this are not kept in memory; the next batch reads its own again. */
  private static final int MOST_CACHED = 200_000;

  private final Map<Long, UUID> users = new HashMap<>();
  private final Set<Long> accountsWithoutUser = new HashSet<>();
  private final Map<Long, Balances> wallets = new HashMap<>();

  /** Forgets what it keeps of the tables: they may be older than it thinks. */
  void forget() {
    users.clear();
    accountsWithoutUser.clear();
    wallets.clear();
  }

  void write(Connection connection, ProjectionBatch batch) throws SQLException {
    learnUsers(connection, batch);
    writeAssets(connection, batch.assets);
    writeSymbols(connection, batch.symbols);
    writeSymbolChanges(connection, batch.symbolChanges);
    writeAccounts(connection, batch.accounts);
    insertSafeStates(connection, batch.safeStates);
    if (batch.fees.isPresent()) {
      replaceFees(connection, batch.fees.get());
      forgetVolumes(connection, batch.volumeAssets);
    }
    writeVolumes(connection, batch.volumes);
    insertLists(connection, batch.lists);
    insertPreventedMatches(connection, batch.preventedMatches);
    insertOrders(connection, batch.orders.values());
    updateOrders(connection, batch.orders.values());
    updateReplacedOrders(connection, batch.orders.values());
    insertTrades(connection, batch.trades);
    insertEntries(connection, batch.entries);
    insertTransfers(connection, batch.transfers.values());
    writeHolds(connection, batch.holds.values());
    insertPeriods(connection, batch.periods);
    writeWallets(connection, batch.wallets);
    writeCandles(connection, batch.candles);
  }

  private void writeAssets(Connection connection, List<AssetListed> listed) throws SQLException {
    if (listed.isEmpty()) {
      return;
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into assets (symbol, id, name, type, scale, status, version)"
                + " values (?, ?, ?, ?, ?, 'ACTIVE', ?)")) {
      for (AssetListed one : listed) {
        insert.setString(1, one.asset().symbol());
        insert.setInt(2, one.asset().id());
        insert.setString(3, one.asset().name());
        insert.setString(4, one.asset().type().name());
        insert.setInt(5, one.asset().scale());
        insert.setLong(6, one.version());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private void writeSymbols(Connection connection, List<SymbolListed> listed) throws SQLException {
    if (listed.isEmpty()) {
      return;
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into symbols (symbol, id, base, quote, tick_size, price_scale, lot_units,"
                + " quote_units_per_tick_lot, maker_fee_basis_points, taker_fee_basis_points,"
                + " minimum_notional, maximum_quantity_lots, maximum_notional, maximum_market_lots,"
                + " maximum_open_orders, maximum_position_units, buy_above_basis_points,"
                + " buy_below_basis_points, sell_above_basis_points, sell_below_basis_points,"
                + " execution_basis_points, reference_maximum_age_micros,"
                + " refuses_without_reference, volatility_basis_points, volatility_call_micros,"
                + " volatility_extensions, version, status)"
                + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                + " ?, ?, ?, ?, '"
                + MarketState.TRADING
                + "')")) {
      for (SymbolListed one : listed) {
        SymbolDefinition symbol = one.symbol();
        insert.setString(1, symbol.symbol());
        insert.setInt(2, symbol.id());
        insert.setString(3, symbol.base().symbol());
        insert.setString(4, symbol.quote().symbol());
        insert.setLong(5, symbol.tickSize());
        insert.setInt(6, symbol.priceScale());
        insert.setLong(7, symbol.lotUnits());
        insert.setLong(8, symbol.quoteUnitsPerTickLot());
        insert.setInt(9, symbol.makerFeeBasisPoints());
        insert.setInt(10, symbol.takerFeeBasisPoints());
        insert.setLong(11, symbol.minimumNotional());
        insert.setLong(12, symbol.maximumQuantityLots());
        insert.setLong(13, symbol.limits().maximumNotional());
        insert.setLong(14, symbol.limits().maximumMarketLots());
        insert.setInt(15, symbol.limits().maximumOpenOrders());
        insert.setLong(16, symbol.limits().maximumPositionUnits());
        setPrices(insert, 17, symbol.prices());
        insert.setLong(27, one.version());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private void writeSymbolChanges(Connection connection, Map<Integer, SymbolChange> changes)
      throws SQLException {
    for (Map.Entry<Integer, SymbolChange> one : changes.entrySet()) {
      SymbolChange change = one.getValue();
      if (change.definition != null) {
        updateDefinition(connection, change.definition, change.version);
      }
      if (change.status != null) {
        updateStatus(connection, change.status, change.version);
      }
      if (change.reference != null) {
        updateReference(connection, one.getKey(), change.reference, change.version);
      }
    }
  }

  private void replaceFees(Connection connection, FeesChange fees) throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement("delete from fee_rates");
        PreparedStatement insert =
            connection.prepareStatement(
                "insert into fee_rates (group_id, symbol_id, minimum_volume, maker_rate,"
                    + " taker_rate, version) values (?, ?, ?, ?, ?, ?)")) {
      delete.executeUpdate();
      for (FeeRate rate : fees.schedule().rates()) {
        insert.setInt(1, rate.group());
        insert.setInt(2, rate.symbol());
        insert.setLong(3, rate.minimumVolume());
        insert.setInt(4, rate.makerRate());
        insert.setInt(5, rate.takerRate());
        insert.setLong(6, fees.version());
        insert.addBatch();
      }
      executeWhenAny(insert, fees.schedule().rates().size());
    }
    try (PreparedStatement delete = connection.prepareStatement("delete from fee_schedule");
        PreparedStatement insert =
            connection.prepareStatement(
                "insert into fee_schedule (volume_asset, version) values (?, ?)")) {
      delete.executeUpdate();
      insert.setInt(1, fees.schedule().volumeAsset());
      insert.setLong(2, fees.version());
      insert.executeUpdate();
    }
  }

  /** Each asset that volume was to be counted in leaves nothing of the others. */
  private static void forgetVolumes(Connection connection, List<Integer> volumeAssets)
      throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "delete from account_volumes where currency not in"
                + " (select symbol from assets where id = ?)")) {
      for (int asset : volumeAssets) {
        delete.setInt(1, asset);
        delete.executeUpdate();
      }
    }
  }

  private static void writeVolumes(Connection connection, Map<VolumeDay, Volume> volumes)
      throws SQLException {
    if (volumes.isEmpty()) {
      return;
    }
    try (PreparedStatement update =
            connection.prepareStatement(
                "update account_volumes set volume = ?, version = ?, currency = ?"
                    + " where account_id = ? and traded_on = ?");
        PreparedStatement insert =
            connection.prepareStatement(
                "insert into account_volumes (volume, version, currency, account_id, traded_on)"
                    + " values (?, ?, ?, ?, ?)")) {
      for (Map.Entry<VolumeDay, Volume> one : volumes.entrySet()) {
        for (PreparedStatement statement : List.of(update, insert)) {
          Volume volume = one.getValue();
          statement.setBigDecimal(1, volume.asset().amount(volume.volume()));
          statement.setLong(2, volume.version());
          statement.setString(3, volume.asset().symbol());
          statement.setLong(4, one.getKey().account());
          statement.setObject(5, LocalDate.ofEpochDay(one.getKey().day()));
          if (statement.executeUpdate() == 1) {
            break;
          }
        }
      }
    }
  }

  private void insertSafeStates(Connection connection, List<SafeStateChange> changes)
      throws SQLException {
    for (SafeStateChange change : changes) {
      try (PreparedStatement insert =
          connection.prepareStatement(
              "insert into safe_states (sequence, state, cause, created_at)"
                  + " values (?, ?, ?, ?)")) {
        insert.setLong(1, change.sequence());
        insert.setString(2, change.state().name());
        insert.setString(3, change.cause().name());
        insert.setObject(4, time(change.atMicros()));
        insert.executeUpdate();
      }
    }
  }

  private static void updateDefinition(Connection connection, SymbolDefinition symbol, long version)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update symbols set maker_fee_basis_points = ?, taker_fee_basis_points = ?,"
                + " minimum_notional = ?, maximum_quantity_lots = ?, maximum_notional = ?,"
                + " maximum_market_lots = ?, maximum_open_orders = ?, maximum_position_units = ?,"
                + " buy_above_basis_points = ?, buy_below_basis_points = ?,"
                + " sell_above_basis_points = ?, sell_below_basis_points = ?,"
                + " execution_basis_points = ?, reference_maximum_age_micros = ?,"
                + " refuses_without_reference = ?, volatility_basis_points = ?,"
                + " volatility_call_micros = ?, volatility_extensions = ?, version = ?"
                + " where id = ?")) {
      update.setInt(1, symbol.makerFeeBasisPoints());
      update.setInt(2, symbol.takerFeeBasisPoints());
      update.setLong(3, symbol.minimumNotional());
      update.setLong(4, symbol.maximumQuantityLots());
      update.setLong(5, symbol.limits().maximumNotional());
      update.setLong(6, symbol.limits().maximumMarketLots());
      update.setInt(7, symbol.limits().maximumOpenOrders());
      update.setLong(8, symbol.limits().maximumPositionUnits());
      setPrices(update, 9, symbol.prices());
      update.setLong(19, version);
      update.setInt(20, symbol.id());
      update.addBatch();
      executeOneRowEach(update, 1, "symbols");
    }
  }

  private static void setPrices(PreparedStatement statement, int from, PriceLimits prices)
      throws SQLException {
    statement.setInt(from, prices.buyAboveBasisPoints());
    statement.setInt(from + 1, prices.buyBelowBasisPoints());
    statement.setInt(from + 2, prices.sellAboveBasisPoints());
    statement.setInt(from + 3, prices.sellBelowBasisPoints());
    statement.setInt(from + 4, prices.executionBasisPoints());
    statement.setLong(from + 5, prices.referenceMaximumAgeMicros());
    statement.setBoolean(from + 6, prices.refusesWithoutReference());
    statement.setInt(from + 7, prices.volatility().basisPoints());
    statement.setLong(from + 8, prices.volatility().callMicros());
    statement.setInt(from + 9, prices.volatility().maximumExtensions());
  }

  private static void updateReference(
      Connection connection, int symbol, Reference reference, long version) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update symbols set reference_price = ?, reference_seen_at = ?, reference_stale = ?,"
                + " version = ? where id = ?")) {
      boolean isSet = reference.price().isPresent();
      update.setBigDecimal(1, reference.price().orElse(null));
      update.setObject(
          2, isSet ? time(reference.seenAtMicros()) : null, Types.TIMESTAMP_WITH_TIMEZONE);
      update.setBoolean(3, reference.isStale());
      update.setLong(4, version);
      update.setInt(5, symbol);
      update.addBatch();
      executeOneRowEach(update, 1, "symbols");
    }
  }

  private static void updateStatus(Connection connection, MarketStatus status, long version)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update symbols set status = ?, planned_status = ?, planned_at = ?, uncross_at = ?,"
                + " status_after_auction = ?, planned_uncross_at = ?, planned_after_auction = ?,"
                + " version = ? where id = ?")) {
      update.setString(1, status.state().name());
      update.setString(2, status.planned().map(MarketState::name).orElse(null));
      update.setObject(
          3,
          status.plannedAtMicros() == 0 ? null : time(status.plannedAtMicros()),
          Types.TIMESTAMP_WITH_TIMEZONE);
      setCall(update, 4, status.auction());
      setCall(update, 6, status.plannedAuction());
      update.setLong(8, version);
      update.setInt(9, status.symbol());
      update.addBatch();
      executeOneRowEach(update, 1, "symbols");
    }
  }

  private static void setCall(PreparedStatement statement, int from, Optional<AuctionCall> call)
      throws SQLException {
    statement.setObject(
        from,
        call.map(one -> time(one.uncrossAtMicros())).orElse(null),
        Types.TIMESTAMP_WITH_TIMEZONE);
    statement.setString(from + 1, call.map(one -> one.then().name()).orElse(null));
  }

  private void writeAccounts(Connection connection, Map<Long, AccountChange> accounts)
      throws SQLException {
    for (Map.Entry<Long, AccountChange> one : accounts.entrySet()) {
      AccountChange change = one.getValue();
      try (PreparedStatement update =
              connection.prepareStatement(
                  "update account_flags set flags = coalesce(cast(? as integer), flags),"
                      + " blocks = coalesce(cast(? as integer), blocks),"
                      + " block_reason = coalesce(cast(? as integer), block_reason),"
                      + " fee_group = coalesce(cast(? as integer), fee_group),"
                      + " version = ? where account_id = ?");
          PreparedStatement insert =
              connection.prepareStatement(
                  "insert into account_flags (flags, blocks, block_reason, fee_group, version,"
                      + " account_id)"
                      + " values (coalesce(cast(? as integer), 0),"
                      + " coalesce(cast(? as integer), 0), coalesce(cast(? as integer), 0),"
                      + " coalesce(cast(? as integer), 0), ?, ?)")) {
        for (PreparedStatement statement : List.of(update, insert)) {
          statement.setObject(1, change.flags, Types.INTEGER);
          statement.setObject(2, change.blocks, Types.INTEGER);
          statement.setObject(3, change.blockReason, Types.INTEGER);
          statement.setObject(4, change.feeGroup, Types.INTEGER);
          statement.setLong(5, change.version);
          statement.setLong(6, one.getKey());
          if (statement.executeUpdate() == 1) {
            break;
          }
        }
      }
    }
  }

  private static void insertLists(Connection connection, List<ListPlaced> lists)
      throws SQLException {
    if (lists.isEmpty()) {
      return;
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into order_lists (id, account_id, type, symbol, client_order_id, created_at,"
                + " version) values (?, ?, ?, ?, ?, ?, ?)")) {
      for (ListPlaced list : lists) {
        insert.setLong(1, list.id());
        insert.setLong(2, list.account());
        insert.setString(3, list.type().name());
        insert.setString(4, list.symbol());
        insert.setString(5, list.clientOrderId().orElse(null));
        insert.setObject(6, time(list.atMicros()));
        insert.setLong(7, list.version());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static void insertPreventedMatches(Connection connection, List<PreventedMatch> matches)
      throws SQLException {
    if (matches.isEmpty()) {
      return;
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into prevented_matches (id, account_id, symbol, taker_side,"
                + " self_trade_prevention, price, qty, maker_order_id, taker_order_id, created_at,"
                + " version) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      for (PreventedMatch match : matches) {
        insert.setLong(1, match.id());
        insert.setLong(2, match.account());
        insert.setString(3, match.symbol().symbol());
        insert.setString(4, match.takerSide().name());
        insert.setString(5, match.prevention().name());
        insert.setBigDecimal(6, match.symbol().price(match.priceTicks()));
        insert.setBigDecimal(7, match.symbol().quantity(match.lots()));
        insert.setLong(8, match.makerOrder());
        insert.setLong(9, match.takerOrder());
        insert.setObject(10, time(match.atMicros()));
        insert.setLong(11, match.version());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  /** Account by account, as with the entries. */
  private void insertOrders(Connection connection, Collection<OrderChange> orders)
      throws SQLException {
    List<OrderChange> accepted =
        orders.stream()
            .filter(order -> order.accepted != null)
            .sorted(Comparator.comparingLong(order -> order.account))
            .toList();
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into orders (id, account_id, open_account_id, user_id, client_order_id, symbol,"
                + " side, type, time_in_force, price, qty, filled_qty, filled_quote, fee, status,"
                + " done_reason, created_at, updated_at, version, post_only, expires_at,"
                + " self_trade_prevention, quote_amount, stop_price, trailing_offset,"
                + " trailing_basis_points, display_qty, order_list_id)"
                + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                + " ?, ?, ?, ?)")) {
      for (OrderChange order : accepted) {
        OrderTerms terms = order.accepted;
        insert.setLong(1, order.id);
        insert.setLong(2, order.account);
        setOpenAccount(insert, 3, order);
        insert.setObject(4, users.get(order.account), Types.OTHER);
        insert.setString(5, terms.clientOrderId().isNone() ? null : terms.clientOrderId().text());
        insert.setString(6, order.symbol.symbol());
        insert.setString(7, order.side.name());
        insert.setString(8, terms.type().name());
        insert.setString(9, terms.timeInForce().name());
        setPrice(insert, 10, order.symbol, order.priceTicks);
        insert.setBigDecimal(11, order.symbol.quantity(order.quantityLots));
        insert.setBigDecimal(12, order.symbol.quantity(order.quantityLots - order.openLots));
        insert.setBigDecimal(13, order.filledQuote);
        insert.setBigDecimal(14, order.fee);
        insert.setString(15, order.status().name());
        insert.setString(16, order.doneReason == null ? null : order.doneReason.name());
        insert.setObject(17, time(order.createdAtMicros));
        insert.setObject(18, time(order.updatedAtMicros));
        insert.setLong(19, order.version);
        insert.setBoolean(20, terms.isPostOnly());
        insert.setObject(21, terms.expiresAtMicros() == 0 ? null : time(terms.expiresAtMicros()));
        insert.setString(22, terms.selfTradePrevention().name());
        setConditions(insert, 23, order);
        insert.setObject(28, order.listId == 0 ? null : order.listId, Types.BIGINT);
        insert.addBatch();
      }
      executeWhenAny(insert, accepted.size());
    }
  }

  /** Orders of earlier batches whose terms stayed: the row's quantity is what it was. */
  private void updateOrders(Connection connection, Collection<OrderChange> orders)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update orders set qty = qty - ?, filled_qty = qty - ? - ?,"
                + " filled_quote = filled_quote + ?, fee = fee + ?,"
                + " status = case when cast(? as varchar(20)) is not null then ?"
                + " when qty - ? > ? then '"
                + OrderStatus.PARTIALLY_FILLED
                + "' else '"
                + OrderStatus.OPEN
                + "' end, done_reason = ?, open_account_id = ?, updated_at = ?, version = ?"
                + " where id = ?")) {
      int rows = 0;
      for (OrderChange order : orders) {
        if (order.accepted != null || order.termsKnown) {
          continue;
        }
        BigDecimal shrunk = order.symbol.quantity(order.shrunkLots);
        BigDecimal open = order.symbol.quantity(order.openLots);
        String status = order.doneReason == null ? null : order.doneReason.status().name();
        update.setBigDecimal(1, shrunk);
        update.setBigDecimal(2, shrunk);
        update.setBigDecimal(3, open);
        update.setBigDecimal(4, order.filledQuote);
        update.setBigDecimal(5, order.fee);
        update.setString(6, status);
        update.setString(7, status);
        update.setBigDecimal(8, shrunk);
        update.setBigDecimal(9, open);
        update.setString(10, order.doneReason == null ? null : order.doneReason.name());
        setOpenAccount(update, 11, order);
        update.setObject(12, time(order.updatedAtMicros));
        update.setLong(13, order.version);
        update.setLong(14, order.id);
        update.addBatch();
        rows++;
      }
      executeOneRowEach(update, rows, "orders");
    }
  }

  /** Orders of earlier batches that have new terms. */
  private void updateReplacedOrders(Connection connection, Collection<OrderChange> orders)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update orders set price = coalesce(?, price), stop_price = coalesce(?, stop_price),"
                + " qty = ?, filled_qty = ?, filled_quote = filled_quote + ?,"
                + " fee = fee + ?, status = ?, done_reason = ?, open_account_id = ?,"
                + " updated_at = ?, version = ? where id = ?")) {
      int rows = 0;
      for (OrderChange order : orders) {
        if (order.accepted != null || !order.termsKnown) {
          continue;
        }
        setPrice(update, 1, order.symbol, order.priceTicks);
        setPrice(update, 2, order.symbol, order.triggerTicks);
        update.setBigDecimal(3, order.symbol.quantity(order.quantityLots));
        update.setBigDecimal(4, order.symbol.quantity(order.quantityLots - order.openLots));
        update.setBigDecimal(5, order.filledQuote);
        update.setBigDecimal(6, order.fee);
        update.setString(7, order.status().name());
        update.setString(8, order.doneReason == null ? null : order.doneReason.name());
        setOpenAccount(update, 9, order);
        update.setObject(10, time(order.updatedAtMicros));
        update.setLong(11, order.version);
        update.setLong(12, order.id);
        update.addBatch();
        rows++;
      }
      executeOneRowEach(update, rows, "orders");
    }
  }

  private void insertTrades(Connection connection, List<Trade> trades) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into trades (id, symbol, buy_order_id, sell_order_id, buyer_account_id,"
                + " seller_account_id, taker_side, price, qty, quote_qty, fee, buyer_fee,"
                + " seller_fee, \"timestamp\", version, auction)"
                + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      for (Trade trade : trades) {
        insert.setLong(1, trade.id());
        insert.setString(2, trade.symbol().symbol());
        insert.setLong(3, trade.buyOrder());
        insert.setLong(4, trade.sellOrder());
        insert.setLong(5, trade.buyer());
        insert.setLong(6, trade.seller());
        insert.setString(7, trade.takerSide().name());
        insert.setBigDecimal(8, trade.price());
        insert.setBigDecimal(9, trade.quantity());
        insert.setBigDecimal(10, trade.quote());
        insert.setBigDecimal(11, trade.buyerFee().add(trade.sellerFee()));
        insert.setBigDecimal(12, trade.buyerFee());
        insert.setBigDecimal(13, trade.sellerFee());
        insert.setObject(14, time(trade.atMicros()));
        insert.setLong(15, trade.version());
        insert.setBoolean(16, trade.isAuction());
        insert.addBatch();
      }
      executeWhenAny(insert, trades.size());
    }
  }

  /** Wallet by wallet, so that the index of their entries is gone through once, in its order. */
  private void insertEntries(Connection connection, List<Entry> entries) throws SQLException {
    entries.sort(Comparator.comparingLong(Entry::walletId));
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into ledger_entries (id, wallet_id, type, bucket, amount, balance_after,"
                + " tx_ref, sequence, fact_index, created_at, hash) values (?, ?, ?, ?, ?, ?, ?, ?,"
                + " ?, ?, ?)")) {
      for (Entry entry : entries) {
        insert.setLong(1, entry.id());
        insert.setLong(2, entry.walletId());
        insert.setString(3, entry.type().name());
        insert.setString(4, entry.bucket().name());
        insert.setBigDecimal(5, entry.amount());
        insert.setBigDecimal(6, entry.balanceAfter());
        insert.setString(7, entry.reference());
        insert.setLong(8, entry.sequence());
        insert.setInt(9, entry.factIndex());
        insert.setObject(10, time(entry.atMicros()));
        insert.setBytes(11, entry.hash());
        insert.addBatch();
      }
      executeWhenAny(insert, entries.size());
    }
  }

  private void insertTransfers(Connection connection, Collection<Transfer> transfers)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into transfers (sequence, id, type, from_account, to_account, currency,"
                + " amount, reason, about, business_date, created_at)"
                + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      for (Transfer transfer : transfers) {
        insert.setLong(1, transfer.sequence());
        insert.setObject(2, transfer.id());
        insert.setString(3, transfer.type().name());
        insert.setLong(4, transfer.from());
        insert.setLong(5, transfer.to());
        insert.setString(6, transfer.asset().symbol());
        insert.setBigDecimal(7, transfer.amount());
        insert.setString(8, transfer.reason().orElse(null));
        insert.setObject(9, transfer.about() == 0 ? null : transfer.about());
        insert.setObject(10, transfer.businessDay().map(LocalDate::ofEpochDay).orElse(null));
        insert.setObject(11, time(transfer.atMicros()));
        insert.addBatch();
      }
      executeWhenAny(insert, transfers.size());
    }
  }

  private void writeHolds(Connection connection, Collection<HoldChange> holds) throws SQLException {
    if (holds.isEmpty()) {
      return;
    }
    try (PreparedStatement insert =
            connection.prepareStatement(
                "insert into holds (left_amount, status, updated_at, version, id, account_id,"
                    + " user_id, currency, amount, reference, expires_at, created_at)"
                    + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        PreparedStatement update =
            connection.prepareStatement(
                "update holds set left_amount = ?, status = ?, updated_at = ?, version = ?"
                    + " where id = ?")) {
      int inserts = 0;
      int updates = 0;
      for (HoldChange hold : holds) {
        PreparedStatement statement = hold.made == null ? update : insert;
        statement.setBigDecimal(1, hold.asset.amount(hold.left));
        statement.setString(2, hold.status);
        statement.setObject(3, time(hold.atMicros));
        statement.setLong(4, hold.version);
        statement.setLong(5, hold.id);
        if (hold.made != null) {
          HoldMade made = hold.made;
          insert.setLong(6, made.account());
          insert.setObject(7, users.get(made.account()));
          insert.setString(8, hold.asset.symbol());
          insert.setBigDecimal(9, hold.asset.amount(made.amount()));
          insert.setObject(10, made.reference());
          insert.setObject(11, made.expiresAtMicros() == 0 ? null : time(made.expiresAtMicros()));
          insert.setObject(12, time(made.atMicros()));
        }
        inserts += hold.made == null ? 0 : 1;
        updates += hold.made == null ? 1 : 0;
        statement.addBatch();
      }
      executeWhenAny(insert, inserts);
      executeWhenAny(update, updates);
    }
  }

  private void insertPeriods(Connection connection, List<PeriodClosed> periods)
      throws SQLException {
    if (periods.isEmpty()) {
      return;
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into ledger_periods (closed_to, sequence, closed_at) values (?, ?, ?)")) {
      for (PeriodClosed period : periods) {
        insert.setObject(1, LocalDate.ofEpochDay(period.day()));
        insert.setLong(2, period.sequence());
        insert.setObject(3, time(period.atMicros()));
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private void writeWallets(Connection connection, Map<Long, WalletChange> changes)
      throws SQLException {
    learnBalances(connection, changes);
    try (PreparedStatement update =
            connection.prepareStatement(
                "update wallet set balance = ?, available = ?, reserved = ?, version = ?"
                    + " where id = ?");
        PreparedStatement insert =
            connection.prepareStatement(
                "insert into wallet (balance, available, reserved, version, id, account_id,"
                    + " user_id, currency) values (?, ?, ?, ?, ?, ?, ?, ?)")) {
      int updates = 0;
      int inserts = 0;
      Map<Long, Balances> after = new HashMap<>();
      for (WalletChange change : changes.values()) {
        Balances before = wallets.get(change.id);
        Balances now =
            new Balances(
                change.availableChanged || before == null ? change.available : before.available(),
                change.reservedChanged || before == null ? change.reserved : before.reserved());
        after.put(change.id, now);
        PreparedStatement statement = before == null ? insert : update;
        BigDecimal available = change.asset.amount(now.available());
        BigDecimal reserved = change.asset.amount(now.reserved());
        statement.setBigDecimal(1, available.add(reserved));
        statement.setBigDecimal(2, available);
        statement.setBigDecimal(3, reserved);
        statement.setLong(4, change.version);
        statement.setLong(5, change.id);
        if (before == null) {
          insert.setLong(6, change.account);
          insert.setObject(7, users.get(change.account), Types.OTHER);
          insert.setString(8, change.asset.symbol());
          inserts++;
        } else {
          updates++;
        }
        statement.addBatch();
      }
      executeOneRowEach(update, updates, "wallet");
      executeWhenAny(insert, inserts);
      wallets.putAll(after);
    }
  }

  private void writeCandles(Connection connection, Map<Minute, CandleChange> candles)
      throws SQLException {
    for (Map.Entry<Minute, CandleChange> one : candles.entrySet()) {
      if (!addToCandle(connection, one.getKey(), one.getValue())) {
        insertCandle(connection, one.getKey(), one.getValue());
      }
    }
  }

  private static boolean addToCandle(Connection connection, Minute minute, CandleChange candle)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update candles set high_price = greatest(high_price, ?),"
                + " low_price = least(low_price, ?), close_price = ?, volume = volume + ?,"
                + " quote_volume = quote_volume + ?, trade_count = trade_count + ?, version = ?"
                + " where symbol = ? and start_minute = ?")) {
      update.setBigDecimal(1, candle.high);
      update.setBigDecimal(2, candle.low);
      update.setBigDecimal(3, candle.close);
      update.setBigDecimal(4, candle.volume);
      update.setBigDecimal(5, candle.quoteVolume);
      update.setLong(6, candle.trades);
      update.setLong(7, candle.version);
      update.setString(8, minute.symbol());
      update.setLong(9, minute.minute());
      return update.executeUpdate() == 1;
    }
  }

  private static void insertCandle(Connection connection, Minute minute, CandleChange candle)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into candles (symbol, start_minute, open_price, high_price, low_price,"
                + " close_price, volume, quote_volume, trade_count, version)"
                + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      insert.setString(1, minute.symbol());
      insert.setLong(2, minute.minute());
      insert.setBigDecimal(3, candle.open);
      insert.setBigDecimal(4, candle.high);
      insert.setBigDecimal(5, candle.low);
      insert.setBigDecimal(6, candle.close);
      insert.setBigDecimal(7, candle.volume);
      insert.setBigDecimal(8, candle.quoteVolume);
      insert.setLong(9, candle.trades);
      insert.setLong(10, candle.version);
      insert.executeUpdate();
    }
  }

  /**
   * Who stands behind the accounts. An account without a row is asked for again next time: its user
   * may be registered later.
   */
  private void learnUsers(Connection connection, ProjectionBatch batch) throws SQLException {
    Set<Long> unknown = new HashSet<>();
    batch.orders.values().forEach(order -> unknown.add(order.account));
    batch.wallets.values().forEach(wallet -> unknown.add(wallet.account));
    unknown.removeAll(users.keySet());
    unknown.removeAll(accountsWithoutUser);
    if (unknown.isEmpty()) {
      return;
    }
    try (PreparedStatement select =
        connection.prepareStatement(
            "select account_id, user_id from accounts where account_id = any (?)")) {
      Array ids = connection.createArrayOf("bigint", unknown.toArray());
      select.setArray(1, ids);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          UUID user = rows.getObject(2, UUID.class);
          if (user == null) {
            accountsWithoutUser.add(rows.getLong(1));
          } else {
            users.put(rows.getLong(1), user);
          }
        }
      }
      ids.free();
    }
  }

  private void learnBalances(Connection connection, Map<Long, WalletChange> changes)
      throws SQLException {
    if (wallets.size() > MOST_CACHED) {
      wallets.clear();
    }
    List<Long> unknown = new ArrayList<>();
    for (Long id : changes.keySet()) {
      if (!wallets.containsKey(id)) {
        unknown.add(id);
      }
    }
    if (unknown.isEmpty()) {
      return;
    }
    try (PreparedStatement select =
        connection.prepareStatement(
            "select id, available, reserved from wallet where id = any (?)")) {
      Array ids = connection.createArrayOf("bigint", unknown.toArray());
      select.setArray(1, ids);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          int scale = changes.get(rows.getLong(1)).asset.scale();
          wallets.put(
              rows.getLong(1),
              new Balances(
                  units(rows.getBigDecimal(2), scale), units(rows.getBigDecimal(3), scale)));
        }
      }
      ids.free();
    }
  }

  private static long units(BigDecimal amount, int scale) {
    return amount.movePointRight(scale).longValueExact();
  }

  private static void setOpenAccount(PreparedStatement statement, int index, OrderChange order)
      throws SQLException {
    if (order.doneReason == null) {
      statement.setLong(index, order.account);
    } else {
      statement.setNull(index, Types.BIGINT);
    }
  }

  /** A market order has no price. */
  private static void setPrice(
      PreparedStatement statement, int index, SymbolDefinition symbol, long ticks)
      throws SQLException {
    statement.setBigDecimal(index, ticks == 0 ? null : symbol.price(ticks));
  }

  private static void setConditions(PreparedStatement statement, int first, OrderChange order)
      throws SQLException {
    Conditions conditions = order.accepted.conditions();
    SymbolDefinition symbol = order.symbol;
    long amount = conditions.quoteAmount();
    long basisPoints = conditions.trailBasisPoints();
    long display = conditions.displayLots();
    statement.setBigDecimal(first, amount == 0 ? null : symbol.quote().amount(amount));
    setPrice(statement, first + 1, symbol, order.triggerTicks);
    setPrice(statement, first + 2, symbol, conditions.trailTicks());
    statement.setObject(first + 3, basisPoints == 0 ? null : (int) basisPoints, Types.INTEGER);
    statement.setBigDecimal(first + 4, display == 0 ? null : symbol.quantity(display));
  }

  private static OffsetDateTime time(long micros) {
    return Instant.ofEpochSecond(
            Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L)
        .atOffset(ZoneOffset.UTC);
  }

  private static void executeWhenAny(PreparedStatement statement, int rows) throws SQLException {
    if (rows > 0) {
      statement.executeBatch();
    }
  }

  private static void executeOneRowEach(PreparedStatement statement, int rows, String table)
      throws SQLException {
    if (rows == 0) {
      return;
    }
    for (int count : statement.executeBatch()) {
      if (count != 1) {
        throw new IllegalStateException(
            "A fact is about a row that the table " + table + " does not have");
      }
    }
  }
}
