package bourse.cli.replay;

import bourse.cli.client.ClientSession;
import bourse.cli.client.Json;
import bourse.cli.client.ServerConnection;
import bourse.domain.AssetDefinition;
import bourse.domain.AssetType;
import bourse.domain.ErrorCode;
import bourse.domain.ErrorType;
import bourse.domain.Fault;
import bourse.domain.Side;
import bourse.domain.SymbolDefinition;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Recorded flow into a running server through the batch route of its public API, as a user made for
 * this run who pays no fees and may trade with itself. Orders carry client order ids that no other
 * run has; results are told with the file's ids. At the end the user's open orders are taken back.
 *
 * <p>A taker's fills are in the answers. Who was hit, and what rests in the end, is read from the
 * user's trades and open orders afterwards, when the results are told; an answer of a batch shows
 * an order after the whole batch, so its place in the queue is told from the rows.
 */
final class ServerReplay implements ReplayTarget {
  private static final int PAGE = 500;
  private static final int CANCELS = 1000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final SecureRandom RANDOM = new SecureRandom();

  /** A fill of which the maker is not known yet. */
  private record Taken(String tradeId, long priceTicks, long lots) {}

  /**
   * A row that placed or amended an order.
   *
   * @param order the server's id
   * @param sequence its command's place in the log
   */
  private record Done(ReplayRow row, String order, long sequence, List<Taken> fills) {}

  /** An order, and since which command it has its place among those at its price. */
  private static final class Placed {
    private final long fileId;
    private long priceTicks;
    private long openLots;
    private long since;

    Placed(long fileId) {
      this.fileId = fileId;
    }

    /** Placed or amended; only shrinking at the same price keeps the place. */
    void set(ReplayRow row, long sequence) {
      if (row.priceTicks() != priceTicks || row.lots() > openLots) {
        since = sequence;
      }
      priceTicks = row.priceTicks();
      openLots = row.lots();
    }
  }

  /** A resting order of the final book. */
  private record Resting(Side side, long priceTicks, Placed order, long openLots) {}

  private final SymbolDefinition symbol;
  private final int batchSize;
  private final String run = HexFormat.of().formatHex(random(6));
  private final ClientSession session;
  private final List<ReplayRow> waiting = new ArrayList<>();
  private final Map<Long, String> clientIds = new HashMap<>();
  private final Map<String, Placed> orders = new HashMap<>();
  private final List<Done> done = new ArrayList<>();
  private ArrayNode operations = Json.object().arrayNode();
  private long sequence;

  /**
   * Creates and funds the user.
   *
   * @param symbol as {@link #symbol} read it
   * @param funds what the flow needs
   * @throws Fault INVALID_FIELD when the symbol's book is not empty
   */
  ServerReplay(ReplayServer server, SymbolDefinition symbol, Rehearsal funds, int batchSize) {
    this.symbol = symbol;
    this.batchSize = batchSize;
    requireEmptyBook(server.api());
    String email = "replay-" + run + "@replay.example";
    String password = Base64.getUrlEncoder().withoutPadding().encodeToString(random(33));
    server.operator().createUser(email, password, "Replay of recorded flow");
    session = new ClientSession(server.api(), email, password, "bourse replay");
    String account = session.get("/v1/me").body().path("account").asText();
    server.operator().setFlags(account, true, true);
    deposit(server, symbol.quote(), funds.quoteNeeded());
    deposit(server, symbol.base(), funds.baseNeeded());
  }

  /**
   * The symbol as the server lists it.
   *
   * @throws Fault UNKNOWN_SYMBOL that says how to list it
   */
  static SymbolDefinition symbol(ServerConnection api, String name) {
    JsonNode symbol;
    try {
      symbol = api.get("/v1/symbols/" + encoded(name), Map.of()).body();
    } catch (Fault fault) {
      throw fault.code() == ErrorCode.UNKNOWN_SYMBOL ? notListed(name, fault) : fault;
    }
    Map<String, AssetDefinition> assets = new HashMap<>();
    for (JsonNode asset : api.get("/v1/assets", Map.of()).body().path("items")) {
      AssetDefinition definition =
          new AssetDefinition(
              assets.size() + 1,
              asset.path("symbol").asText(),
              asset.path("name").asText(),
              AssetType.valueOf(asset.path("type").asText()),
              asset.path("decimals").asInt());
      assets.put(definition.symbol(), definition);
    }
    return SymbolDefinition.of(
        1,
        assets.get(symbol.path("base").asText()),
        assets.get(symbol.path("quote").asText()),
        symbol.path("tickSize").asText(),
        symbol.path("lotSize").asText(),
        0,
        0,
        symbol.path("minimumNotional").asText(),
        symbol.path("maximumQuantity").asText());
  }

