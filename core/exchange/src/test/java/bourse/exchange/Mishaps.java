package bourse.exchange;

import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * What goes wrong in a simulation: each operation on disk, database or object store asks here
 * first. A process that has crashed does nothing more.
 */
final class Mishaps {
  /** The process dies here. An error, so that no handler for failures takes it for one. */
  static final class Crash extends Error {
    private static final long serialVersionUID = 1;

    private Crash(String operation) {
      super("crashed at " + operation, null, false, false);
    }
  }

  private final Random random;
  private final Map<String, Integer> counted = new TreeMap<>();
  private int operationsUntilCrash;
  private boolean crashed;
  private String failing = "";
  private boolean failed;

  Mishaps(Random random) {
    this.random = random;
  }

  /** A new process; it crashes at the n-th operation from now, or not for 0. */
  void newProcess(int untilCrash) {
    crashed = false;
    failing = "";
    failed = false;
    operationsUntilCrash = untilCrash;
  }

  boolean crashed() {
    return crashed;
  }

  void crashNow() {
    crashed = true;
    count("crash between two steps");
  }

  /** No more crashes and failures, for this process. */
  void calm() {
    operationsUntilCrash = 0;
    failing = "";
  }

  /** The next such operation fails with an input/output error. */
  void failNext(String operation) {
    failing = operation;
  }

  /** Whether an operation of this process has failed. */
  boolean hasFailed() {
    return failed;
  }

  void count(String what) {
    counted.merge(what, 1, Integer::sum);
  }

  Map<String, Integer> counted() {
    return counted;
  }

  /** Before an operation that is done whole or not at all. */
  void before(String operation) {
    if (crashed) {
      throw new Crash(operation);
    }
    if (operationsUntilCrash > 0 && --operationsUntilCrash == 0) {
      crashed = true;
      count("crash at " + operation);
      throw new Crash(operation);
    }
  }

  /** Whether an operation that may end half done does so here; then {@link #crash} follows. */
  boolean crashesWithin(String operation) {
    before(operation);
    if (operationsUntilCrash > 0 && --operationsUntilCrash == 0) {
      count("crash within " + operation);
      return true;
    }
    return false;
  }

  Crash crash(String operation) {
    crashed = true;
    return new Crash(operation);
  }

  /** Whether the operation fails, once. */
  boolean fails(String operation) {
    if (!failing.equals(operation)) {
      return false;
    }
    failing = "";
    failed = true;
    count("input/output error: " + operation);
    return true;
  }

  IOException inputOutputError() {
    return new IOException("Input/output error");
  }

  Random random() {
    return random;
  }
}
