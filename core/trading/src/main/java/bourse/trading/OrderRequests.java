package bourse.trading;

import bourse.domain.ClientOrderId;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.FieldError;
import bourse.domain.OrderListType;
import bourse.domain.OrderType;
import bourse.domain.SelfTradePrevention;
import bourse.domain.Side;
import bourse.domain.SymbolDefinition;
import bourse.domain.TimeInForce;
import bourse.domain.Times;
import bourse.engine.Conditions;
import bourse.engine.OrderCombinations;
import bourse.engine.OrderTerms;
import bourse.exchange.Listings;
import bourse.platform.http.FieldChecks;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What clients ask for, as JSON, and the checks that turn it into ticks and lots. Every field that
 * breaks a rule is named; nothing that is not supported is passed over.
 */
public final class OrderRequests {
  /** A body of {@code POST /v1/orders}. Absent fields are null. */
  record NewOrder(
      String symbol,
      Side side,
      OrderType type,
      TimeInForce timeInForce,
      BigDecimal price,
      BigDecimal quantity,
      String clientOrderId,
      SelfTradePrevention selfTradePrevention,
      Boolean postOnly,
      String expiresAt,
      BigDecimal quoteAmount,
      BigDecimal stopPrice,
      BigDecimal trailingOffset,
      Integer trailingBasisPoints,
      BigDecimal displayQuantity) {
    /** The same order by another name. */
    NewOrder named(String newClientOrderId) {
      return new NewOrder(
          symbol,
          side,
          type,
          timeInForce,
          price,
          quantity,
          newClientOrderId,
          selfTradePrevention,
          postOnly,
          expiresAt,
          quoteAmount,
          stopPrice,
          trailingOffset,
          trailingBasisPoints,
          displayQuantity);
    }
  }

  /**
   * One order of a list. The list says symbol, side and quantity, but for the pending order of an
   * OTO, which has its own side and quantity.
   */
  public record ListedOrder(
      Side side,
      BigDecimal quantity,
      OrderType type,
      TimeInForce timeInForce,
      BigDecimal price,
      String clientOrderId,
      SelfTradePrevention selfTradePrevention,
      Boolean postOnly,
      String expiresAt,
      BigDecimal stopPrice,
      BigDecimal trailingOffset,
      Integer trailingBasisPoints,
      BigDecimal displayQuantity) {
    NewOrder order(String symbol, Side ofSide, BigDecimal ofQuantity) {
      return new NewOrder(
          symbol,
          ofSide,
          type,
          timeInForce,
          price,
          ofQuantity,
          clientOrderId,
          selfTradePrevention,
          postOnly,
          expiresAt,
          null,
          stopPrice,
          trailingOffset,
          trailingBasisPoints,
          displayQuantity);
    }
  }

  /**
   * An order list, as {@code POST /v1/order-lists} and the stream take it. Absent fields are null.
   *
   * @param side of the pair of an OCO, otherwise of the working order
   * @param quantity likewise
   */
  public record NewOrderList(
      OrderListType type,
      String clientOrderId,
      String symbol,
      Side side,
      BigDecimal quantity,
      ListedOrder working,
      ListedOrder pending,
      ListedOrder profit,
      ListedOrder stop) {
    /** The same list by another name. */
    NewOrderList named(String newClientOrderId) {
      return new NewOrderList(
          type, newClientOrderId, symbol, side, quantity, working, pending, profit, stop);
    }
  }

  /** A list that can be submitted. */
  record ListPlacement(ClientOrderId clientOrderId, List<Placement> orders) {}

  /** A body of {@code PATCH /v1/orders/{id}}. */
  record AmendOrder(BigDecimal price, BigDecimal quantity, BigDecimal stopPrice) {}

  /** A body of {@code POST /v1/orders/cancel-all-after}. */
  record CancelAllAfter(Long timeoutMillis) {}

  /** What an operation does. */
  public enum Op {
    PLACE,
    AMEND,
    CANCEL
  }

