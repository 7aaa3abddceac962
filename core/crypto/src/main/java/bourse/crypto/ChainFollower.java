package bourse.crypto;

import bourse.crypto.ChainDeposit.Attention;
import bourse.crypto.ChainMovement.Kind;
import bourse.domain.AssetDefinition;
import bourse.domain.ErrorCode;
import bourse.domain.ErrorType;
import bourse.exchange.Listings;
import bourse.payments.Debtors;
import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.audit.Audit;
import bourse.platform.data.Database;
import bourse.platform.time.Ids;
import bourse.platform.time.WallClock;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one chain block by block, and books what its blocks give to clients once enough others
 * follow. Where the node takes another branch, what only the left one had is gone: it is not
 * credited, or debited again. One thread.
 */
final class ChainFollower {
  private static final Logger LOG = LoggerFactory.getLogger(ChainFollower.class);

  /** So many blocks are read before what they gave is booked. */
  private static final int AT_ONCE = 200;

  /** So long it takes until what was refused is tried again. */
  private static final Duration REFUSED_REST = Duration.ofMinutes(10);

  private final Chain chain;
  private final AddressBook addresses;
  private final BlockStore blocks;
  private final ChainDepositStore deposits;
  private final ChainMovementStore movements;
  private final ChainBookings bookings;
  private final Debtors debtors;
  private final Listings listings;
  private final Database database;
  private final Audit audit;
  private final int deepest;
  private final WallClock clock;
  private volatile long reached = -1;
  private volatile long tip = -1;

  /**
   * @param deepest so many blocks a reorganisation may take back; at a deeper one nothing more is
   *     done
   */
  ChainFollower(
      Chain chain,
      AddressBook addresses,
      BlockStore blocks,
      ChainDepositStore deposits,
      ChainMovementStore movements,
      ChainBookings bookings,
      Debtors debtors,
      Listings listings,
      Database database,
      Audit audit,
      int deepest,
      WallClock clock) {
    this.chain = chain;
    this.addresses = addresses;
    this.blocks = blocks;
    this.deposits = deposits;
    this.movements = movements;
    this.bookings = bookings;
    this.debtors = debtors;
    this.listings = listings;
    this.database = database;
    this.audit = audit;
    this.deepest = deepest;
    this.clock = clock;
  }

  Chain chain() {
    return chain;
  }

  /** Whether its blocks are read from some height on, so that nothing is missed. */
  boolean isBegun() {
    return blocks.first(chain.name()).isPresent();
  }

  /** The newest block that was read; -1 before the first. */
  long reached() {
    return reached;
  }

  /** The newest block of the node, as it last said; -1 before it did. */
  long tip() {
    return tip;
  }

  /** How many blocks make a deposit sure by now, with its own. */
  long confirmations(ChainDeposit deposit) {
    return deposit.height().isEmpty() || reached < 0
        ? 0
        : Math.max(0, reached - deposit.height().getAsLong() + 1);
  }

  /**
   * Reads what is new, and books what follows.
   *
   * @throws NodeSilence when the node does not answer; what was read stays
   * @throws WrongNode when the node must not be believed
   */
  void pass() throws InterruptedException {
    requireSameChain();
    tip = chain.tip();
    BlockMark common = branch();
    boolean isAll = read(common);
    book();
    plan(isAll);
    book();
  }

  private void requireSameChain() {
    String genesis = chain.genesis();
    Optional<BlockMark> first = blocks.first(chain.name());
    if (first.isPresent() && !first.get().hash().equals(genesis)) {
      throw new WrongNode(
          "The "
              + chain.name()
              + " node is on another network than the one that was followed until now: its first"
              + " block is "
              + genesis
              + ", not "
              + first.get().hash());
    }
    if (first.isEmpty()) {
      begin(new BlockMark(0, genesis));
    }
  }

  /**
   * No address was given out before, so no older block can be of interest; but the newest ones may
   * be left for another branch, and the block before them is where that one begins.
   */
  private void begin(BlockMark genesis) {
    long height = Math.max(0, chain.tip() - deepest);
    BlockMark newest = new BlockMark(height, chain.hash(height));
    database.<Void, RuntimeException>durably(handle -> {
      blocks.insert(handle, chain.name(), genesis);
      blocks.insert(handle, chain.name(), newest);
      return null;
    });
    LOG.info("{} is followed from block {} on", chain.name(), height);
  }

