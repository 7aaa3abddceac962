package bourse.platform.service;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Starts parts in dependency order, independent ones side by side; stops each before what it needs
 * or uses, otherwise in reverse; restarts those that died and may be; and tells how they are. Parts
 * that need a part which died are not restarted with it: they reconnect by themselves.
 *
 * <p>Thread safe. {@link #start} and {@link #stop} are called once each.
 */
public final class Lifecycle {
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final Map<String, Running> parts = new LinkedHashMap<>();
  private final Progress progress;
  private final Duration lookEvery;
  private final Duration firstPause;

  /** Parts that are up or were, in the order in which they came up; guarded by itself. */
  private final List<Running> startOrder = new ArrayList<>();

  private final CountDownLatch stopping = new CountDownLatch(1);
  private volatile Throwable firstFailure;
  private volatile boolean stopExpected;

  /**
   * A plan; nothing starts yet.
   *
   * @throws IllegalArgumentException when the parts do not fit: a name twice, something needed or
   *     used that is not there, a circle, or a required part that needs a background one
   */
  public Lifecycle(List<Part> parts, Progress progress) {
    this(parts, progress, LOOK_EVERY, FIRST_PAUSE);
  }

  Lifecycle(List<Part> parts, Progress progress, Duration lookEvery, Duration firstPause) {
    this.progress = progress;
    this.lookEvery = lookEvery;
    this.firstPause = firstPause;
    for (Part part : parts) {
      if (this.parts.put(part.name(), new Running(part)) != null) {
        throw new IllegalArgumentException("Two parts are called " + part.name());
      }
    }
    checkNeeds();
    checkCircles();
  }

  /**
   * Starts every part, and returns when the required ones are up; background ones go on starting.
   *
   * @throws Fault the cause of the first required part that failed; what was started is stopped
   */
  public void start() throws InterruptedException {
    for (Running running : parts.values()) {
      running.worker = Thread.ofVirtual().name("part-" + running.name()).start(() -> live(running));
    }
    try {
      for (Running running : parts.values()) {
        if (running.part.weight() == Part.Weight.REQUIRED) {
          running.firstTry.await();
        }
      }
    } catch (InterruptedException e) {
      stopAfter(e);
      throw e;
    }
    if (firstFailure != null) {
      stopAfter(firstFailure);
      throw asFault(firstFailure);
    }
  }

  /**
   * A stop will follow: from now on a part that dies is neither reported nor restarted. A Ctrl-C in
   * a terminal ends child processes at once, while the stop itself may have to wait for others.
   */
  public void expectStop() {
    stopExpected = true;
  }

  /**
   * Stops every part: each before what it needs or uses, otherwise the last started first. Goes on
   * past those that fail to stop.
   *
   * @throws Fault the first failure, with the others suppressed
   */
  public void stop() throws InterruptedException {
    stopping.countDown();
    for (Running running : parts.values()) {
      if (running.worker != null) {
        running.worker.join();
      }
    }
    Fault failure = null;
    for (Running running : stopOrder()) {
      try {
        if (running.mustStop) {
          stopOne(running);
        }
      } catch (Exception e) {
        if (failure == null) {
          failure =
              new Fault(ErrorCode.INTERNAL, running.name() + " did not stop well: " + text(e), e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Parts that were started, each before what it leans on. */
  private Set<Running> stopOrder() {
    List<Running> lastStartedFirst;
    synchronized (startOrder) {
      lastStartedFirst = List.copyOf(startOrder).reversed();
      startOrder.clear();
    }
    Set<Running> order = new LinkedHashSet<>();
    for (Running running : lastStartedFirst) {
      addAfterThoseThatLeanOnIt(running, lastStartedFirst, order);
    }
    return order;
  }

  private static void addAfterThoseThatLeanOnIt(
      Running running, List<Running> started, Set<Running> order) {
    for (Running other : started) {
      if (other.part.leansOn(running.name()) && !order.contains(other)) {
        addAfterThoseThatLeanOnIt(other, started, order);
      }
    }
    order.add(running);
  }

  /** How each part is, in the order of the plan. */
  public Map<String, Health> health() {
    Map<String, Health> healths = new LinkedHashMap<>();
    parts.forEach((name, running) -> healths.put(name, running.health()));
    return healths;
  }

  /**
   * How the whole is: down when a required part is, degraded when any part is not up. The detail
   * names the parts.
   */
  public Health overall() {
    Health.State worst = Health.State.UP;
    List<String> details = new ArrayList<>();
    for (Running running : parts.values()) {
      Health health = running.health();
      Health.State counted = counted(running.part.weight(), health.state());
      if (counted.compareTo(worst) > 0) {
        worst = counted;
      }
      if (counted != Health.State.UP) {
        details.add(running.name() + ": " + health.detail());
      }
    }
    return new Health(worst, String.join("; ", details));
  }

  private static Health.State counted(Part.Weight weight, Health.State state) {
    return switch (weight) {
      case REQUIRED -> state;
      case BACKGROUND -> state == Health.State.DOWN ? Health.State.DEGRADED : state;
    };
  }

  /** The life of one part, on its own virtual thread: wait for its needs, start, watch. */
  private void live(Running running) {
    try {
      if (awaitNeeds(running) && startOne(running)) {
        watch(running);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("Nobody interrupts this thread", e);
    } finally {
      running.firstTry.countDown();
    }
  }

  /** False when the whole is stopped before the needs are up. */
  private boolean awaitNeeds(Running running) throws InterruptedException {
    for (String need : running.part.needs()) {
      Running needed = parts.get(need);
      while (!needed.up.await(lookEvery.toMillis(), TimeUnit.MILLISECONDS)) {
        if (isStopping()) {
          return false;
        }
      }
    }
    return !isStopping();
  }

  /** The first start. False when it failed for good. */
  private boolean startOne(Running running) throws InterruptedException {
    Duration pause = firstPause;
    while (!tryStart(running)) {
      running.firstTry.countDown();
      if (running.part.weight() == Part.Weight.REQUIRED || pauseUnlessStopping(pause)) {
        return false;
      }
      pause = longer(pause);
    }
    return true;
  }

  private void watch(Running running) throws InterruptedException {
    Duration pause = firstPause;
    long upSince = System.nanoTime();
    while (!pauseUnlessStopping(lookEvery)) {
      Health health = running.health();
      if (health.state() != Health.State.DOWN) {
        running.announcedDown = false;
        continue;
      }
      // A Ctrl-C ends a child process a moment before we learn of it ourselves: see expectStop.
      if (!running.announcedDown) {
        if (pauseUnlessStopping(lookEvery)) {
          return;
        }
        health = running.health();
        if (health.state() != Health.State.DOWN || stopExpected) {
          continue;
        }
      }
      announceDeath(running, health);
      if (running.part.revival() == Part.Revival.LEAVE) {
        continue;
      }
      if (System.nanoTime() - upSince > LONGEST_PAUSE.toNanos()) {
        pause = firstPause;
      }
      if (!revive(running, pause)) {
        return;
      }
      pause = longer(pause);
      upSince = System.nanoTime();
    }
  }

  private void announceDeath(Running running, Health health) {
    if (!running.announcedDown) {
      running.announcedDown = true;
      progress.step(running.name(), Progress.Step.DIED, 0, health.detail());
    }
  }

  /** Stops and starts until it is up again. False when the whole is stopped meanwhile. */
  private boolean revive(Running running, Duration firstWait) throws InterruptedException {
    Duration pause = firstWait;
    running.state = Running.State.RESTARTING;
    stopQuietly(running);
    do {
      if (pauseUnlessStopping(pause)) {
        return false;
      }
      pause = longer(pause);
    } while (!tryStart(running));
    running.announcedDown = false;
    return true;
  }

  private boolean tryStart(Running running) {
    if (isStopping()) {
      return false;
    }
    long began = System.nanoTime();
    running.mustStop = true;
    try {
      running.part.service().start();
    } catch (Throwable e) { // also an Error must not leave the others running unseen
      failed(running, e, millisSince(began));
      return false;
    }
    running.state = Running.State.STARTED;
    synchronized (startOrder) {
      if (!startOrder.contains(running)) {
        startOrder.add(running);
      }
    }
    progress.step(running.name(), Progress.Step.STARTED, millisSince(began), "");
    running.up.countDown();
    running.firstTry.countDown();
    return true;
  }

  private void failed(Running running, Throwable e, long millis) {
    running.failure = text(e);
    if (running.state == Running.State.PLANNED) {
      running.state = Running.State.FAILED;
    }
    progress.step(running.name(), Progress.Step.START_FAILED, millis, text(e));
    stopQuietly(running);
    if (running.part.weight() == Part.Weight.REQUIRED && running.up.getCount() > 0) {
      synchronized (startOrder) {
        if (firstFailure == null) {
          firstFailure = e;
        } else {
          firstFailure.addSuppressed(e);
        }
      }
      stopping.countDown();
    }
  }

  private void stopQuietly(Running running) {
    running.mustStop = false;
    try {
      running.part.service().stop();
    } catch (Exception e) {
      progress.step(running.name(), Progress.Step.STOP_FAILED, 0, text(e));
    }
  }

  private void stopOne(Running running) throws Exception {
    long began = System.nanoTime();
    running.state = Running.State.STOPPED;
    running.mustStop = false;
    try {
      running.part.service().stop();
    } catch (Exception e) {
      progress.step(running.name(), Progress.Step.STOP_FAILED, millisSince(began), text(e));
      throw e;
    }
    progress.step(running.name(), Progress.Step.STOPPED, millisSince(began), "");
  }

  private void stopAfter(Throwable cause) throws InterruptedException {
    try {
      stop();
    } catch (Fault fault) {
      cause.addSuppressed(fault);
    }
  }

  private boolean isStopping() {
    return stopping.getCount() == 0;
  }

  private boolean pauseUnlessStopping(Duration pause) throws InterruptedException {
    return stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
  }

  private static long millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1_000_000;
  }

  private static String text(Throwable e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static RuntimeException asFault(Throwable e) {
    return switch (e) {
      case RuntimeException exception -> exception;
      case Error error -> throw error;
      default -> new Fault(ErrorCode.INTERNAL, "A part did not start: " + text(e), e);
    };
  }

  private void checkNeeds() {
    for (Running running : parts.values()) {
      for (String used : running.part.uses()) {
        if (!parts.containsKey(used)) {
          throw new IllegalArgumentException(
              running.name() + " uses " + used + ", which is not there");
        }
      }
      for (String need : running.part.needs()) {
        Running needed = parts.get(need);
        if (needed == null) {
          throw new IllegalArgumentException(
              running.name() + " needs " + need + ", which is not there");
        }
        if (running.part.weight() == Part.Weight.REQUIRED
            && needed.part.weight() == Part.Weight.BACKGROUND) {
          throw new IllegalArgumentException(
              running.name() + " is required and can't need " + need + ", which is not");
        }
      }
    }
  }

  private void checkCircles() {
    Set<String> done = new HashSet<>();
    for (String name : parts.keySet()) {
      visit(name, new HashSet<>(), done);
    }
  }

  private void visit(String name, Set<String> path, Set<String> done) {
    if (!path.add(name)) {
      throw new IllegalArgumentException(name + " needs itself in the end");
    }
    if (!done.contains(name)) {
      parts.get(name).part.needs().forEach(need -> visit(need, path, done));
      parts.get(name).part.uses().forEach(used -> visit(used, path, done));
      done.add(name);
    }
    path.remove(name);
  }

  /** A part and where it is in its life. Its state is written by its own thread, then by stop. */
  private static final class Running {
    enum State {
      PLANNED,
      STARTED,
      FAILED,
      RESTARTING,
      STOPPED
    }

    final Part part;
    final CountDownLatch up = new CountDownLatch(1);
    final CountDownLatch firstTry = new CountDownLatch(1);
    volatile State state = State.PLANNED;
    volatile String failure = "";
    volatile Thread worker;

    /** Each start is followed by exactly one stop. */
    boolean mustStop;

    boolean announcedDown;

    Running(Part part) {
      this.part = part;
    }

    String name() {
      return part.name();
    }

    Health health() {
      return switch (state) {
        case PLANNED -> Health.down("is starting; wait for it");
        case STARTED -> ask();
        case FAILED -> Health.down("did not start: " + failure);
        case RESTARTING ->
            Health.down("died and is being restarted" + (failure.isEmpty() ? "" : ": " + failure));
        case STOPPED -> Health.down("is stopped");
      };
    }

    private Health ask() {
      try {
        return part.service().health();
      } catch (RuntimeException e) {
        return Health.down("can't tell how it is: " + text(e));
      }
    }
  }
}