  /** One operation of a batch, or of a stream. Absent fields are null. */
  public record Operation(
      Op op,
      String id,
      String clientOrderId,
      String symbol,
      Side side,
      OrderType type,
      TimeInForce timeInForce,
      BigDecimal price,
      BigDecimal quantity,
      SelfTradePrevention selfTradePrevention,
      Boolean postOnly,
      String expiresAt,
      BigDecimal quoteAmount,
      BigDecimal stopPrice,
      BigDecimal trailingOffset,
      Integer trailingBasisPoints,
      BigDecimal displayQuantity,
      Long version) {
    /** The same fields as an operation of this kind. */
    Operation as(Op kind) {
      return new Operation(
          kind,
          id,
          clientOrderId,
          symbol,
          side,
          type,
          timeInForce,
          price,
          quantity,
          selfTradePrevention,
          postOnly,
          expiresAt,
          quoteAmount,
          stopPrice,
          trailingOffset,
          trailingBasisPoints,
          displayQuantity,
          version);
    }

    /** The order's version that is meant; 0 for any. */
    long anyVersion() {
      return version == null ? 0 : version;
    }

    AmendOrder amendment() {
      return new AmendOrder(price, quantity, stopPrice);
    }

    NewOrder order() {
      return new NewOrder(
          symbol,
          side,
          type,
          timeInForce,
          price,
          quantity,
          clientOrderId,
          selfTradePrevention,
          postOnly,
          expiresAt,
          quoteAmount,
          stopPrice,
          trailingOffset,
          trailingBasisPoints,
          displayQuantity);
    }
  }

  /** A body of {@code POST /v1/orders/batch}. */
  record Batch(List<Operation> operations) {}

  /** An order that can be submitted. */
  record Placement(SymbolDefinition symbol, OrderTerms terms) {}

  /** A change that can be submitted; 0 leaves what is there. */
  record Amendment(long priceTicks, long openLots, long triggerTicks) {}

  /** Java's parser takes years of up to ten digits, which no database can compare with. */
  private static final String RFC_3339 = "[0-9]{4}-.*";

  private static final long SHORTEST_TIMEOUT_MILLIS = 1_000;
  private static final long LONGEST_TIMEOUT_MILLIS = 86_400_000;

  private final Listings listings;

  OrderRequests(Listings listings) {
    this.listings = listings;
  }

  /**
   * Checks a new order.
   *
   * @param path what stands before the field's names in messages: empty, or {@code operations[3].}
   * @throws Fault {@link ErrorCode#INVALID_FIELD}, {@link ErrorCode#UNKNOWN_SYMBOL}, {@link
   *     ErrorCode#UNSUPPORTED_COMBINATION}
   */
  Placement placement(String path, NewOrder order) {
    FieldChecks checks = new FieldChecks();
    checks.required(path + "symbol", order.symbol());
    checks.required(path + "side", order.side());
    checks.required(path + "type", order.type());
    checks.verify();
    TimeInForce timeInForce = timeInForce(order);
    boolean postOnly = Boolean.TRUE.equals(order.postOnly());
    requireSupported(path, order.type(), timeInForce, postOnly);
    SelfTradePrevention prevention =
        Optional.ofNullable(order.selfTradePrevention()).orElse(SelfTradePrevention.CANCEL_NEWEST);
    requireSupportedConditions(path, order, timeInForce, prevention);
    String size =
        OrderCombinations.takesQuantity(order.type(), order.side()) ? "quantity" : "quoteAmount";
    checks.check(
        order.quantity() != null || order.quoteAmount() != null,
        path + size,
        "required",
        "The field " + path + size + " is missing.");
    checks.verify();
    SymbolDefinition symbol = listings.symbol(path + "symbol", order.symbol());
    long price = price(path, order, symbol, checks);
    long quantity =
        order.quantity() == null
            ? 0
            : quantity(path + "quantity", order.quantity(), symbol, checks);
    Conditions conditions = conditions(path, order, symbol, checks);
    ClientOrderId clientOrderId = clientOrderId(path, order.clientOrderId(), checks);
    long expiresAt = expiry(path, timeInForce, order.expiresAt(), checks);
    checks.verify();
    return new Placement(
        symbol,
        OrderTerms.of(
                symbol.id(),
                order.side(),
                order.type(),
                timeInForce,
                price,
                quantity,
                clientOrderId)
            .withSelfTradePrevention(prevention)
            .withPostOnly(postOnly)
            .withExpiry(expiresAt)
            .withConditions(conditions));
  }

