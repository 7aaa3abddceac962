package bourse.crypto;

import bourse.platform.service.Health;
import bourse.platform.service.Service;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the chains, a thread for each, so that none waits for another's node. What SQL has tells
 * where to go on after a crash.
 */
final class CryptoWorker implements Service {
  private static final Logger LOG = LoggerFactory.getLogger(CryptoWorker.class);

  private final List<ChainFollower> followers;
  private final AddressBook addresses;
  private final Duration interval;
  private final Map<String, String> troubles = new ConcurrentHashMap<>();
  private final Map<String, Thread> threads = new ConcurrentHashMap<>();
  private volatile CountDownLatch stopping = new CountDownLatch(1);

  CryptoWorker(List<ChainFollower> followers, AddressBook addresses, Duration interval) {
    this.followers = List.copyOf(followers);
    this.addresses = addresses;
    this.interval = interval;
  }

  @Override
  public String name() {
    return "crypto";
  }

  @Override
  public void start() {
    stopping = new CountDownLatch(1);
    if (followers.isEmpty()) {
      return;
    }
    addresses.read();
    for (ChainFollower follower : followers) {
      String chain = follower.chain().name();
      troubles.put(chain, "The " + chain + " node was not asked yet");
      threads.put(chain, Thread.ofVirtual().name("crypto-" + chain).start(() -> follow(follower)));
    }
  }

  /** Waits for the passes that are under way. */
  @Override
  public void stop() throws InterruptedException {
    stopping.countDown();
    for (Thread thread : threads.values()) {
      thread.join();
    }
    threads.clear();
  }

  @Override
  public Health health() {
    return troubles.isEmpty() ? Health.UP : Health.degraded(String.join("; ", troubles.values()));
  }

  /** What keeps a chain from being followed; empty when nothing does. */
  String trouble(String chain) {
    return troubles.getOrDefault(chain, "");
  }

  private void follow(ChainFollower follower) {
    try {
      do {
        pass(follower);
      } while (!stopping.await(interval.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException("Nobody interrupts this thread", e);
    }
  }

  private void pass(ChainFollower follower) throws InterruptedException {
    String chain = follower.chain().name();
    try {
      follower.pass();
      if (troubles.remove(chain) != null) {
        LOG.info("{} is followed; its newest block is {}", chain, follower.reached());
      }
    } catch (NodeSilence | NodeRefusal | WrongNode e) {
      if (!e.getMessage().equals(troubles.put(chain, e.getMessage()))) {
        LOG.warn("{} is not followed: {}", chain, e.getMessage());
      }
    } catch (RuntimeException e) {
      troubles.put(chain, chain + " is not followed at the moment; what was read stays");
      LOG.warn("{} is not followed at the moment", chain, e);
    }
  }
}
