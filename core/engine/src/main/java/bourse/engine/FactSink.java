package bourse.engine;

import bourse.domain.AssetDefinition;
import bourse.domain.ClientOrderId;
import bourse.domain.DoneReason;
import bourse.domain.FeeSchedule;
import bourse.domain.OrderListType;
import bourse.domain.SafeState;
import bourse.domain.SafeStateCause;
import bourse.domain.SelfTradePrevention;
import bourse.domain.Side;
import bourse.domain.SymbolDefinition;

/**
 * Where facts leave the engine: primitive arguments, no objects on the hot path. The facts of one
 * command stand between one {@link #begin} and one {@link #end}; the n-th call in between is the
 * fact with index n (from 0), and (sequence, index) is its position for ever.
 *
 * <p>The same interface reads facts back: {@code FactRecords.read} calls a sink in the same order.
 * A consumer implements the methods it cares for.
 *
 * <p>Prices are ticks, quantities lots, amounts units of their asset; times are microseconds since
 * 1970 UTC, from the log.
 */
public interface FactSink {
  /** Starts the facts of one command. Trace ids are 0 when the command carried none. */
  default void begin(
      long sequence,
      long logTimeMicros,
      int ruleVersion,
      long commandIdHigh,
      long commandIdLow,
      long traceIdHigh,
      long traceIdLow,
      long spanId) {}

  /**
   * The command was refused and changed nothing. What came before it in the same command is not its
   * doing: orders whose time had come.
   *
   * @param code a number of {@link bourse.domain.ErrorCode}, 2xxx
   * @param orderId the order it was about, or the one that holds a duplicate client order id, else
   *     0
   */
  default void refused(int code, long account, long orderId) {}

  default void assetListed(AssetDefinition asset) {}

  default void symbolListed(SymbolDefinition symbol) {}

  /** Fees or limits of a symbol are these from now on; what it is counted in stays. */
  default void symbolChanged(SymbolDefinition symbol) {}

  /** A market is in another state, or something else is planned for it. */
  default void marketStatus(MarketStatus status) {}

  /**
   * An auction trades at this price; its trades follow, in this record and maybe the next ones.
   *
   * @param priceTicks 0 when nothing can trade
   * @param lots what is executed
   * @param surplusLots what is left of buyers, or, negative, of sellers
   */
  default void auctionUncrossed(int symbol, long priceTicks, long lots, long surplusLots) {}

  /**
   * The reference price of a market was set, or has become stale; see {@link ReferencePrice}.
   *
   * @param priceTicks 0 when it was taken away
   * @param seenAtMicros when it was seen, by the log's time
   * @param isStale whether it counts no more, because it is older than the symbol lets it be
   */
  default void referencePriceSet(int symbol, long priceTicks, long seenAtMicros, boolean isStale) {}

  /** The flags of an account were set; see {@link AccountFlags}. */
  default void accountFlagsSet(long account, int flags) {}

  /**
   * The blocks of an account were set: what it may not do.
   *
   * @param blocks bits of {@link bourse.domain.AccountBlock}
   * @param reason a number of {@link bourse.domain.SuspensionReason}
   */
  default void accountBlocksSet(long account, int blocks, int reason) {}

  /** Orders that are accepted from now on pay by this schedule. */
  default void feesSet(FeeSchedule fees) {}

  /** The account is in this group of the fee schedule from now on. */
  default void feeGroupSet(long account, int group) {}

  /**
   * What the account has traded on a day, as the fee schedule counts it, is now this much.
   *
   * @param asset in whose units
   * @param day of the log's time (UTC), in days since 1970
   */
  default void volumeCounted(long account, int asset, int day, long volume) {}

  /**
   * The venue's safe state was set.
   *
   * @param sinceMicros when that was
   */
  default void safeStateSet(SafeState state, SafeStateCause cause, long sinceMicros) {}

  /**
   * The operator moved money between two accounts; its postings follow.
   *
   * @param reason a number of {@link bourse.domain.JournalReason}
   * @param referenceHigh with {@code referenceLow} the journal's reference (a UUID)
   */
  default void journaled(
      long from,
      long to,
      int asset,
      long amount,
      int reason,
      long referenceHigh,
      long referenceLow) {}

  /**
   * Something was booked between two accounts of which one may be of the house; its postings
   * follow.
   *
   * @param kind DEPOSIT, ADJUSTMENT, REVERSAL or SETTLEMENT
   * @param reason a number of {@link bourse.domain.AdjustmentCategory}; 0 for none
   * @param businessDay to which day it counts, in days since 1970
   * @param about the command that it takes back or puts right; 0 for none
   * @param referenceHigh with {@code referenceLow} its reference (a UUID)
   */
  default void transferred(
      long from,
      long to,
      int asset,
      long amount,
      EntryType kind,
      int reason,
      int businessDay,
      long about,
      long referenceHigh,
      long referenceLow) {}

  /** No transfer counts to this day, in days since 1970, or one before it any more. */
  default void periodClosed(int day) {}