  /** Checks a new order list: the orders that its type has, and no others. Throws likewise. */
  ListPlacement list(NewOrderList list) {
    FieldChecks checks = new FieldChecks();
    checks.required("type", list.type());
    checks.required("symbol", list.symbol());
    checks.required("side", list.side());
    checks.required("quantity", list.quantity());
    checks.verify();
    ClientOrderId clientOrderId = clientOrderId("", list.clientOrderId(), checks);
    boolean hasPair = list.type().hasPair();
    presence(checks, list, "working", list.working(), list.type().hasWorkingOrder());
    presence(checks, list, "pending", list.pending(), !hasPair);
    presence(checks, list, "profit", list.profit(), hasPair);
    presence(checks, list, "stop", list.stop(), hasPair);
    // Here, because in an order of the list they would be named as that order's.
    quantity("quantity", list.quantity(), symbol("symbol", list.symbol()), checks);
    checks.verify();
    List<Placement> orders = new ArrayList<>();
    Side side = list.side();
    if (list.type().hasWorkingOrder()) {
      orders.add(placement("working.", list.working().order(list.symbol(), side, list.quantity())));
      side = side.opposite();
    }
    if (hasPair) {
      orders.add(placement("profit.", list.profit().order(list.symbol(), side, list.quantity())));
      orders.add(placement("stop.", list.stop().order(list.symbol(), side, list.quantity())));
    } else {
      ListedOrder pending = list.pending();
      orders.add(
          placement("pending.", pending.order(list.symbol(), pending.side(), pending.quantity())));
    }
    return new ListPlacement(clientOrderId, List.copyOf(orders));
  }

  private static void presence(
      FieldChecks checks, NewOrderList list, String name, ListedOrder order, boolean isOfType) {
    String which =
        "A list of type " + list.type() + (isOfType ? " needs a " : " has no ") + name + " order.";
    boolean isRight =
        checks.check(
            (order != null) == isOfType, name, isOfType ? "required" : "unsupported", which);
    if (isRight && order != null && !name.equals("pending")) {
      absent(checks, name + ".", "side", order.side());
      absent(checks, name + ".", "quantity", order.quantity());
    }
  }

  /** Checks a change of an order of this symbol. */
  Amendment amendment(String path, AmendOrder change, SymbolDefinition symbol) {
    FieldChecks checks = new FieldChecks();
    checks.check(
        change.price() != null || change.quantity() != null || change.stopPrice() != null,
        path + "quantity",
        "required",
        "Give a new price, a new quantity, or a new stopPrice.");
    long price = ticks(path + "price", change.price(), symbol, checks);
    long lots =
        change.quantity() == null
            ? 0
            : quantity(path + "quantity", change.quantity(), symbol, checks);
    long trigger = ticks(path + "stopPrice", change.stopPrice(), symbol, checks);
    checks.verify();
    return new Amendment(price, lots, trigger);
  }

  /** The symbol of a name; throws as {@link #placement}. */
  SymbolDefinition symbol(String field, String name) {
    return listings.symbol(field, name);
  }

  /** In microseconds; 0 takes the order to cancel back. */
  long timeoutMicros(CancelAllAfter wanted) {
    FieldChecks checks = new FieldChecks();
    if (checks.required("timeoutMillis", wanted.timeoutMillis())) {
      long millis = wanted.timeoutMillis();
      checks.check(
          millis == 0 || (millis >= SHORTEST_TIMEOUT_MILLIS && millis <= LONGEST_TIMEOUT_MILLIS),
          "timeoutMillis",
          "range",
          "A timeout is 1000 to 86400000 milliseconds, or 0 for none.");
    }
    checks.verify();
    return wanted.timeoutMillis() * 1_000;
  }

  /** Checks that an operation has the fields of its kind and no others. */
  void shape(String path, Operation operation) {
    FieldChecks checks = new FieldChecks();
    if (operation.op() != Op.PLACE) {
      absent(checks, path, "symbol", operation.symbol());
      absent(checks, path, "side", operation.side());
      absent(checks, path, "type", operation.type());
      absent(checks, path, "timeInForce", operation.timeInForce());
      absent(checks, path, "selfTradePrevention", operation.selfTradePrevention());
      absent(checks, path, "postOnly", operation.postOnly());
      absent(checks, path, "expiresAt", operation.expiresAt());
      absent(checks, path, "quoteAmount", operation.quoteAmount());
      absent(checks, path, "trailingOffset", operation.trailingOffset());
      absent(checks, path, "trailingBasisPoints", operation.trailingBasisPoints());
      absent(checks, path, "displayQuantity", operation.displayQuantity());
      checks.check(
          (operation.id() == null) != (operation.clientOrderId() == null),
          path + "id",
          "one",
          "Name the order by id or by clientOrderId, not by both.");
      clientOrderId(path, operation.clientOrderId(), checks);
      checks.check(
          operation.version() == null || operation.version() > 0,
          path + "version",
          "positive",
          "A version is the sequence of the order's last change.");
    } else {
      absent(checks, path, "id", operation.id());
      absent(checks, path, "version", operation.version());
    }
    if (operation.op() == Op.CANCEL) {
      absent(checks, path, "price", operation.price());
      absent(checks, path, "stopPrice", operation.stopPrice());
      absent(checks, path, "quantity", operation.quantity());
    }
    checks.verify();
  }

