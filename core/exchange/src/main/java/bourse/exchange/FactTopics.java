package bourse.exchange;

import java.util.List;

/** The topics of facts. Each has one partition, so that its records stand in the log's order. */
public final class FactTopics {
  public static final String ASSET_LISTED = "asset.listed";
  public static final String SYMBOL_LISTED = "symbol.listed";
  public static final String SYMBOL_CHANGED = "symbol.changed";
  public static final String MARKET_STATUS = "market.status";
  public static final String MARKET_AUCTION = "market.auction";
  public static final String MARKET_REFERENCE = "market.reference";
  public static final String ACCOUNT_UPDATED = "account.updated";
  public static final String ACCOUNT_BLOCKED = "account.blocked";
  public static final String ACCOUNT_JOURNALED = "account.journaled";
  public static final String LEDGER_TRANSFERRED = "ledger.transferred";
  public static final String LEDGER_CLOSED = "ledger.closed";
  public static final String ACCOUNT_HOLD = "account.hold";
  public static final String CANCEL_ALL_AFTER_SET = "account.cancel-all-after";
  public static final String FEES_SET = "fees.changed";
  public static final String FEE_GROUP_SET = "account.fee-group";
  public static final String VOLUME_COUNTED = "account.volume";
  public static final String SAFE_STATE_SET = "venue.safe-state";
  public static final String RULES_CHANGED = "rules.changed";
  public static final String COMMAND_REFUSED = "command.refused";
  public static final String ORDER_UPDATED = "order.updated";
  public static final String ORDER_LIST_PLACED = "order-list.placed";
  public static final String TRADE_EXECUTED = "trade.executed";
  public static final String LEDGER_POSTED = "ledger.posted";

  /** All that carry facts. */
  public static final List<String> ALL =
      List.of(
          ASSET_LISTED,
          SYMBOL_LISTED,
          SYMBOL_CHANGED,
          MARKET_STATUS,
          MARKET_AUCTION,
          MARKET_REFERENCE,
          ACCOUNT_UPDATED,
          ACCOUNT_BLOCKED,
          ACCOUNT_JOURNALED,
          CANCEL_ALL_AFTER_SET,
          FEES_SET,
          FEE_GROUP_SET,
          VOLUME_COUNTED,
          SAFE_STATE_SET,
          RULES_CHANGED,
          COMMAND_REFUSED,
          ORDER_UPDATED,
          ORDER_LIST_PLACED,
          TRADE_EXECUTED,
          LEDGER_POSTED,
          LEDGER_TRANSFERRED,
          LEDGER_CLOSED,
          ACCOUNT_HOLD);

  /** How far publication has come; for the publisher alone. */
  static final String MARKS = "facts.published";

  private FactTopics() {}
}
