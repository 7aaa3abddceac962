package bourse.engine;

import bourse.domain.AssetDefinition;
import bourse.domain.ErrorCode;
import bourse.domain.FeeRate;
import bourse.domain.FeeSchedule;
import bourse.domain.MarketCause;
import bourse.domain.MarketState;
import bourse.domain.SafeState;
import bourse.domain.SafeStateCause;
import bourse.domain.SymbolDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The deterministic machine. Commands in, facts out; same commands, same facts and same state, byte
 * for byte. Not thread safe: one thread applies the log.
 *
 * <p>Invariants, checked always: no balance but those of the house is negative; an order has
 * reserved exactly what its open rest needs; every movement is two postings that sum to zero. A
 * broken one throws {@link InvariantBroken}, after which the engine refuses to go on.
 */
public final class ExchangeEngine {
  /** A command whose creation time is older than this against the log's time is refused. */
  public static final long COMMAND_WINDOW_MICROS = 600_000_000L;

  /** So long after its order ended a client order id stays taken: 24 hours of log time. */
  public static final long CLIENT_ORDER_ID_WINDOW_MICROS = 86_400_000_000L;

  /** One command makes at most this many fills; the rest of a crossing order is cancelled. */
  public static final int FILL_LIMIT = 10_000;

  /** One command cancels or expires at most this many orders; what is left is for the next ones. */
  public static final int CANCEL_LIMIT = 1_000;

  /**
   * One command lets at most this many orders that were reached enter their books, and none any
   * more once it has made {@link #FILL_LIMIT} trades.
   */
  public static final int TRIGGER_LIMIT = 100;

  /** An iceberg shows itself in at most this many parts. */
  public static final int ICEBERG_PARTS = 100;

  /**
   * The newest rules that this code knows. A log begins with rules 1.
   *
   * <p>2: a symbol is not listed, and its fees are not changed, so that a maker's rebate is above a
   * taker's fee there; and orders that were reached wait for the next command once this one has
   * traded enough.
   */
  public static final int RULE_VERSION = 2;

  private static final int FIRST_RULE_VERSION = 1;
  static final int NO_DAY = Integer.MIN_VALUE;
  private static final int REBATES_OF_SYMBOLS_ARE_COVERED = 2;
  private static final int REACHED_ORDERS_SHARE_THE_FILL_LIMIT = 2;

  final Facts facts = new Facts();
  final Ledger ledger = new Ledger(facts);
  final ClientOrders clientOrders = new ClientOrders();
  final Venue venue = new Venue();
  final OrderDesk desk = new OrderDesk(facts, ledger, clientOrders, venue);
  long sequence;
  long logTimeMicros;
  int ruleVersion = FIRST_RULE_VERSION;

  /** The rules before the present ones, and the command that set these; 0 and 0 for none. */
  int rulesBefore;

  long rulesSetAt;

  long[] passedOver = {};

  /** Up to this day, in days since 1970, the books are closed; before the first close none is. */
  int closedDay = NO_DAY;

  private final int knownRules;
  private boolean isExecuting;

  public ExchangeEngine() {
    this(RULE_VERSION);
  }

  /**
   * An engine of an older, or a newer version, as far as the choice of rules goes.
   *
   * @param knownRules the newest that it knows
   */
  public ExchangeEngine(int knownRules) {
    this.knownRules = knownRules;
  }

  /**
   * Executes the frame that starts at {@code offset} and tells its facts to the sink. Frames were
   * validated by {@link Commands#validate} before they were logged.
   *
   * @return the offset after the frame
   * @throws InvariantBroken when the frame is not stamped with the next sequence, or its log time
   *     lies before that of the command before; any Throwable out of here but {@link
   *     NewerVersionNeeded} is a bug, after which this engine executes nothing more
   * @throws NewerVersionNeeded when the command was logged by rules that this code does not know;
   *     nothing was changed
   */
  public int execute(byte[] frames, int offset, FactSink sink) {
    requireOrder(frames, offset);
    if (Commands.type(frames, offset) == Commands.SET_RULE_VERSION) {
      return setRuleVersion(frames, offset, sink);
    }
    if (ruleVersion > knownRules) {
      throw new NewerVersionNeeded(
          "Command %d was logged by rules %d, which command %d set; this version knows rules up to %d"
              .formatted(sequence + 1, ruleVersion, rulesSetAt, knownRules));
    }
    isExecuting = true;
    sequence = Commands.sequence(frames, offset);
    logTimeMicros = Commands.logTimeMicros(frames, offset);
    clientOrders.clear(logTimeMicros);
    facts.begin(sink, frames, offset, ruleVersion);
    desk.runDue(logTimeMicros);
    long lastTrade =
        ruleVersion >= REACHED_ORDERS_SHARE_THE_FILL_LIMIT
            ? desk.lastTradeId() + FILL_LIMIT
            : Long.MAX_VALUE;
    int triggersLeft =
        desk.hasReached()
            ? desk.runReached(TRIGGER_LIMIT, lastTrade, logTimeMicros)
            : TRIGGER_LIMIT;
    if (isTooOld(frames, offset)) {
      facts.refused(ErrorCode.COMMAND_TOO_OLD, accountOf(frames, offset), orderOf(frames, offset));
    } else if (venue.isNormal() || isTaken(frames, offset)) {
      dispatch(frames, offset);
      if (desk.hasReached()) {
        desk.runReached(triggersLeft, lastTrade, logTimeMicros);
      }
    }
    facts.end(sequence);
    isExecuting = false;
    return offset + Commands.length(frames, offset);
  }