  /** The newest block that was read and that the node has too; what others gave is lost. */
  private BlockMark branch() {
    BlockMark last = highest(Long.MAX_VALUE);
    BlockMark common = highest(tip);
    // Of what is older than a reorganisation may be, no block is kept to compare: a node that is at
    // the beginning has the first one too, and says nothing about all that follow.
    if (tip < last.height() && last.height() - common.height() > deepest) {
      throw behind(last);
    }
    while (!chain.hash(common.height()).equals(common.hash())) {
      common = highest(common.height() - 1);
      if (last.height() - common.height() > deepest) {
        throw new WrongNode(
            "The "
                + chain.name()
                + " node has other blocks than those that were read, more than "
                + deepest
                + " of them: nothing more is credited. Compare it with other nodes; if it is right,"
                + " raise crypto.deepest-reorganisation");
      }
    }
    if (tip < last.height() && common.height() == tip) {
      throw behind(last);
    }
    if (common.height() < last.height()) {
      unwind(common, last);
    }
    reached = common.height();
    return common;
  }

  private NodeSilence behind(BlockMark last) {
    return new NodeSilence(
        "The "
            + chain.name()
            + " node is at block "
            + tip
            + ", and block "
            + last.height()
            + " was read: it is behind");
  }

  private BlockMark highest(long atMost) {
    return blocks
        .highest(chain.name(), atMost)
        .orElseThrow(() ->
            new WrongNode(
                "The "
                    + chain.name()
                    + " node has other blocks than all that are known here; is it the right one?"));
  }

  private void unwind(BlockMark common, BlockMark last) {
    LOG.warn(
        "{} was reorganised: blocks {} to {} are no longer part of it",
        chain.name(),
        common.height() + 1,
        last.height());
    database.<Void, RuntimeException>write(handle -> {
      deposits.lose(handle, chain.name(), common.height());
      blocks.deleteAbove(handle, chain.name(), common.height());
      return null;
    });
  }

  /** Whether all was read that there is. */
  private boolean read(BlockMark from) {
    BlockMark last = from;
    long end = Math.min(tip, from.height() + AT_ONCE);
    while (last.height() < end) {
      ChainBlock block =
          chain.block(
              last.height() + 1, address -> addresses.find(chain.name(), address).isPresent());
      if (!block.parent().equals(last.hash())) {
        return false; // it was reorganised meanwhile; the next pass finds where
      }
      keep(block);
      last = block.mark();
      reached = last.height();
    }
    return last.height() == tip;
  }

