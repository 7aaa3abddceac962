package bourse.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PasswordHashingTest {
  private final PasswordHashing hashing = new PasswordHashing(1, HashingCost.OWASP);

  @AfterEach
  void close() {
    hashing.close();
  }

  @Test
  void storesSaltedArgon2idWithOwaspsParameters() {
    String one = hashing.hash("correct horse battery staple");
    assertTrue(one.startsWith("$argon2id$v=19$m=19456,t=2,p=1$"), one);
    assertNotEquals(one, hashing.hash("correct horse battery staple"));
    assertTrue(hashing.matches("correct horse battery staple", one));
    assertFalse(hashing.matches("correct horse battery staplf", one));
  }

  @Test
  void usesEveryCharacterOfALongPassword() {
    String base = "x".repeat(80) + "é\0🦊";
    String hash = hashing.hash(base + "a");
    assertTrue(hashing.matches(base + "a", hash));
    assertFalse(hashing.matches(base + "b", hash));
    assertFalse(hashing.matches(base, hash));
    assertFalse(hashing.matches("x".repeat(80) + "e\u0301\0🦊a", hash));
  }

  @Test
  void refusesWhenTooManyWait() throws Exception {
    AtomicInteger hashed = new AtomicInteger();
    AtomicInteger throttled = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      threads.add(Thread.ofVirtual().start(() -> hashOrCount(hashed, throttled)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(60, hashed.get() + throttled.get());
    assertTrue(hashed.get() >= 33, "one at work and 32 waiting");
    assertTrue(throttled.get() > 0);
  }

  private void hashOrCount(AtomicInteger hashed, AtomicInteger throttled) {
    try {
      hashing.hash("correct horse battery staple");
      hashed.incrementAndGet();
    } catch (Fault fault) {
      assertEquals(ErrorCode.THROTTLED, fault.code());
      throttled.incrementAndGet();
    }
  }
}