  /**
   * Passes over the frame instead, because a signed record says so: it takes its sequence and its
   * log time, is refused with COMMAND_QUARANTINED, and does nothing else. That it was passed over
   * is a part of the state.
   *
   * @return the offset after the frame
   */
  public int passOver(byte[] frames, int offset, FactSink sink) {
    requireOrder(frames, offset);
    sequence = Commands.sequence(frames, offset);
    logTimeMicros = Commands.logTimeMicros(frames, offset);
    passedOver = Arrays.copyOf(passedOver, passedOver.length + 1);
    passedOver[passedOver.length - 1] = sequence;
    facts.begin(sink, frames, offset, ruleVersion);
    facts.refused(ErrorCode.COMMAND_QUARANTINED, accountOf(frames, offset), 0);
    facts.end(sequence);
    return offset + Commands.length(frames, offset);
  }

  /** The sequences of the commands that were passed over, in order. */
  public long[] passedOver() {
    return passedOver.clone();
  }

  /** The sequence of the last executed command; 0 before the first. */
  public long sequence() {
    return sequence;
  }

  /** The log time of the last executed command; 0 before the first. */
  public long logTimeMicros() {
    return logTimeMicros;
  }

  /**
   * The log time from which on a command, if only a tick, has something to do that was waiting for
   * its time; {@code Long.MAX_VALUE} when nothing waits. May lie in the past: one command does only
   * so much.
   */
  public long nextDueMicros() {
    return desk.hasReached() ? logTimeMicros : desk.nextDueMicros();
  }

  /**
   * Why the order of a {@link Commands#place} frame, or the list of a {@link Commands#placeList}
   * frame, would be refused by the present state; empty when it would be taken. Changes nothing and
   * tells no facts.
   */
  public Optional<ErrorCode> test(byte[] frame) {
    ErrorCode refusal = venue.orderRefusal();
    if (refusal == null) {
      refusal =
          Commands.type(frame, 0) == Commands.PLACE_LIST
              ? desk.listDesk().test(frame, 0, logTimeMicros)
              : desk.test(frame, 0, logTimeMicros);
    }
    return Optional.ofNullable(refusal);
  }

  /** The rules by which the next command is executed. */
  public int ruleVersion() {
    return ruleVersion;
  }

  /** The newest rules that this engine can go on by. */
  public int knownRules() {
    return knownRules;
  }

  /**
   * The rules to which the next command can go back, because nothing was executed by the present
   * ones; empty when they stay.
   */
  public OptionalInt rulesToGoBackTo() {
    return rulesSetAt != 0 && rulesSetAt == sequence
        ? OptionalInt.of(rulesBefore)
        : OptionalInt.empty();
  }

  /**
   * Writes the whole state as canonical bytes: the same state gives the same bytes, whatever the
   * history of the memory that holds it. The stream is flushed, not closed.
   */
  public void writeState(OutputStream out) throws IOException {
    EngineState.write(this, out);
  }

  /**
   * Reads what {@link #writeState} wrote, and nothing after it, in small pieces: give it a buffered
   * stream.
   *
   * @throws IOException when the bytes are cut, or are not a state that this version reads, or do
   *     not add up
   */
  public static ExchangeEngine readState(InputStream in) throws IOException {
    return readState(in, RULE_VERSION);
  }

  /** The same, by a version that knows these rules and no newer ones. */
  public static ExchangeEngine readState(InputStream in, int knownRules) throws IOException {
    return EngineState.read(in, knownRules);
  }

