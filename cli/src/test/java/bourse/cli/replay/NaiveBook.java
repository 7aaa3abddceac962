package bourse.cli.replay;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Price-time priority as one would do it by hand: a list that is searched. */
final class NaiveBook {
  private static final class Resting {
    long id;
    boolean buys;
    BigDecimal price;
    long open;
  }

  /** In the order in which they came to their price. */
  private final List<Resting> resting = new ArrayList<>();

  private final StringBuilder fills =
      new StringBuilder("command_row,taker_order_id,maker_order_id,price,quantity\n");

  /** Applies a line of the file. */
  void apply(long row, String line) {
    String[] columns = line.split(",", -1);
    long id = Long.parseLong(columns[2]);
    if (columns[1].equals("CANCEL")) {
      resting.removeIf(order -> order.id == id);
      return;
    }
    BigDecimal price = new BigDecimal(columns[4]);
    long quantity = Long.parseLong(columns[5]);
    Resting order = new Resting();
    order.id = id;
    order.buys = columns[3].equals("BUY");
    order.price = price;
    order.open = quantity;
    if (columns[1].equals("REPLACE")) {
      Resting old = resting.stream().filter(o -> o.id == id).findFirst().orElseThrow();
      if (old.price.compareTo(price) == 0 && quantity <= old.open) {
        old.open = quantity;
        return;
      }
      resting.remove(old);
    }
    match(row, order);
    if (order.open > 0 && !columns[1].equals("IOC")) {
      resting.add(order);
    }
  }

  List<Long> live() {
    return resting.stream().map(order -> order.id).toList();
  }

  /** The line that an open order has in a file. */
  String sideOf(long id) {
    return resting.stream().filter(o -> o.id == id).findFirst().orElseThrow().buys ? "BUY" : "SELL";
  }

  String fills() {
    return fills.toString();
  }

  String book() {
    StringBuilder book = new StringBuilder("side,price,order_id,quantity\n");
    for (boolean buys : new boolean[] {true, false}) {
      resting.stream()
          .filter(order -> order.buys == buys)
          .sorted(byPrice(buys))
          .forEach(order ->
              book.append(order.buys ? "BUY," : "SELL,")
                  .append(order.price.toPlainString())
                  .append(',')
                  .append(order.id)
                  .append(',')
                  .append(order.open)
                  .append('\n'));
    }
    return book.toString();
  }

  private void match(long row, Resting taker) {
    while (taker.open > 0) {
      Optional<Resting> best =
          resting.stream()
              .filter(maker -> maker.buys != taker.buys)
              .filter(maker ->
                  taker.buys
                      ? maker.price.compareTo(taker.price) <= 0
                      : maker.price.compareTo(taker.price) >= 0)
              .min(byPrice(!taker.buys));
      if (best.isEmpty()) {
        return;
      }
      Resting maker = best.get();
      long quantity = Math.min(maker.open, taker.open);
      maker.open -= quantity;
      taker.open -= quantity;
      fills.append(
          "%d,%d,%d,%s,%d\n"
              .formatted(row, taker.id, maker.id, maker.price.toPlainString(), quantity));
      if (maker.open == 0) {
        resting.remove(maker);
      }
    }
  }

  /** Best first; sorting and min keep the order of arrival among equals. */
  private static Comparator<Resting> byPrice(boolean buys) {
    Comparator<Resting> ascending = Comparator.comparing(order -> order.price);
    return buys ? ascending.reversed() : ascending;
  }
}