  @Override
  public void apply(ReplayRow row, Results results) {
    operations.add(operation(row));
    waiting.add(row);
    if (waiting.size() == batchSize) {
      submit(results);
    }
  }

  @Override
  public void finish(Results results) {
    submit(results);
    Map<String, String> makers = new HashMap<>();
    page(
        "/v1/trades?",
        trade -> {
          if (trade.path("role").asText().equals("MAKER")) {
            makers.put(trade.path("id").asText(), trade.path("orderId").asText());
          }
        });
    for (Done step : done) {
      Placed taker = orders.computeIfAbsent(step.order, id -> new Placed(step.row.orderId()));
      taker.set(step.row, step.sequence);
      for (Taken fill : step.fills) {
        Placed maker = orders.get(makers.getOrDefault(fill.tradeId, ""));
        if (maker == null) {
          throw new Fault(
              ErrorCode.INTERNAL,
              "Trade " + fill.tradeId + " was with an order of somebody else than this replay");
        }
        taker.openLots -= fill.lots;
        maker.openLots -= fill.lots;
        results.fill(step.row.number(), taker.fileId, maker.fileId, fill.priceTicks, fill.lots);
      }
    }
  }

  @Override
  public void book(Book book) {
    List<Resting> resting = new ArrayList<>();
    page(
        "/v1/orders?status=OPEN&",
        order ->
            resting.add(
                new Resting(
                    Side.valueOf(order.path("side").asText()),
                    ticks(order),
                    orders.get(order.path("id").asText()),
                    lots(order, "openQuantity"))));
    resting.sort(
        Comparator.comparing(Resting::side)
            .thenComparingLong(
                order -> order.side == Side.BUY ? -order.priceTicks : order.priceTicks)
            .thenComparingLong(order -> order.order.since));
    resting.forEach(
        order -> book.resting(order.side, order.priceTicks, order.order.fileId, order.openLots));
  }

  /** Takes back what is still open, so that the market is as it was before. */
  @Override
  public void close() {
    List<String> open = new ArrayList<>();
    page("/v1/orders?status=OPEN&", order -> open.add(order.path("id").asText()));
    for (int from = 0; from < open.size(); from += CANCELS) {
      ObjectNode batch = Json.object();
      ArrayNode cancels = batch.putArray("operations");
      open.subList(from, Math.min(open.size(), from + CANCELS))
          .forEach(id -> cancels.addObject().put("op", "CANCEL").put("id", id));
      patiently(() -> session.post("/v1/orders/batch", batch));
    }
    session.logout();
  }

  private ObjectNode operation(ReplayRow row) {
    ObjectNode operation = Json.object();
    return switch (row.action()) {
      case NEW, IOC -> {
        String clientId = run + "-" + row.number();
        clientIds.put(row.orderId(), clientId);
        operation
            .put("op", "PLACE")
            .put("clientOrderId", clientId)
            .put("symbol", symbol.symbol())
            .put("side", row.side().name())
            .put("type", "LIMIT")
            .put("selfTradePrevention", "NONE")
            .put("timeInForce", row.action() == ReplayRow.Action.NEW ? "GTC" : "IOC");
        yield priced(operation, row);
      }
      case CANCEL -> operation.put("op", "CANCEL").put("clientOrderId", clientId(row));
      case REPLACE -> priced(operation.put("op", "AMEND").put("clientOrderId", clientId(row)), row);
    };
  }

  /** An id that the file never placed names no order on the server either. */
  private String clientId(ReplayRow row) {
    return clientIds.getOrDefault(row.orderId(), run + "-none");
  }

  private ObjectNode priced(ObjectNode operation, ReplayRow row) {
    return operation
        .put("price", symbol.priceText(row.priceTicks()))
        .put("quantity", symbol.quantityText(row.lots()));
  }

  private void submit(Results results) {
    if (waiting.isEmpty()) {
      return;
    }
    ObjectNode batch = Json.object();
    batch.set("operations", operations);
    long start = System.nanoTime();
    JsonNode answers =
        patiently(() -> session.post("/v1/orders/batch", batch)).body().path("results");
    results.executed(waiting.size(), System.nanoTime() - start);
    if (answers.size() != waiting.size()) {
      throw new Fault(
          ErrorCode.INTERNAL,
          "A batch of " + waiting.size() + " was answered with " + answers.size() + " results");
    }
    for (int i = 0; i < answers.size(); i++) {
      take(waiting.get(i), answers.get(i), results);
    }
    waiting.clear();
    operations = Json.object().arrayNode();
  }