  /** SHA-256 over exactly the bytes of {@link #writeState}. */
  public byte[] stateHash() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      writeState(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
      return digest.digest();
    } catch (IOException | NoSuchAlgorithmException cannotBe) {
      throw new IllegalStateException("The state can't be hashed", cannotBe);
    }
  }

  /**
   * Tells the present state as facts between {@code begin} and {@code end} with the present
   * sequence: a safe state other than NORMAL, assets and symbols with their status, the flags,
   * blocks and deadlines of accounts that have any, every balance that was ever touched as a
   * posting of type BALANCE with amount 0, the day up to which the books are closed, the holds, the
   * order lists, and all resting orders in priority order, symbol by symbol, bids before asks
   * (accepted, then rested; what was filled before is the difference of their quantities), and
   * those that wait or are pending (accepted only).
   */
  public void describe(FactSink sink) {
    facts.begin(sink, sequence, logTimeMicros, ruleVersion);
    if (!venue.isNormal()) {
      facts.safeStateSet(venue);
    }
    ledger.assets().forEach(facts::listed);
    for (int id = 1; id < desk.marketLimit(); id++) {
      if (desk.market(id) != null) {
        describe(desk.market(id));
      }
    }
    if (!desk.fees().equals(FeeSchedule.NONE)) {
      facts.feesSet(desk.fees());
    }
    for (long id : ledger.accountIds()) {
      describe(ledger.account(id));
    }
    if (closedDay != NO_DAY) {
      facts.periodClosed(closedDay);
    }
    desk.holds().describe();
    desk.listDesk().describe();
    for (int id = 1; id < desk.marketLimit(); id++) {
      if (desk.market(id) != null) {
        desk.describe(desk.market(id));
      }
    }
    desk.describeReached();
    desk.listDesk().describePending();
    facts.end(sequence);
  }

  private void requireOrder(byte[] frames, int offset) {
    if (isExecuting) {
      throw new InvariantBroken(
          "Command " + sequence + " did not end; the engine can't go on from here");
    }
    if (Commands.sequence(frames, offset) != sequence + 1) {
      throw new InvariantBroken(
          "After command "
              + sequence
              + " came a command with sequence "
              + Commands.sequence(frames, offset));
    }
    if (Commands.logTimeMicros(frames, offset) < logTimeMicros) {
      throw new InvariantBroken("The log's time went back at command " + (sequence + 1));
    }
  }

  /** Whether the venue's safe state lets the command through; false after a refusal. */
  private boolean isTaken(byte[] frames, int offset) {
    ErrorCode refusal = venue.refusal(Commands.type(frames, offset));
    if (refusal != null) {
      facts.refused(refusal, accountOf(frames, offset), orderOf(frames, offset));
    }
    return refusal == null;
  }

  private boolean isTooOld(byte[] frames, int offset) {
    long createdAtMicros = Commands.createdAtMicros(frames, offset);
    return createdAtMicros != 0 && createdAtMicros < logTimeMicros - COMMAND_WINDOW_MICROS;
  }

  private static long accountOf(byte[] frames, int offset) {
    return switch (Commands.type(frames, offset)) {
      case Commands.DEPOSIT,
          Commands.WITHDRAW,
          Commands.SET_ACCOUNT_FLAGS,
          Commands.SET_ACCOUNT_BLOCKS,
          Commands.JOURNAL,
          Commands.TRANSFER,
          Commands.HOLD_FUNDS,
          Commands.SETTLE_HOLD,
          Commands.RELEASE_HOLD,
          Commands.SET_FEE_GROUP,
          Commands.PLACE,
          Commands.CANCEL,
          Commands.REPLACE,
          Commands.CANCEL_ALL,
          Commands.CANCEL_ALL_AFTER,
          Commands.CANCEL_AND_PLACE,
          Commands.PLACE_LIST,
          Commands.CANCEL_LIST ->
          Layout.getLong(frames, offset + Commands.ACCOUNT);
      default -> 0;
    };
  }

  private static long orderOf(byte[] frames, int offset) {
    return switch (Commands.type(frames, offset)) {
      case Commands.CANCEL, Commands.REPLACE, Commands.CANCEL_LIST ->
          Layout.getLong(frames, offset + Commands.ORDER_ID);
      case Commands.CANCEL_AND_PLACE -> Commands.replacedOrder(frames, offset);
      default -> 0;
    };
  }

  private void dispatch(byte[] frames, int offset) {
    int type = Commands.type(frames, offset);
    switch (type) {
      case Commands.PLACE -> desk.place(frames, offset, logTimeMicros);
      case Commands.CANCEL ->
          desk.cancel(
              Layout.getLong(frames, offset + Commands.ACCOUNT),
              Layout.getLong(frames, offset + Commands.ORDER_ID),
              Layout.getLong(frames, offset + Commands.ORDER_VERSION),
              logTimeMicros);
      case Commands.CANCEL_ALL ->
          desk.cancelAll(
              Layout.getLong(frames, offset + Commands.ACCOUNT),
              Layout.getInt(frames, offset + Commands.CANCEL_ALL_SYMBOL),
              logTimeMicros);
      case Commands.CANCEL_ALL_AFTER ->
          desk.cancelAllAfter(
              Layout.getLong(frames, offset + Commands.ACCOUNT),
              Layout.getLong(frames, offset + Commands.CANCEL_ALL_TIMEOUT),
              logTimeMicros);
      case Commands.CANCEL_AND_PLACE -> desk.cancelAndPlace(frames, offset, logTimeMicros);
      case Commands.PLACE_LIST -> desk.listDesk().place(frames, offset, logTimeMicros);
      case Commands.CANCEL_LIST ->
          desk.listDesk()
              .cancel(
                  Layout.getLong(frames, offset + Commands.ACCOUNT),
                  Layout.getLong(frames, offset + Commands.ORDER_ID),
                  logTimeMicros);
      case Commands.REPLACE ->
          desk.replace(
              Layout.getLong(frames, offset + Commands.ACCOUNT),
              Layout.getLong(frames, offset + Commands.ORDER_ID),
              Layout.getLong(frames, offset + Commands.ORDER_VERSION),
              Layout.getLong(frames, offset + Commands.REPLACE_PRICE),
              Layout.getLong(frames, offset + Commands.REPLACE_OPEN),
              Commands.newTriggerTicks(frames, offset),
              logTimeMicros);
      case Commands.DEPOSIT -> deposit(frames, offset);
      case Commands.WITHDRAW -> withdraw(frames, offset);
      case Commands.SET_FEES -> setFees(Layout.getFees(frames, offset + Commands.BODY));
      case Commands.SET_FEE_GROUP -> setFeeGroup(frames, offset);
      case Commands.SET_SAFE_STATE -> setSafeState(frames, offset);
      case Commands.JOURNAL -> journal(frames, offset);
      case Commands.TRANSFER -> transfer(frames, offset);
      case Commands.CLOSE_PERIOD ->
          closePeriod(Layout.getInt(frames, offset + Commands.PERIOD_DAY));
      case Commands.HOLD_FUNDS -> holdFunds(frames, offset);
      case Commands.SETTLE_HOLD -> settleHold(frames, offset);
      case Commands.RELEASE_HOLD -> releaseHold(frames, offset);
      case Commands.SET_ACCOUNT_FLAGS -> setAccountFlags(frames, offset);
      case Commands.SET_ACCOUNT_BLOCKS -> setAccountBlocks(frames, offset);
      case Commands.ADD_ASSET -> addAsset(Layout.getAsset(frames, offset + Commands.BODY));
      case Commands.LIST_SYMBOL ->
          listSymbol(
              Layout.getSymbol(frames, offset + Commands.LISTED_SYMBOL),
              MarketState.of(Layout.getInt(frames, offset + Commands.LISTED_STATE)));
      case Commands.CHANGE_SYMBOL -> changeSymbol(Layout.getSymbol(frames, offset + Commands.BODY));
      case Commands.DELIST_SYMBOL -> {
        Market market = marketOrRefusal(frames, offset);
        if (market != null) {
          desk.marketDesk().delist(market, logTimeMicros);
        }
      }
      case Commands.SET_MARKET_STATE -> setMarketState(frames, offset);
      case Commands.CALL_AUCTION -> callAuction(frames, offset);
      case Commands.SET_REFERENCE_PRICE -> {
        Market market = marketOrRefusal(frames, offset);
        if (market != null) {
          desk.marketDesk()
              .setReference(
                  market,
                  Layout.getLong(frames, offset + Commands.REFERENCE_PRICE),
                  Layout.getLong(frames, offset + Commands.REFERENCE_SEEN_AT),
                  logTimeMicros);
        }
      }
      case Commands.TICK -> {
        // The time has moved on; nothing else is asked for.
      }
      default -> throw new InvariantBroken("No command has type " + type);
    }
  }

  private void deposit(byte[] frames, int offset) {
    long accountId = Layout.getLong(frames, offset + Commands.ACCOUNT);
    int assetIndex = ledger.assetIndex(Layout.getInt(frames, offset + Commands.TRANSFER_ASSET));
    long amount = Layout.getLong(frames, offset + Commands.TRANSFER_AMOUNT);
    ErrorCode broken = transferRule(accountId, assetIndex, amount);
    if (broken == null && !ledger.canOwe(ledger.omnibus(), assetIndex, amount)) {
      broken = ErrorCode.AMOUNT_OUT_OF_RANGE;
    }
    if (broken != null) {
      facts.refused(broken, accountId, 0);
      return;
    }
    ledger.deposit(
        ledger.accountOrNew(accountId),
        assetIndex,
        amount,
        Layout.getLong(frames, offset + Commands.TRANSFER_REFERENCE),
        Layout.getLong(frames, offset + Commands.TRANSFER_REFERENCE + 8));
  }

  private void withdraw(byte[] frames, int offset) {
    long accountId = Layout.getLong(frames, offset + Commands.ACCOUNT);
    int assetIndex = ledger.assetIndex(Layout.getInt(frames, offset + Commands.TRANSFER_ASSET));
    long amount = Layout.getLong(frames, offset + Commands.TRANSFER_AMOUNT);
    ErrorCode broken = transferRule(accountId, assetIndex, amount);
    Account account = ledger.account(accountId);
    if (broken == null && account != null) {
      broken = account.transferBlock();
    }
    if (broken == null && !covers(account, assetIndex, amount)) {
      broken = ErrorCode.INSUFFICIENT_FUNDS;
    }
    if (broken != null) {
      facts.refused(broken, accountId, 0);
      return;
    }
    ledger.withdraw(
        account,
        assetIndex,
        amount,
        Layout.getLong(frames, offset + Commands.TRANSFER_REFERENCE),
        Layout.getLong(frames, offset + Commands.TRANSFER_REFERENCE + 8));
  }

  private void journal(byte[] frames, int offset) {
    long fromId = Layout.getLong(frames, offset + Commands.ACCOUNT);
    long toId = Layout.getLong(frames, offset + Commands.JOURNAL_TO);
    int assetIndex = ledger.assetIndex(Layout.getInt(frames, offset + Commands.TRANSFER_ASSET));
    long amount = Layout.getLong(frames, offset + Commands.TRANSFER_AMOUNT);
    ErrorCode broken = journalRule(fromId, toId, assetIndex, amount);
    if (broken != null) {
      facts.refused(broken, fromId, 0);
      return;
    }
    long high = Layout.getLong(frames, offset + Commands.TRANSFER_REFERENCE);
    long low = Layout.getLong(frames, offset + Commands.TRANSFER_REFERENCE + 8);
    Balance from = ledger.account(fromId).balance(assetIndex);
    int reason = Layout.getInt(frames, offset + Commands.TRANSFER_REASON);
    facts.journaled(from, toId, amount, reason, high, low);
    ledger.journal(from, ledger.accountOrNew(toId), assetIndex, amount, high, low);
  }

  private ErrorCode journalRule(long fromId, long toId, int assetIndex, long amount) {
    if (!mayJournal(fromId) || !mayJournal(toId)) {
      return ErrorCode.UNKNOWN_ACCOUNT;
    }
    if (fromId == toId) {
      return ErrorCode.SAME_ACCOUNT;
    }
    if (assetIndex < 0) {
      return ErrorCode.UNKNOWN_ASSET;
    }
    if (amount <= 0) {
      return ErrorCode.AMOUNT_OUT_OF_RANGE;
    }
    Account from = ledger.account(fromId);
    if (from != null && from.transferBlock() != null) {
      return from.transferBlock();
    }
    return covers(from, assetIndex, amount) ? null : ErrorCode.INSUFFICIENT_FUNDS;
  }

  private void transfer(byte[] frames, int offset) {
    long fromId = Layout.getLong(frames, offset + Commands.ACCOUNT);
    long toId = Layout.getLong(frames, offset + Commands.JOURNAL_TO);
    int assetIndex = ledger.assetIndex(Layout.getInt(frames, offset + Commands.TRANSFER_ASSET));
    long amount = Layout.getLong(frames, offset + Commands.TRANSFER_AMOUNT);
    EntryType kind = Layout.entryType(Layout.getInt(frames, offset + Commands.TRANSFER_KIND));
    int businessDay = Layout.getInt(frames, offset + Commands.TRANSFER_BUSINESS_DAY);
    int today = TradedVolumes.day(logTimeMicros);
    int day = businessDay == 0 ? today : businessDay;
    ErrorCode broken = sidesRule(kind, fromId, toId, assetIndex, amount);
    if (broken == null) {
      broken = payerRule(kind, fromId, assetIndex, amount);
    }
    if (broken == null && day > today) {
      broken = ErrorCode.BUSINESS_DATE_AHEAD;
    }
    if (broken == null && day <= closedDay) {
      broken = ErrorCode.PERIOD_CLOSED;
    }
    if (broken != null) {
      facts.refused(broken, fromId, 0);
      return;
    }
    long high = Layout.getLong(frames, offset + Commands.TRANSFER_REFERENCE);
    long low = Layout.getLong(frames, offset + Commands.TRANSFER_REFERENCE + 8);
    facts.transferred(
        fromId,
        toId,
        ledger.assets().get(assetIndex).id(),
        amount,
        kind,
        Layout.getInt(frames, offset + Commands.TRANSFER_REASON),
        day,
        Layout.getLong(frames, offset + Commands.TRANSFER_ABOUT),
        high,
        low);
    ledger.transfer(
        ledger.accountOrNew(fromId),
        ledger.accountOrNew(toId),
        assetIndex,
        amount,
        kind,
        high,
        low);
  }

  private static ErrorCode sidesRule(
      EntryType kind, long from, long to, int assetIndex, long amount) {
    boolean areKnown =
        from > 0
            && to > 0
            && switch (kind) {
              case DEPOSIT -> SystemAccounts.mayOwe(from) && !SystemAccounts.isHouse(to);
              case SETTLEMENT -> SystemAccounts.isHouse(from) && SystemAccounts.isHouse(to);
              default -> true;
            };
    if (!areKnown) {
      return ErrorCode.UNKNOWN_ACCOUNT;
    }
    if (from == to) {
      return ErrorCode.SAME_ACCOUNT;
    }
    if (assetIndex < 0) {
      return ErrorCode.UNKNOWN_ASSET;
    }
    return amount <= 0 ? ErrorCode.AMOUNT_OUT_OF_RANGE : null;
  }

  /** Whoever pays must have it, but for the house, which owes instead. */
  private ErrorCode payerRule(EntryType kind, long from, int assetIndex, long amount) {
    if (SystemAccounts.mayOwe(from)) {
      return ledger.canOwe(ledger.account(from), assetIndex, amount)
          ? null
          : ErrorCode.AMOUNT_OUT_OF_RANGE;
    }
    Account account = ledger.account(from);
    if (account != null && kind != EntryType.REVERSAL && account.transferBlock() != null) {
      return account.transferBlock();
    }
    return covers(account, assetIndex, amount) ? null : ErrorCode.INSUFFICIENT_FUNDS;
  }

  private void closePeriod(int day) {
    ErrorCode broken =
        day <= closedDay
            ? ErrorCode.PERIOD_CLOSED
            : day >= TradedVolumes.day(logTimeMicros) ? ErrorCode.PERIOD_NOT_OVER : null;
    if (broken != null) {
      facts.refused(broken, 0, 0);
      return;
    }
    closedDay = day;
    facts.periodClosed(day);
  }

  private void holdFunds(byte[] frames, int offset) {
    long accountId = Layout.getLong(frames, offset + Commands.ACCOUNT);
    int assetIndex = ledger.assetIndex(Layout.getInt(frames, offset + Commands.TRANSFER_ASSET));
    long amount = Layout.getLong(frames, offset + Commands.TRANSFER_AMOUNT);
    long expiresAtMicros = Layout.getLong(frames, offset + Commands.HOLD_EXPIRES_AT);
    ErrorCode broken = transferRule(accountId, assetIndex, amount);
    Account account = ledger.account(accountId);
    if (broken == null && account != null) {
      broken = account.transferBlock();
    }
    if (broken == null && expiresAtMicros != 0 && expiresAtMicros <= logTimeMicros) {
      broken = ErrorCode.INVALID_EXPIRY;
    }
    if (broken == null && !covers(account, assetIndex, amount)) {
      broken = ErrorCode.INSUFFICIENT_FUNDS;
    }
    if (broken != null) {
      facts.refused(broken, accountId, 0);
      return;
    }
    desk.holds()
        .make(
            sequence,
            account,
            assetIndex,
            amount,
            expiresAtMicros,
            Layout.getLong(frames, offset + Commands.TRANSFER_REFERENCE),
            Layout.getLong(frames, offset + Commands.TRANSFER_REFERENCE + 8));
  }

  private void settleHold(byte[] frames, int offset) {
    long accountId = Layout.getLong(frames, offset + Commands.ACCOUNT);
    long to = Layout.getLong(frames, offset + Commands.SETTLE_TO);
    long amount = Layout.getLong(frames, offset + Commands.TRANSFER_AMOUNT);
    Hold hold = desk.holds().find(accountId, Layout.getLong(frames, offset + Commands.HOLD_ID));
    ErrorCode broken = Holds.settleRule(hold, to, amount);
    if (broken != null) {
      facts.refused(broken, accountId, 0);
      return;
    }
    desk.holds()
        .settle(
            hold,
            ledger.accountOrNew(to),
            amount,
            Layout.entryType(Layout.getInt(frames, offset + Commands.SETTLE_KIND)),
            Layout.getLong(frames, offset + Commands.TRANSFER_REFERENCE),
            Layout.getLong(frames, offset + Commands.TRANSFER_REFERENCE + 8));
  }

  private void releaseHold(byte[] frames, int offset) {
    long accountId = Layout.getLong(frames, offset + Commands.ACCOUNT);
    Hold hold = desk.holds().find(accountId, Layout.getLong(frames, offset + Commands.HOLD_ID));
    if (hold == null) {
      facts.refused(ErrorCode.UNKNOWN_HOLD, accountId, 0);
      return;
    }
    desk.holds().release(hold, HoldEnd.RELEASED);
  }

  private static boolean mayJournal(long account) {
    return account >= SystemAccounts.FIRST_CLIENT || account == SystemAccounts.FEE_REVENUE;
  }

  private static ErrorCode transferRule(long accountId, int assetIndex, long amount) {
    if (accountId < SystemAccounts.FIRST_CLIENT) {
      return ErrorCode.UNKNOWN_ACCOUNT;
    }
    if (assetIndex < 0) {
      return ErrorCode.UNKNOWN_ASSET;
    }
    return amount <= 0 ? ErrorCode.AMOUNT_OUT_OF_RANGE : null;
  }

  private static boolean covers(Account account, int assetIndex, long amount) {
    Balance balance = account == null ? null : account.balance(assetIndex);
    return balance != null && balance.available >= amount;
  }

  private void setAccountFlags(byte[] frames, int offset) {
    long accountId = Layout.getLong(frames, offset + Commands.ACCOUNT);
    if (accountId < SystemAccounts.FIRST_CLIENT) {
      facts.refused(ErrorCode.UNKNOWN_ACCOUNT, accountId, 0);
      return;
    }
    Account account = ledger.accountOrNew(accountId);
    account.flags = Layout.getInt(frames, offset + Commands.ACCOUNT_FLAGS);
    facts.flagsSet(account);
  }

  private void setFees(FeeSchedule fees) {
    if (!desk.canCharge(fees)) {
      facts.refused(ErrorCode.INVALID_FEES, 0, 0);
      return;
    }
    desk.charge(fees);
    facts.feesSet(fees);
  }

  private void setFeeGroup(byte[] frames, int offset) {
    long accountId = Layout.getLong(frames, offset + Commands.ACCOUNT);
    int group = Layout.getInt(frames, offset + Commands.FEE_GROUP);
    if (accountId < SystemAccounts.FIRST_CLIENT) {
      facts.refused(ErrorCode.UNKNOWN_ACCOUNT, accountId, 0);
      return;
    }
    if (group < 0 || group > FeeRate.MAXIMUM_GROUP) {
      facts.refused(ErrorCode.INVALID_FEES, accountId, 0);
      return;
    }
    Account account = ledger.accountOrNew(accountId);
    account.feeGroup = group;
    facts.feeGroupSet(account);
  }

  private void setSafeState(byte[] frames, int offset) {
    SafeState state = SafeState.of(Layout.getInt(frames, offset + Commands.SAFE_STATE));
    SafeStateCause cause =
        SafeStateCause.of(Layout.getInt(frames, offset + Commands.SAFE_STATE_CAUSE));
    if (venue.maySet(state, cause)) {
      venue.set(state, cause, logTimeMicros);
      desk.venueChanged();
      facts.safeStateSet(venue);
    }
  }

  private void setAccountBlocks(byte[] frames, int offset) {
    long accountId = Layout.getLong(frames, offset + Commands.ACCOUNT);
    if (accountId < SystemAccounts.FIRST_CLIENT) {
      facts.refused(ErrorCode.UNKNOWN_ACCOUNT, accountId, 0);
      return;
    }
    Account account = ledger.accountOrNew(accountId);
    account.blocks = Layout.getInt(frames, offset + Commands.ACCOUNT_BLOCKS);
    account.blockReason = Layout.getInt(frames, offset + Commands.ACCOUNT_BLOCK_REASON);
    facts.blocksSet(account);
    if (account.isFrozen()) {
      desk.freeze(account, logTimeMicros);
    }
  }

  private void addAsset(AssetDefinition asset) {
    if (!Definitions.isValid(asset)) {
      facts.refused(ErrorCode.INVALID_DEFINITION, 0, 0);
      return;
    }
    for (AssetDefinition listed : ledger.assets()) {
      if (listed.id() == asset.id() || listed.symbol().equals(asset.symbol())) {
        facts.refused(ErrorCode.ALREADY_EXISTS, 0, 0);
        return;
      }
    }
    ledger.add(asset);
    facts.listed(asset);
  }

  private void listSymbol(SymbolDefinition symbol, MarketState state) {
    int baseIndex = ledger.assetIndex(symbol.base().id());
    int quoteIndex = ledger.assetIndex(symbol.quote().id());
    if (baseIndex < 0 || quoteIndex < 0) {
      facts.refused(ErrorCode.UNKNOWN_ASSET, 0, 0);
      return;
    }
    boolean isValid =
        Definitions.isValid(symbol)
            && state != MarketState.DELISTED
            && symbol.base().equals(ledger.assets().get(baseIndex))
            && symbol.quote().equals(ledger.assets().get(quoteIndex));
    if (!isValid) {
      facts.refused(ErrorCode.INVALID_DEFINITION, 0, 0);
      return;
    }
    for (int id = 1; id < desk.marketLimit(); id++) {
      Market listed = desk.market(id);
      if (listed != null
          && (id == symbol.id() || listed.definition.symbol().equals(symbol.symbol()))) {
        facts.refused(ErrorCode.ALREADY_EXISTS, 0, 0);
        return;
      }
    }
    if (!canCharge(symbol)) {
      facts.refused(ErrorCode.INVALID_FEES, 0, 0);
      return;
    }
    Market market = new Market(symbol, baseIndex, quoteIndex, ledger.feeRevenue(quoteIndex));
    market.state = state;
    desk.open(market);
    describe(market);
  }

  private void changeSymbol(SymbolDefinition symbol) {
    Market market = desk.market(symbol.id());
    if (market == null) {
      facts.refused(ErrorCode.UNKNOWN_SYMBOL, 0, 0);
      return;
    }
    desk.marketDesk().change(market, symbol, canCharge(symbol));
    market.charge(desk.fees());
  }

  private boolean canCharge(SymbolDefinition symbol) {
    return ruleVersion < REBATES_OF_SYMBOLS_ARE_COVERED || desk.coversRebates(symbol);
  }

  private void setMarketState(byte[] frames, int offset) {
    Market market = marketOrRefusal(frames, offset);
    if (market != null) {
      desk.marketDesk()
          .setState(
              market,
              MarketState.of(Layout.getInt(frames, offset + Commands.MARKET_STATE)),
              Layout.getLong(frames, offset + Commands.MARKET_AT),
              logTimeMicros);
    }
  }

  private void callAuction(byte[] frames, int offset) {
    Market market = marketOrRefusal(frames, offset);
    if (market != null) {
      long uncrossAtMicros = Layout.getLong(frames, offset + Commands.AUCTION_UNCROSS_AT);
      MarketState then = MarketState.of(Layout.getInt(frames, offset + Commands.MARKET_STATE));
      desk.marketDesk()
          .callAuction(
              market,
              Layout.getLong(frames, offset + Commands.MARKET_AT),
              uncrossAtMicros == 0 ? null : new AuctionCall(uncrossAtMicros, then),
              logTimeMicros);
    }
  }

  /** The market that the command names; null after a refusal. */
  private Market marketOrRefusal(byte[] frames, int offset) {
    Market market = desk.market(Layout.getInt(frames, offset + Commands.MARKET_SYMBOL));
    if (market == null) {
      facts.refused(ErrorCode.UNKNOWN_SYMBOL, 0, 0);
    }
    return market;
  }

  /** The same for every version, for ever: this command alone is executed by all of them. */
  private int setRuleVersion(byte[] frames, int offset, FactSink sink) {
    OptionalInt back = rulesToGoBackTo();
    int wanted = Commands.ruleVersion(frames, offset);
    sequence = Commands.sequence(frames, offset);
    logTimeMicros = Commands.logTimeMicros(frames, offset);
    facts.begin(sink, frames, offset, ruleVersion);
    if (wanted > ruleVersion) {
      rulesBefore = ruleVersion;
      rulesSetAt = sequence;
      ruleVersion = wanted;
      facts.ruleVersionSet(wanted);
    } else if (wanted == ruleVersion) {
      facts.ruleVersionSet(wanted);
    } else if (back.isPresent() && wanted == back.getAsInt()) {
      rulesBefore = 0;
      rulesSetAt = 0;
      ruleVersion = wanted;
      facts.ruleVersionSet(wanted);
    } else {
      facts.refused(ErrorCode.INVALID_DEFINITION, 0, 0);
    }
    facts.end(sequence);
    return offset + Commands.length(frames, offset);
  }

  /** Its definition, its status unless it trades and nothing is planned, and a set reference. */
  private void describe(Market market) {
    facts.listed(market.definition);
    if (market.state != MarketState.TRADING || market.planned != null) {
      facts.status(market, MarketCause.LISTED);
    }
    if (market.setReferenceTicks != 0) {
      facts.reference(market);
    }
  }

  private void describe(Account account) {
    if (account.flags != 0) {
      facts.flagsSet(account);
    }
    if (account.feeGroup != 0) {
      facts.feeGroupSet(account);
    }
    if (account.blocks != 0) {
      facts.blocksSet(account);
    }
    desk.volumes().describe(account, logTimeMicros);
    if (account.dueAtMicros != 0) {
      facts.cancelAllAfterSet(account);
    }
    for (int i = 0; i < ledger.assets().size(); i++) {
      Balance balance = account.balance(i);
      if (balance != null) {
        facts.posted(balance, Bucket.AVAILABLE, EntryType.BALANCE, 0, balance.available, 0, 0);
        if (account.id >= SystemAccounts.FIRST_CLIENT) {
          facts.posted(balance, Bucket.RESERVED, EntryType.BALANCE, 0, balance.reserved, 0, 0);
        }
      }
    }
  }
}