  private static TimeInForce timeInForce(NewOrder order) {
    return Optional.ofNullable(order.timeInForce())
        .orElse(order.type().isMarket() ? TimeInForce.IOC : TimeInForce.GTC);
  }

  private static void requireSupportedConditions(
      String path, NewOrder order, TimeInForce timeInForce, SelfTradePrevention prevention) {
    if (order.quantity() != null && order.quoteAmount() != null) {
      throw unsupported(path + "quoteAmount", "Give a quantity or a quoteAmount, not both.");
    }
    if (order.quantity() != null && !OrderCombinations.takesQuantity(order.type(), order.side())) {
      throw unsupported(
          path + "quantity",
          "What a %s order to BUY will cost is not known: give a quoteAmount instead of a quantity."
              .formatted(order.type()));
    }
    if (order.quoteAmount() != null) {
      if (!OrderCombinations.takesAmount(order.type(), order.side())) {
        throw unsupported(
            path + "quoteAmount",
            "A %s order to %s has a quantity, not a quoteAmount; see GET /v1/capabilities."
                .formatted(order.type(), order.side()));
      }
      if (!OrderCombinations.takesAmount(prevention)) {
        throw unsupported(
            path + "selfTradePrevention",
            "An order with a quoteAmount can't have " + prevention + ".");
      }
    }
    boolean trails = order.type() == OrderType.TRAILING_STOP;
    if (order.stopPrice() != null && (trails || !order.type().waits())) {
      throw unsupported(path + "stopPrice", "A %s order has no stopPrice.".formatted(order.type()));
    }
    if (order.trailingOffset() != null && !trails) {
      throw unsupported(path + "trailingOffset", "Only a TRAILING_STOP order has it.");
    }
    if (order.trailingBasisPoints() != null && !trails) {
      throw unsupported(path + "trailingBasisPoints", "Only a TRAILING_STOP order has it.");
    }
    if (order.displayQuantity() != null
        && !OrderCombinations.takesDisplay(order.type(), timeInForce)) {
      throw unsupported(
          path + "displayQuantity", "Only an order that can rest in the book shows a part of it.");
    }
  }

  private static Conditions conditions(
      String path, NewOrder order, SymbolDefinition symbol, FieldChecks checks) {
    boolean trails = order.type() == OrderType.TRAILING_STOP;
    if (order.type().waits() && !trails) {
      checks.required(path + "stopPrice", order.stopPrice());
    }
    if (trails) {
      checks.check(
          (order.trailingOffset() == null) != (order.trailingBasisPoints() == null),
          path + "trailingOffset",
          "one",
          "Give a trailingOffset or trailingBasisPoints.");
    }
    Integer basisPoints = order.trailingBasisPoints();
    checks.check(
        basisPoints == null || (basisPoints >= 1 && basisPoints <= 9_999),
        path + "trailingBasisPoints",
        "range",
        "A distance is 1 to 9999 basis points.");
    return new Conditions(
        amount(path + "quoteAmount", order.quoteAmount(), symbol, checks),
        ticks(path + "stopPrice", order.stopPrice(), symbol, checks),
        ticks(path + "trailingOffset", order.trailingOffset(), symbol, checks),
        basisPoints == null ? 0 : basisPoints,
        order.displayQuantity() == null
            ? 0
            : quantity(path + "displayQuantity", order.displayQuantity(), symbol, checks));
  }

  private static long amount(
      String field, BigDecimal amount, SymbolDefinition symbol, FieldChecks checks) {
    if (amount == null
        || !checks.check(amount.signum() > 0, field, "positive", "An amount is above zero.")) {
      return 0;
    }
    OptionalLong units = symbol.quote().units(amount);
    checks.check(
        units.isPresent(),
        field,
        "digits",
        "An amount of %s has at most %d decimals, and is below what can be counted."
            .formatted(symbol.quote().symbol(), symbol.quote().scale()));
    return units.orElse(0);
  }

  private static void requireSupported(
      String path, OrderType type, TimeInForce timeInForce, boolean postOnly) {
    if (!OrderCombinations.isSupported(type, timeInForce, false)) {
      throw unsupported(
          path + "timeInForce",
          "A %s order can't be %s; see GET /v1/capabilities.".formatted(type, timeInForce));
    }
    if (!OrderCombinations.isSupported(type, timeInForce, postOnly)) {
      throw unsupported(
          path + "postOnly",
          "A %s order that is %s can't be post-only; see GET /v1/capabilities."
              .formatted(type, timeInForce));
    }
  }

