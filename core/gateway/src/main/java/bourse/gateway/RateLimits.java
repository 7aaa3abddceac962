package bourse.gateway;

import bourse.domain.Fault;
import bourse.platform.cache.Scripts;
import bourse.platform.http.Caller;
import bourse.platform.service.Health;
import bourse.platform.service.Service;
import bourse.platform.time.WallClock;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what clients ask for, and refuses what is over their limits. Decided in memory, so that an
 * order waits for nobody; a few times a second what was counted is added up in Redis, and what
 * others counted comes back. Without Redis each process counts alone, and adds up later.
 *
 * <p>Clients that can't be remembered one by one, because there are too many, share one budget.
 * Thread safe.
 */
public final class RateLimits implements Service {
  private static final Logger LOG = LoggerFactory.getLogger(RateLimits.class);
  private static final Duration SYNC = Duration.ofMillis(250);
  private static final int MOST_REMEMBERED = 100_000;
  private static final int KEYS_AT_ONCE = 500;
  private static final int ANSWERS_PER_KEY = 5;

  /**
   * Per key: adds the weights of the present window and the one before, keeps the later ban, and
   * answers window, both weights, end of the ban in milliseconds, number of bans.
   */
  private static final String ADD_UP =
      """
      local answer = {}
      for i, key in ipairs(KEYS) do
        local a = 2 + (i - 1) * 5
        local window = tonumber(ARGV[a + 1])
        local present = tonumber(ARGV[a + 2])
        local before = tonumber(ARGV[a + 3])
        local held = redis.call('HMGET', key, 'w', 'p', 'b', 'u', 'n')
        local w = tonumber(held[1] or '0')
        local p = tonumber(held[2] or '0')
        local b = tonumber(held[3] or '0')
        if w == window then
          p = p + present
          b = b + before
        elseif w == window - 1 then
          b = p + before
          p = present
          w = window
        elseif w < window then
          b = before
          p = present
          w = window
        elseif w == window + 1 then
          b = b + present
        end
        local untilMillis = math.max(tonumber(held[4] or '0'), tonumber(ARGV[a + 4]))
        local bans = math.max(tonumber(held[5] or '0'), tonumber(ARGV[a + 5]))
        redis.call('HSET', key, 'w', w, 'p', p, 'b', b, 'u', untilMillis, 'n', bans)
        local life = tonumber(ARGV[2])
        if untilMillis > 0 then
          life = math.max(life, untilMillis - tonumber(ARGV[1]) + 86400000)
        end
        redis.call('PEXPIRE', key, life)
        answer[#answer + 1] = w
        answer[#answer + 1] = p
        answer[#answer + 1] = b
        answer[#answer + 1] = untilMillis
        answer[#answer + 1] = bans
      end
      return answer
      """;

  private final LimitSettings settings;
  private final Scripts redis;
  private final WallClock clock;
  private final Map<Counted, Budget> budgets = new ConcurrentHashMap<>();
  private final Map<Counted.Kind, Budget> others = new ConcurrentHashMap<>();
  private final Queue<Budget> changed = new ConcurrentLinkedQueue<>();
  private volatile CountDownLatch stopping = new CountDownLatch(1);
  private volatile Thread worker;
  private boolean alone;

  public RateLimits(LimitSettings settings, Scripts redis, WallClock clock) {
    this.settings = settings;
    this.redis = redis;
    this.clock = clock;
  }

  /** Takes weight from what an address may ask for. */
  Standing take(InetAddress address, long weight) {
    return take(Counted.address(address), 0, weight);
  }

  /** Takes weight from what a caller may ask for. */
  Standing take(Caller caller, long weight) {
    return take(Counted.caller(caller), caller.account(), weight);
  }

  private Standing take(Counted who, long account, long weight) {
    Budget budget = budget(who);
    Standing standing = budget.take(weight, settings.limit(who, account), clock.micros());
    if (budget.noteForSync()) {
      changed.add(budget);
    }
    return standing;
  }

  private Budget budget(Counted who) {
    Budget known = budgets.get(who);
    if (known != null) {
      return known;
    }
    if (budgets.size() >= MOST_REMEMBERED) {
      return others.computeIfAbsent(
          who.kind(), kind -> new Budget(new Counted(kind, 0, 0), settings));
    }
    return budgets.computeIfAbsent(who, key -> new Budget(key, settings));
  }

  @Override
  public String name() {
    return "limits";
  }

  @Override
  public void start() {
    stopping = new CountDownLatch(1);
    worker = Thread.ofVirtual().name("limits").start(this::keepAddingUp);
  }

  @Override
  public void stop() throws InterruptedException {
    stopping.countDown();
    worker.join();
  }

  /** What it means when Redis is down, Redis says itself. */
  @Override
  public Health health() {
    return Health.UP;
  }

  private void keepAddingUp() {
    try {
      do {
        addUp();
        forgetTheIdle();
      } while (!stopping.await(SYNC.toMillis(), TimeUnit.MILLISECONDS));
      addUp();
    } catch (InterruptedException e) {
      throw new IllegalStateException("Nobody interrupts this thread", e);
    }
  }

  /** Adds up what was counted since the last time. By one thread. */
  void addUp() {
    List<Budget> some = next();
    while (!some.isEmpty()) {
      if (!addUp(some)) {
        return;
      }
      some = next();
    }
  }

  private List<Budget> next() {
    List<Budget> some = new ArrayList<>();
    while (some.size() < KEYS_AT_ONCE) {
      Budget budget = changed.poll();
      if (budget == null) {
        break;
      }
      some.add(budget);
    }
    return some;
  }

  private boolean addUp(List<Budget> some) {
    long now = clock.micros();
    List<List<String>> reports = some.stream().map(budget -> budget.unsent(now)).toList();
    List<String> arguments = new ArrayList<>();
    arguments.add(Long.toString(now / 1_000));
    arguments.add(Long.toString(settings.window().multipliedBy(2).toMillis()));
    reports.forEach(arguments::addAll);
    List<Long> sums;
    try {
      sums = redis.run(ADD_UP, some.stream().map(budget -> budget.who().key()).toList(), arguments);
    } catch (Fault fault) {
      takeBack(some, reports);
      if (!alone) {
        LOG.warn("Limits are counted by this process alone: {}", fault.getMessage());
      }
      alone = true;
      return false;
    }
    if (alone) {
      LOG.info("Limits are counted together again");
    }
    alone = false;
    for (int i = 0; i < some.size(); i++) {
      List<Long> sum = sums.subList(i * ANSWERS_PER_KEY, (i + 1) * ANSWERS_PER_KEY);
      some.get(i)
          .learn(sum.get(0), sum.get(1), sum.get(2), sum.get(3), Math.toIntExact(sum.get(4)));
    }
    return true;
  }

  private void takeBack(List<Budget> some, List<List<String>> reports) {
    for (int i = 0; i < some.size(); i++) {
      some.get(i).notSent(reports.get(i));
      if (some.get(i).noteForSync()) {
        changed.add(some.get(i));
      }
    }
  }

  private void forgetTheIdle() {
    long now = clock.micros();
    forgetTheIdle(budgets.values(), now);
    forgetTheIdle(others.values(), now);
  }

  private static void forgetTheIdle(Collection<Budget> budgets, long now) {
    budgets.removeIf(budget -> budget.isIdle(now));
  }
}
