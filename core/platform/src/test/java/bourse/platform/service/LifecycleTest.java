package bourse.platform.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LifecycleTest {
  private final List<String> story = new CopyOnWriteArrayList<>();

  @Test
  void partsStartAfterWhatTheyNeedAndStopInReverse() throws Exception {
    Lifecycle lifecycle =
        lifecycle(
            Part.required(new Told("http"), "exchange", "database"),
            Part.required(new Told("exchange"), "log"),
            Part.required(new Told("database"), "log"),
            Part.required(new Told("log")));
    lifecycle.start();
    assertEquals("start log", story.getFirst());
    assertEquals("start http", story.getLast());
    assertEquals(Health.UP, lifecycle.overall());
    List<String> started = List.copyOf(story);
    story.clear();
    lifecycle.stop();
    assertEquals(
        started.reversed().stream().map(line -> line.replace("start", "stop")).toList(), story);
    assertEquals(Health.State.DOWN, lifecycle.overall().state());
  }

  @Test
  void independentPartsStartSideBySide() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    Lifecycle lifecycle =
        lifecycle(Part.required(new Meeting("one", both)), Part.required(new Meeting("two", both)));
    lifecycle.start();
    assertEquals(Health.UP, lifecycle.overall());
    lifecycle.stop();
  }

  @Test
  void aFailedStartStopsWhatWasStartedAndTellsTheCause() {
    Fault cause = new Fault(ErrorCode.PORT_IN_USE, "http.port 8080 is taken");
    Told http = new Told("http");
    http.failure = cause;
    Lifecycle lifecycle =
        lifecycle(
            Part.required(new Told("log")),
            Part.required(http, "log"),
            Part.required(new Told("gateway"), "http"));
    assertSame(cause, assertThrows(Fault.class, lifecycle::start));
    assertEquals(List.of("start log", "start http", "stop http", "stop log"), story);
    assertEquals(
        Map.of(
            "log",
            Health.down("is stopped"),
            "http",
            Health.down("did not start: http.port 8080 is taken"),
            "gateway",
            Health.down("is starting; wait for it")),
        lifecycle.health());
  }

  @Test
  void aCheckedCauseComesAsAFault() {
    Told told = new Told("log");
    told.failure = new java.io.IOException("disk gone");
    Lifecycle lifecycle = lifecycle(Part.required(told));
    Fault fault = assertThrows(Fault.class, lifecycle::start);
    assertEquals(ErrorCode.INTERNAL, fault.code());
    assertSame(told.failure, fault.getCause());
  }

  @Test
  void theStartDoesNotWaitForABackgroundPartAndTriesItAgain() throws Exception {
    Told kafka = new Told("kafka");
    kafka.failure = new Fault(ErrorCode.DEPENDENCY_DOWN, "no broker");
    Told publisher = new Told("publisher");
    Lifecycle lifecycle =
        lifecycle(
            Part.background(kafka),
            Part.background(publisher, "kafka"),
            Part.required(new Told("exchange")));
    lifecycle.start();
    await(() -> lifecycle.health().get("kafka").detail().equals("did not start: no broker"));
    assertEquals(Health.State.DEGRADED, lifecycle.overall().state());
    kafka.failure = null;
    await(() -> lifecycle.overall().equals(Health.UP));
    assertTrue(story.indexOf("start publisher") > story.indexOf("start kafka"), story.toString());
    lifecycle.stop();
    assertEquals("stop publisher", story.get(story.size() - 3));
  }

  @Test
  void aPartThatDiedIsRestarted() throws Exception {
    Told redis = new Told("redis");
    List<String> steps = new CopyOnWriteArrayList<>();
    Lifecycle lifecycle =
        new Lifecycle(
            List.of(Part.required(redis).restarted(), Part.required(new Told("web"), "redis")),
            (name, step, millis, detail) -> steps.add(name + " " + step + " " + detail),
            Duration.ofMillis(5),
            Duration.ofMillis(5));
    lifecycle.start();
    redis.health = Health.down("its process ended");
    await(() -> lifecycle.overall().equals(Health.UP) && story.contains("stop redis"));
    assertEquals(List.of("start redis", "start web", "stop redis", "start redis"), story);
    assertTrue(steps.contains("redis DIED its process ended"), steps.toString());
    lifecycle.stop();
    assertEquals(List.of("stop web", "stop redis"), story.subList(4, 6));
  }

  @Test
  void aPartThatDiesWithTheStopIsNoNews() throws Exception {
    Told redis = new Told("redis");
    List<Progress.Step> steps = new CopyOnWriteArrayList<>();
    CountDownLatch seen = new CountDownLatch(1);
    Lifecycle lifecycle =
        new Lifecycle(
            List.of(Part.required(redis).restarted()),
            (name, step, millis, detail) -> steps.add(step),
            Duration.ofMillis(200),
            Duration.ofMillis(5));
    lifecycle.start();
    redis.health = Health.down("its process ended");
    redis.seen = seen;
    assertTrue(seen.await(10, TimeUnit.SECONDS), "nobody asks for its health");
    lifecycle.stop();
    assertEquals(List.of(Progress.Step.STARTED, Progress.Step.STOPPED), steps);
    assertEquals(List.of("start redis", "stop redis"), story);
  }

  @Test
  void aPartThatDiesWhenAStopIsExpectedIsLeftDead() throws Exception {
    Told redis = new Told("redis");
    Lifecycle lifecycle = lifecycle(Part.required(redis).restarted());
    lifecycle.start();
    lifecycle.expectStop();
    redis.health = Health.down("its process ended");
    redis.seen = new CountDownLatch(10);
    assertTrue(redis.seen.await(10, TimeUnit.SECONDS), "nobody asks for its health");
    assertEquals(List.of("start redis"), story);
    lifecycle.stop();
    assertEquals(List.of("start redis", "stop redis"), story);
  }

  @Test
  void aPartThatMustBeLeftAloneMakesTheWholeClearlyDown() throws Exception {
    Told engine = new Told("engine");
    CountDownLatch died = new CountDownLatch(1);
    Lifecycle lifecycle =
        new Lifecycle(
            List.of(Part.required(engine), Part.required(new Told("web"))),
            (name, step, millis, detail) -> {
              if (step == Progress.Step.DIED) {
                died.countDown();
              }
            },
            Duration.ofMillis(5),
            Duration.ofMillis(5));
    lifecycle.start();
    engine.health = Health.down("stopped at sequence 7; see the runbook");
    assertTrue(died.await(10, TimeUnit.SECONDS));
    Thread.sleep(50); // many looks, none of which may restart it
    assertEquals(
        Health.down("engine: stopped at sequence 7; see the runbook"), lifecycle.overall());
    assertTrue(story.stream().noneMatch(line -> line.startsWith("stop")), story.toString());
    lifecycle.stop();
  }

  @Test
  void oneThatFailsToStopDoesNotKeepTheOthersRunning() throws Exception {
    Told web = new Told("web");
    web.stopFailure = new IllegalStateException("stuck");
    Lifecycle lifecycle = lifecycle(Part.required(new Told("log")), Part.required(web, "log"));
    lifecycle.start();
    Fault fault = assertThrows(Fault.class, lifecycle::stop);
    assertEquals("web did not stop well: stuck", fault.getMessage());
    assertEquals(List.of("start log", "start web", "stop web", "stop log"), story);
  }

  @Test
  void aPartStopsBeforeWhatItUsesAlsoWhenThatCameUpLater() throws Exception {
    Told kafka = new Told("kafka");
    kafka.failure = new Fault(ErrorCode.DEPENDENCY_DOWN, "no broker yet");
    Lifecycle lifecycle =
        lifecycle(
            Part.required(new Told("web"), "exchange"),
            Part.required(new Told("exchange"), "database").using("kafka"),
            Part.required(new Told("database")),
            Part.background(kafka));
    lifecycle.start();
    kafka.failure = null;
    await(() -> lifecycle.overall().equals(Health.UP));
    story.clear();
    lifecycle.stop();
    assertEquals(List.of("stop web", "stop exchange", "stop kafka", "stop database"), story);
  }

  @Test
  void aPlanThatCanNotWorkIsRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> lifecycle(Part.required(new Told("a")).using("b")));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            lifecycle(
                Part.required(new Told("a")).using("b"), Part.background(new Told("b"), "a")));
    assertThrows(
        IllegalArgumentException.class, () -> lifecycle(Part.required(new Told("a"), "b")));
    assertThrows(
        IllegalArgumentException.class,
        () -> lifecycle(Part.required(new Told("a"), "b"), Part.required(new Told("b"), "a")));
    assertThrows(
        IllegalArgumentException.class,
        () -> lifecycle(Part.required(new Told("a")), Part.required(new Told("a"))));
    assertThrows(
        IllegalArgumentException.class,
        () -> lifecycle(Part.required(new Told("a"), "b"), Part.background(new Told("b"))));
  }

  private static Lifecycle lifecycle(Part... parts) {
    return new Lifecycle(
        List.of(parts), Progress.silent(), Duration.ofMillis(5), Duration.ofMillis(5));
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "not in time");
      Thread.sleep(2);
    }
  }

  /** A service that tells what is done to it. */
  private class Told implements Service {
    private final String name;
    volatile Health health = Health.UP;
    volatile Exception failure;
    volatile Exception stopFailure;
    volatile CountDownLatch seen = new CountDownLatch(0);

    Told(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public void start() throws Exception {
      story.add("start " + name);
      if (failure != null) {
        throw failure;
      }
      health = Health.UP;
    }

    @Override
    public void stop() throws Exception {
      story.add("stop " + name);
      if (stopFailure != null) {
        throw stopFailure;
      }
    }

    @Override
    public Health health() {
      seen.countDown();
      return health;
    }
  }

  /** A service whose start returns only when its peer starts too. */
  private final class Meeting extends Told {
    private final CountDownLatch both;

    Meeting(String name, CountDownLatch both) {
      super(name);
      this.both = both;
    }

    @Override
    public void start() throws Exception {
      both.countDown();
      assertTrue(both.await(10, TimeUnit.SECONDS), "the other did not start");
    }
  }
}