  /**
   * So much is set aside for something outside; its postings follow.
   *
   * @param expiresAtMicros when it is given back by itself; 0 for never
   * @param referenceHigh with {@code referenceLow} what it is for (a UUID)
   */
  default void fundsHeld(
      long holdId,
      long account,
      int asset,
      long amount,
      long expiresAtMicros,
      long referenceHigh,
      long referenceLow) {}

  /**
   * Less is held than before; its postings follow.
   *
   * @param amount by how much
   * @param left what is still held; 0: the hold has ended
   */
  default void holdReduced(
      long holdId, long account, int asset, long amount, long left, HoldEnd end) {}

  /** All open orders of the account are cancelled at that time; 0 when they are not any more. */
  default void cancelAllAfterSet(long account, long dueAtMicros) {}

  default void ruleVersionSet(int ruleVersion) {}

  /**
   * A new order. What it trades follows, then either {@link #orderRested} or {@link #orderDone}.
   *
   * @param order valid until this call returns
   */
  default void orderAccepted(AcceptedOrder order) {}

  /** The open rest of an order now stands in the book: add {@code openLots} to its level. */
  default void orderRested(
      long orderId, long account, int symbol, Side side, long priceTicks, long openLots) {}

  /**
   * Two orders traded at the maker's price: take the quantity from the maker's level. One that has
   * nothing open after it ends (an {@link #orderDone} follows). In an auction both rested; see
   * {@link ExecutedTrade#isAuction}.
   *
   * @param trade valid until this call returns
   */
  default void traded(ExecutedTrade trade) {}

  /**
   * An incoming order met a resting one of its own account, and they did not trade. When both
   * shrank ({@code DECREMENT_AND_CANCEL}), their quantities did so by {@code preventedLots}, and
   * the resting one's level too; otherwise nothing changed yet. Those that end have their {@link
   * #orderDone}.
   *
   * @param preventedLots what they would have traded
   * @param priceTicks where the resting order stands
   */
  default void selfTradePrevented(
      long account,
      int symbol,
      Side takerSide,
      SelfTradePrevention prevention,
      long priceTicks,
      long preventedLots,
      long makerOrderId,
      long makerOpenLots,
      long takerOrderId,
      long takerOpenLots) {}

  /**
   * A resting order was changed. When it kept its priority, its level shrinks by {@code oldOpenLots
   * - newOpenLots}; otherwise it left its old level with {@code oldOpenLots}, and what follows is
   * as for a new order (trades, then rested or done).
   *
   * @param newQuantityLots the order's whole quantity from now on: what is filled plus what is open
   */
  default void orderReplaced(
      long orderId,
      long account,
      int symbol,
      Side side,
      long oldPriceTicks,
      long oldOpenLots,
      long newPriceTicks,
      long newOpenLots,
      long newQuantityLots,
      boolean keptPriority) {}

  /**
   * An order ended.
   *
   * @param openLots what was left open and is now cancelled; 0 when filled
   * @param wasResting whether {@code openLots} leave the level at {@code priceTicks}
   */
  default void orderDone(
      long orderId,
      long account,
      int symbol,
      Side side,
      DoneReason reason,
      long priceTicks,
      long openLots,
      boolean wasResting) {}

  /**
   * The market reached what an order waited for. What it trades follows, as for a new order.
   *
   * @param triggerTicks the stop price that was reached
   * @param openLots the order's quantity, which follows only now from its amount, if it has one
   */
  default void orderTriggered(
      long orderId, long account, int symbol, Side side, long triggerTicks, long openLots) {}

  /**
   * Orders that depend on each other were taken: the accepted orders of this list follow, as many
   * as its type says, with ids that start at the list's.
   */
  default void orderListPlaced(
      long listId, long account, int symbol, OrderListType type, ClientOrderId clientOrderId) {}

  /**
   * The turn of an order of a list has come, because its working order is filled. What it trades
   * follows, as for a new order, or it waits for a price, or it ends.
   *
   * @param waits whether it waits for a price from now on
   * @param triggerTicks its stop price; of a trailing stop 0
   * @param openLots the order's quantity; of a bracket's exits what the working order traded
   */
  default void orderActivated(
      long orderId,
      long account,
      int symbol,
      Side side,
      boolean waits,
      long triggerTicks,
      long openLots) {}

  /** An order that waits was changed: no level is concerned. The values are the new ones. */
  default void waitingOrderReplaced(
      long orderId,
      long account,
      int symbol,
      Side side,
      long priceTicks,
      long triggerTicks,
      long openLots) {}

  /**
   * The book does not show so much of an order's open quantity: take {@code concealedLots} from its
   * level, or give them back when the number is negative. Stands between or beside the facts that
   * speak of the whole quantity, so that these are the same for every order.
   */
  default void orderConcealed(
      long orderId, long account, int symbol, Side side, long priceTicks, long concealedLots) {}

  /**
   * One posting. The postings of one command sum to zero per asset.
   *
   * @param posting valid until this call returns
   */
  default void posted(Posting posting) {}

  /** Ends the facts of the command. */
  default void end(long sequence, int factCount) {}
}
