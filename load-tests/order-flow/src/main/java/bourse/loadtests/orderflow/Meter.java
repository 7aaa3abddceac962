package bourse.loadtests.orderflow;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** CPU and wall time, and what a thread allocates, from its creation on. */
public final class Meter {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final boolean isOneThread;
  private final long cpu;
  private final long allocated;
  private final long wall;

  private Meter(boolean isOneThread) {
    this.isOneThread = isOneThread;
    allocated = THREADS.getCurrentThreadAllocatedBytes();
    cpu = cpuNow();
    wall = System.nanoTime();
  }

  /** Measures the CPU time of the calling thread alone. */
  public static Meter ofThread() {
    return new Meter(true);
  }

  /** Measures the CPU time of the whole process. */
  public static Meter ofProcess() {
    return new Meter(false);
  }

  /** What was used, on the thread that started. */
  public Repetition stop(long commands, long refused, Answer answer) {
    long wallNanos = System.nanoTime() - wall;
    long cpuNanos = cpuNow() - cpu;
    long allocatedBytes = THREADS.getCurrentThreadAllocatedBytes() - allocated;
    return new Repetition(commands, cpuNanos, wallNanos, allocatedBytes, refused, answer);
  }

  private long cpuNow() {
    return isOneThread ? THREADS.getCurrentThreadCpuTime() : SYSTEM.getProcessCpuTime();
  }
}