  /** In microseconds; 0 unless the order is GTD. */
  private static long expiry(
      String path, TimeInForce timeInForce, String expiresAt, FieldChecks checks) {
    if (timeInForce != TimeInForce.GTD) {
      if (expiresAt != null) {
        throw unsupported(
            path + "expiresAt",
            "Only a GTD order has a time of expiry: leave it out, or send timeInForce GTD.");
      }
      return 0;
    }
    if (!checks.required(path + "expiresAt", expiresAt)) {
      return 0;
    }
    boolean isWritten =
        checks.check(
            expiresAt.matches(RFC_3339),
            path + "expiresAt",
            "format",
            "A time is RFC 3339, as in 2030-12-31T23:59:59Z.");
    if (!isWritten) {
      return 0;
    }
    try {
      return Math.max(0, Times.micros(OffsetDateTime.parse(expiresAt).toInstant()));
    } catch (DateTimeParseException | ArithmeticException e) {
      checks.check(
          false, path + "expiresAt", "format", "A time is RFC 3339, as in 2030-12-31T23:59:59Z.");
      return 0;
    }
  }

  private static long price(
      String path, NewOrder order, SymbolDefinition symbol, FieldChecks checks) {
    if (order.type().isMarket()) {
      if (order.price() != null) {
        throw unsupported(
            path + "price",
            "A %s order has no price: leave it out, or send one with a limit."
                .formatted(order.type()));
      }
      return 0;
    }
    checks.required(path + "price", order.price());
    return ticks(path + "price", order.price(), symbol, checks);
  }

  /** 0 when it is not given. */
  private static long ticks(
      String field, BigDecimal price, SymbolDefinition symbol, FieldChecks checks) {
    if (price == null
        || !checks.check(price.signum() > 0, field, "positive", "A price is above zero.")) {
      return 0;
    }
    OptionalLong ticks = symbol.ticks(price);
    if (ticks.isEmpty()) {
      String rule = decimals(price) > symbol.priceScale() ? "digits" : "tick";
      checks.check(false, field, rule, uncounted("A price", symbol, price, symbol.priceText(1)));
    }
    return ticks.orElse(0);
  }

  private static long quantity(
      String field, BigDecimal quantity, SymbolDefinition symbol, FieldChecks checks) {
    if (!checks.check(quantity.signum() > 0, field, "positive", "A quantity is above zero.")) {
      return 0;
    }
    OptionalLong lots = symbol.lots(quantity);
    if (lots.isEmpty()) {
      String rule = decimals(quantity) > symbol.quantityScale() ? "digits" : "lot";
      checks.check(
          false, field, rule, uncounted("A quantity", symbol, quantity, symbol.quantityText(1)));
    }
    checks.check(
        lots.orElse(0) <= symbol.maximumQuantityLots(),
        field,
        "maximum",
        "A quantity of "
            + symbol.symbol()
            + " is at most "
            + symbol.quantityText(symbol.maximumQuantityLots())
            + ".");
    return lots.orElse(0);
  }

  /** Why a figure is no count of steps: it lies between two of them, or above all of them. */
  private static String uncounted(
      String what, SymbolDefinition symbol, BigDecimal figure, String step) {
    String of = what + " of " + symbol.symbol();
    return figure.remainder(new BigDecimal(step)).signum() == 0
        ? of + " can't be as high as " + figure.toPlainString() + "."
        : of + " is a multiple of " + step + ".";
  }

  private static int decimals(BigDecimal value) {
    return value.stripTrailingZeros().scale();
  }

  private static ClientOrderId clientOrderId(String path, String text, FieldChecks checks) {
    return text == null
            || checks.check(
                ClientOrderId.isValid(text),
                path + "clientOrderId",
                "format",
                "A client order id has 1 to 36 of A-Z a-z 0-9 - _ . :")
        ? ClientOrderId.ofNullable(text)
        : ClientOrderId.NONE;
  }

  private static void absent(FieldChecks checks, String path, String field, Object value) {
    checks.check(
        value == null, path + field, "unsupported", "There is no field " + field + " here.");
  }

  private static Fault unsupported(String field, String message) {
    return new Fault(
        ErrorCode.UNSUPPORTED_COMBINATION,
        message,
        List.of(new FieldError(field, "unsupported", message)));
  }
}