  private void take(ReplayRow row, JsonNode answer, Results results) {
    if (answer.has("problem")) {
      Fault fault = ServerConnection.fault(answer.path("problem"));
      if (!isRefusal(fault.code().type())) {
        throw fault; // what comes after would not be the file's flow any more
      }
      results.refused(row.number());
      return;
    }
    long at = answer.path("sequence").asLong();
    sequence = Math.max(sequence, at);
    if (row.action() == ReplayRow.Action.CANCEL) {
      return;
    }
    JsonNode order = answer.path("order");
    List<Taken> fills = new ArrayList<>();
    for (JsonNode fill : order.path("fills")) {
      fills.add(new Taken(fill.path("tradeId").asText(), ticks(fill), lots(fill, "quantity")));
    }
    done.add(new Done(row, order.path("id").asText(), at, fills));
  }

  private static boolean isRefusal(ErrorType type) {
    return switch (type) {
      case USER, MISSING, CONFLICT -> true;
      case ACCESS, THROTTLED, UNAVAILABLE, UNKNOWN, INTERNAL -> false;
    };
  }

  /** All items of a list that is at least as new as the last command. */
  private void page(String path, Consumer<JsonNode> each) {
    String list = path + "symbol=" + encoded(symbol.symbol()) + "&limit=" + PAGE;
    Optional<String> cursor = Optional.of("");
    while (cursor.isPresent()) {
      String at = cursor.get().isEmpty() ? list : list + "&cursor=" + cursor.get();
      JsonNode page = patiently(() -> session.get(at, sequence)).body();
      page.path("items").forEach(each);
      cursor =
          Optional.of(page.path("nextCursor")).filter(JsonNode::isTextual).map(JsonNode::asText);
    }
  }

  /** Asks again while the server says that it is busy, in which case nothing happened. */
  private static ServerConnection.Answer patiently(Supplier<ServerConnection.Answer> call) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return call.get();
      } catch (Fault fault) {
        boolean passes =
            fault.code() == ErrorCode.OVERLOADED || fault.code() == ErrorCode.SEQUENCE_NOT_REACHED;
        if (!passes || System.nanoTime() - end > 0) {
          throw fault;
        }
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new Fault(ErrorCode.STOPPED, "The replay was interrupted", interrupted);
      }
    }
  }

  private void requireEmptyBook(ServerConnection api) {
    JsonNode depth =
        api.get("/v1/symbols/" + encoded(symbol.symbol()) + "/depth?limit=1", Map.of()).body();
    if (!depth.path("bids").isEmpty() || !depth.path("asks").isEmpty()) {
      throw new Fault(
          ErrorCode.INVALID_FIELD,
          "There are orders in the book of "
              + symbol.symbol()
              + ", so the totals would mean nothing: name a symbol that nobody trades (--symbol)");
    }
  }

  private void deposit(ReplayServer server, AssetDefinition asset, BigDecimal amount) {
    if (amount.signum() > 0) {
      server
          .operator()
          .deposit(
              session.email(),
              asset.symbol(),
              amount.toPlainString(),
              "replay-" + run + "-" + asset.symbol(),
              Optional.of("Funds of a replay of recorded flow"));
    }
  }

  private long ticks(JsonNode node) {
    return symbol.ticks(number(node, "price")).orElseThrow();
  }

  private long lots(JsonNode node, String field) {
    return symbol.lots(number(node, field)).orElseThrow();
  }

  private static BigDecimal number(JsonNode node, String field) {
    return new BigDecimal(node.path(field).asText());
  }

  private static Fault notListed(String name, Fault cause) {
    String[] assets = name.split("-", 2);
    return new Fault(
        ErrorCode.UNKNOWN_SYMBOL,
        """
        The server does not list %s. Add this to markets.yaml in its data directory and restart it; leave out assets that are there already:
        assets:
          - {symbol: %s, name: Recorded contract, type: security, decimals: 0}
        symbols:
          - symbol: %s
            tick: 0.25
            lot: 1
            minimum-notional: 0
            maximum-quantity: 1000000
            maker-fee-basis-points: 0
            taker-fee-basis-points: 0\
        """
            .formatted(name, assets[0], name),
        cause);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static byte[] random(int count) {
    byte[] bytes = new byte[count];
    RANDOM.nextBytes(bytes);
    return bytes;
  }
}
