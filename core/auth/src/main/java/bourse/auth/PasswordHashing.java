package bourse.auth;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id (RFC 9106), written as PHC strings. A few threads of its own hash, and a bounded queue
 * waits for them: so a flood of logins can neither take the memory nor the threads that orders run
 * on. Thread safe.
 */
final class PasswordHashing implements AutoCloseable {
  private static final int LANES = 1;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final int WAITING_PER_THREAD = 32;
  private static final Pattern PHC =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,2})\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final ThreadPoolExecutor threads;
  private final HashingCost cost;
  private final String dummy;

  /**
   * @param slots how many hash at the same time
   */
  PasswordHashing(int slots, HashingCost cost) {
    this.cost = cost;
    threads =
        new ThreadPoolExecutor(
            slots,
            slots,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(slots * WAITING_PER_THREAD),
            Thread.ofPlatform().name("password-hashing-", 0).daemon().factory());
    threads.allowCoreThreadTimeOut(true);
    dummy = compute("a password that nobody has", random());
  }

  /** The PHC string of a password, with a new salt. */
  String hash(String password) {
    byte[] salt = random();
    return run(() -> compute(password, salt));
  }

  /** Whether the password is the one of the PHC string. */
  boolean matches(String password, String phc) {
    return run(() -> compare(password, phc));
  }

  /** Takes as long as {@link #matches}, for users that do not exist. */
  void waste(String password) {
    matches(password, dummy);
  }

  @Override
  public void close() {
    threads.shutdown();
  }

  private <T> T run(Callable<T> work) {
    Future<T> future;
    try {
      future = threads.submit(work);
    } catch (RejectedExecutionException e) {
      throw new Fault(
          ErrorCode.THROTTLED, "Too many people are logging in just now; try again shortly.", e);
    }
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Fault(ErrorCode.STOPPED, "The server is stopping.", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("A password could not be hashed", e.getCause());
    }
  }

  private String compute(String password, byte[] salt) {
    byte[] hash = argon2(password, salt, cost.memoryKib(), cost.passes(), LANES, HASH_BYTES);
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m="
        + cost.memoryKib()
        + ",t="
        + cost.passes()
        + ",p="
        + LANES
        + "$"
        + base64.encodeToString(salt)
        + "$"
        + base64.encodeToString(hash);
  }

  private static boolean compare(String password, String phc) {
    Matcher parts = PHC.matcher(phc);
    if (!parts.matches()) {
      throw new IllegalStateException("A stored password hash is not a PHC string of Argon2id");
    }
    byte[] expected = Base64.getDecoder().decode(parts.group(5));
    byte[] actual =
        argon2(
            password,
            Base64.getDecoder().decode(parts.group(4)),
            Integer.parseInt(parts.group(1)),
            Integer.parseInt(parts.group(2)),
            Integer.parseInt(parts.group(3)),
            expected.length);
    return MessageDigest.isEqual(expected, actual);
  }

  private static byte[] argon2(
      String password, byte[] salt, int memoryKib, int iterations, int lanes, int length) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(memoryKib)
            .withIterations(iterations)
            .withParallelism(lanes)
            .withSalt(salt)
            .build());
    byte[] hash = new byte[length];
    generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
    return hash;
  }

  private static byte[] random() {
    byte[] salt = new byte[SALT_BYTES];
    RANDOM.nextBytes(salt);
    return salt;
  }
}