  private void keep(ChainBlock block) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    List<ChainDeposit> seen =
        block.sightings().stream()
            .flatMap(sighting -> deposit(sighting, block.mark(), now).stream())
            .toList();
    database.<Void, RuntimeException>write(handle -> {
      for (ChainDeposit deposit : seen) {
        if (!deposits.seen(handle, deposit)) {
          LOG.warn("Deposit {} was booked, and is another one in this branch", deposit.id());
          deposits.attention(handle, deposit.id(), Optional.of(Attention.NOT_BOOKED));
        }
      }
      blocks.insert(handle, chain.name(), block.mark());
      blocks.deleteBelow(handle, chain.name(), block.mark().height() - deepest - 1);
      return null;
    });
  }

  private Optional<ChainDeposit> deposit(Sighting sighting, BlockMark block, Instant now) {
    Optional<DepositAddress> owner = addresses.find(chain.name(), sighting.address());
    return owner.map(address -> {
      Scaled scaled = scaled(sighting);
      return new ChainDeposit(
          Ids.uuid8(ChainDeposit.reference(chain.name(), sighting.tx(), sighting.place())),
          chain.name(),
          sighting.tx(),
          sighting.place(),
          sighting.address(),
          sighting.asset(),
          address.user(),
          address.account(),
          sighting.amount(),
          scaled.amount(),
          scaled.dust(),
          OptionalLong.of(block.height()),
          sighting.confirmations(),
          scaled.amount().signum() == 0
              ? ChainDepositStatus.TOO_SMALL
              : ChainDepositStatus.CONFIRMING,
          BigDecimal.ZERO,
          BigDecimal.ZERO,
          BigDecimal.ZERO,
          Optional.empty(),
          now,
          now);
    });
  }

  /** What an account can have of it depends on the scale of the listed asset. */
  private Scaled scaled(Sighting sighting) {
    int decimals =
        chain.assets().stream()
            .filter(asset -> asset.symbol().equals(sighting.asset()))
            .findFirst()
            .orElseThrow()
            .decimals();
    return Scaled.of(
        sighting.amount(), decimals, listings.asset(sighting.asset()).map(AssetDefinition::scale));
  }

  /**
   * An amount parted.
   *
   * @param dust in the chain's smallest unit
   */
  record Scaled(BigDecimal amount, BigInteger dust) {
    /**
     * @param scale of the exchange; without one nothing is cut off
     */
    static Scaled of(BigInteger exact, int decimals, Optional<Integer> scale) {
      int cut = Math.max(0, decimals - scale.orElse(18));
      BigInteger[] parts = exact.divideAndRemainder(BigInteger.TEN.pow(cut));
      return new Scaled(new BigDecimal(parts[0], decimals - cut), parts[1]);
    }
  }

  /**
   * Plans what is to be booked.
   *
   * @param isAll whether what no block has may be taken for gone
   */
  private void plan(boolean isAll) {
    for (ChainDeposit deposit : deposits.confirmed(chain.name(), reached)) {
      plan(deposit, Kind.CREDIT);
    }
    if (!isAll) {
      return;
    }
    for (ChainDeposit deposit : deposits.lost(chain.name())) {
      if (isCredited(movements.of(deposit.id()))) {
        plan(deposit, Kind.TAKE_BACK);
      } else {
        change(deposit.id(), ChainDepositStatus.MISSING);
      }
    }
  }

  private static boolean isCredited(List<ChainMovement> all) {
    return count(all, Kind.CREDIT) > count(all, Kind.TAKE_BACK);
  }

  private static long count(List<ChainMovement> all, Kind kind) {
    return all.stream().filter(one -> one.kind() == kind && !one.isRest()).count();
  }

  private void change(UUID deposit, ChainDepositStatus status) {
    database.<Void, RuntimeException>write(handle -> {
      deposits.become(handle, deposit, status, now());
      return null;
    });
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  private void plan(ChainDeposit deposit, Kind kind) {
    List<ChainMovement> before = movements.of(deposit.id());
    boolean isWanted = isCredited(before) == (kind == Kind.TAKE_BACK);
    if (!isWanted) {
      return;
    }
    String reference = reference(deposit, kind, count(before, kind) + 1);
    database.<Void, RuntimeException>durably(handle -> {
      if (movements.plan(handle, movement(deposit, kind, reference), now())) {
        audit.append(
            handle,
            new Act(
                Actor.SYSTEM,
                kind == Kind.CREDIT ? "crypto.credit" : "crypto.take-back",
                "account:" + deposit.account(),
                deposit.amount().stripTrailingZeros().toPlainString()
                    + " "
                    + deposit.asset()
                    + ", deposit "
                    + deposit.id()
                    + ", reference "
                    + reference));
      }
      return null;
    });
  }

  private ChainMovementStore.Plan movement(ChainDeposit deposit, Kind kind, String reference) {
    long house = chain.depositsAccount().number();
    return new ChainMovementStore.Plan(
        reference,
        deposit.chain(),
        deposit.id(),
        kind == Kind.CREDIT ? house : deposit.account(),
        kind == Kind.CREDIT ? deposit.account() : house,
        kind,
        deposit.asset(),
        deposit.amount());
  }

  /** The first credit's is the deposit's own; further ones are after it went missing. */
  private static String reference(ChainDeposit deposit, Kind kind, long times) {
    String own = ChainDeposit.reference(deposit.chain(), deposit.tx(), deposit.place());
    return switch (kind) {
      case CREDIT -> times == 1 ? own : own + "#" + times;
      case TAKE_BACK -> own.replace(":deposit:", ":reorganised:") + "#" + times;
    };
  }

  /** Books what is planned, in its order; a debt waits while the credits go on. */
  private void book() throws InterruptedException {
    Set<UUID> waiting = new HashSet<>();
    for (ChainMovement movement : movements.open(chain.name())) {
      boolean isResting = isRefusedLately(movement);
      if (isResting && movement.kind() == Kind.CREDIT) {
        waiting.add(movement.about()); // what was not credited is not taken back either
      }
      if (isResting || waiting.contains(movement.about())) {
        continue;
      }
      ChainBookings.Result result = bookings.book(movement);
      if (result == ChainBookings.Result.REFUSED) {
        refused(movement.id());
      }
      if (result != ChainBookings.Result.BOOKED) {
        waiting.add(movement.about());
      }
      sumUp(movement.about());
    }
  }

  /** What an account does not have is not asked for at each block. */
  private boolean isRefusedLately(ChainMovement movement) {
    boolean isRefused =
        movement
            .refusal()
            .map(ErrorCode::type)
            .filter(type -> type != ErrorType.UNAVAILABLE && type != ErrorType.THROTTLED)
            .isPresent();
    return isRefused
        && movement
            .submittedAt()
            .filter(at -> at.plus(REFUSED_REST).isAfter(clock.instant()))
            .isPresent();
  }

  private void refused(UUID id) throws InterruptedException {
    ChainMovement movement = movements.find(id).orElseThrow();
    switch (movement.kind()) {
      case CREDIT -> {
        LOG.warn(
            "Movement {} was refused: {}",
            movement.reference(),
            movement.refusal().map(ErrorCode::title).orElse(""));
        attention(movement.about(), Attention.NOT_BOOKED);
      }
      case TAKE_BACK -> takeWhatIsThere(movement);
    }
  }

  private void attention(UUID deposit, Attention reason) {
    database.<Void, RuntimeException>write(handle -> {
      deposits.attention(handle, deposit, Optional.of(reason));
      return null;
    });
  }

  /** The account does not have what went missing: what there is goes now, the rest is owed. */
  private void takeWhatIsThere(ChainMovement movement) throws InterruptedException {
    BigDecimal available = debtors.free(movement.from(), movement.asset());
    try {
      if (available.signum() > 0) {
        if (available.compareTo(movement.amount()) < 0) {
          movements.split(movement, chain.name(), available);
        }
        bookings.book(movements.find(movement.id()).orElseThrow());
      }
    } finally {
      debtors.close(movement.from());
    }
    if (deposits
        .find(movement.about())
        .flatMap(ChainDeposit::attention)
        .filter(Attention.OWED::equals)
        .isEmpty()) {
      owes(movement);
    }
  }

  private void owes(ChainMovement movement) {
    database.<Void, RuntimeException>durably(handle -> {
      deposits.attention(handle, movement.about(), Optional.of(Attention.OWED));
      audit.append(
          handle,
          new Act(
              Actor.SYSTEM,
              "crypto.owed",
              "account:" + movement.from(),
              "deposit "
                  + movement.about()
                  + " was taken from the chain by a reorganisation, and the account has not all of"
                  + " it; it may not trade or send anything until it is resumed"));
      return null;
    });
  }

  private void sumUp(UUID id) {
    List<ChainMovement> all = movements.of(id);
    BigDecimal in = sum(all, Kind.CREDIT, true);
    BigDecimal out = sum(all, Kind.TAKE_BACK, true);
    BigDecimal owed = sum(all, Kind.TAKE_BACK, false);
    ChainDeposit deposit = deposits.find(id).orElseThrow();
    boolean isAllBooked = all.stream().allMatch(ChainMovement::isBooked);
    database.<Void, RuntimeException>write(handle -> {
      deposits.sums(handle, id, in, out, owed);
      if (isCredited(all) && sum(all, Kind.CREDIT, false).signum() == 0) {
        deposits.become(handle, id, ChainDepositStatus.CREDITED, now());
      } else if (count(all, Kind.TAKE_BACK) > 0 && deposit.height().isEmpty()) {
        takenBack(handle, deposit, isAllBooked);
      }
      return null;
    });
  }

  private void takenBack(Handle handle, ChainDeposit deposit, boolean isAllBooked) {
    deposits.become(handle, deposit.id(), ChainDepositStatus.TAKEN_BACK, now());
    if (isAllBooked) {
      deposits.attention(handle, deposit.id(), Optional.of(Attention.TAKEN_BACK));
    }
  }

  private static BigDecimal sum(List<ChainMovement> all, Kind kind, boolean booked) {
    return all.stream()
        .filter(movement -> movement.kind() == kind && movement.isBooked() == booked)
        .map(ChainMovement::amount)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
