package bourse.withdrawals;

import bourse.domain.HouseAccount;
import bourse.platform.http.FieldChecks;
import bourse.platform.service.Health;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A chain that does what a test says: sends once by id, and is silent or in trouble when told. */
final class ScriptedRail implements PayoutRail {
  /** What it does wrong with the next payout. */
  enum Fault {
    /** Nothing happens, and it says so. */
    TROUBLE,
    /** It sends, and its answer is lost. */
    ACTS_AND_IS_SILENT,
    /** Nothing happens, and nobody hears of that. */
    IS_SILENT
  }

  private static final DestinationKind KIND =
      new DestinationKind() {
        @Override
        public String name() {
          return "TEST_CHAIN";
        }

        @Override
        public String title() {
          return "Test chain";
        }

        @Override
        public List<DestinationField> fields() {
          return List.of(new DestinationField("address", "Address", "test1…", true));
        }

        @Override
        public boolean isOnChain() {
          return true;
        }

        @Override
        public Map<String, String> normalised(Map<String, String> given, FieldChecks checks) {
          checks.check(
              given.get("address").matches("test1[a-z0-9]{4,40}"),
              "fields.address",
              "address",
              "An address of the test chain begins with test1.");
          return given;
        }
      };

  private final Map<UUID, View> sent = new ConcurrentHashMap<>();
  private final Deque<Fault> faults = new ArrayDeque<>();
  private final AtomicInteger submissions = new AtomicInteger();
  private Consumer<UUID> listener = id -> {};

  @Override
  public String name() {
    return "test-chain";
  }

  @Override
  public DestinationKind kind() {
    return KIND;
  }

  @Override
  public Set<String> currencies() {
    return Set.of("BTC");
  }

  @Override
  public int decimals(String currency) {
    return 8;
  }

  @Override
  public BigDecimal minimum(String currency) {
    return new BigDecimal("0.0001");
  }

  @Override
  public BigDecimal fee(String currency, BigDecimal amount) {
    return new BigDecimal("0.00005");
  }

  @Override
  public HouseAccount account(String currency) {
    return HouseAccount.BITCOIN_HOT;
  }

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public Health health() {
    return Health.UP;
  }

  @Override
  public View submit(Payout payout) {
    Fault fault;
    synchronized (faults) {
      fault = faults.poll();
    }
    if (fault == Fault.TROUBLE) {
      throw new RailTrouble("The hot wallet is empty.");
    }
    if (fault == Fault.IS_SILENT) {
      throw new RailSilence("No answer came.");
    }
    submissions.incrementAndGet();
    sent.putIfAbsent(payout.id(), new View.Accepted(Optional.of("tx-" + payout.id())));
    if (fault == Fault.ACTS_AND_IS_SILENT) {
      throw new RailSilence("No answer came.");
    }
    return sent.get(payout.id());
  }

  @Override
  public View look(Payout payout, Optional<String> reference) {
    return sent.getOrDefault(payout.id(), new View.Unknown());
  }

  @Override
  public void onNews(Consumer<UUID> told) {
    listener = told;
  }

  void next(Fault... wrong) {
    synchronized (faults) {
      faults.addAll(List.of(wrong));
    }
  }

  /** Nothing goes wrong any more. */
  void clear() {
    synchronized (faults) {
      faults.clear();
    }
  }

  /** What became of a payout, and that it is news. */
  void becomes(UUID id, View view) {
    sent.put(id, view);
    listener.accept(id);
  }

  /** There is news of a payout, it says. */
  void tell(UUID id) {
    listener.accept(id);
  }

  /** So often it sent something, the same again included. */
  int submissions() {
    return submissions.get();
  }
}
