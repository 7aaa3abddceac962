package bourse.payments;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers the webhooks of a simulated provider, as providers do: in no order, sometimes twice, and
 * again when they are not taken. Thread safe.
 */
final class SimulatedWebhooks {
  private static final Logger LOG = LoggerFactory.getLogger(SimulatedWebhooks.class);
  private static final int ATTEMPTS = 6;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(300);

  /** One on its way; signed anew for each attempt. */
  static final class Delivery {
    private final byte[] body;
    private final Supplier<Map<String, String>> headers;

    Delivery(byte[] body, Supplier<Map<String, String>> headers) {
      this.body = body;
      this.headers = headers;
    }

    byte[] body() {
      return body;
    }

    Supplier<Map<String, String>> headers() {
      return headers;
    }
  }

  private final HttpClient client = HttpClient.newHttpClient();
  private final Supplier<URI> target;
  private final List<Delivery> held = Collections.synchronizedList(new ArrayList<>());
  private volatile int copies = 1;
  private volatile boolean holds;

  /**
   * @param target where they are posted; asked when there is one
   */
  SimulatedWebhooks(Supplier<URI> target) {
    this.target = target;
  }

  /** Each is delivered so often. */
  void copies(int number) {
    copies = number;
  }

  /** None is delivered until {@link #release}. */
  void hold() {
    holds = true;
  }

  /** What was held is delivered, the last first. */
  void release() {
    holds = false;
    List<Delivery> all;
    synchronized (held) {
      all = new ArrayList<>(held);
      held.clear();
    }
    all.reversed().forEach(this::post);
  }

  /** What is held, the oldest first. */
  List<Delivery> held() {
    synchronized (held) {
      return List.copyOf(held);
    }
  }

  void post(Delivery delivery) {
    if (holds) {
      held.add(delivery);
      return;
    }
    for (int i = 0; i < copies; i++) {
      Thread.ofVirtual().name("simulated-webhook").start(() -> deliver(delivery));
    }
  }

  private void deliver(Delivery delivery) {
    Duration pause = FIRST_PAUSE;
    try {
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        if (isTaken(delivery)) {
          return;
        }
        Thread.sleep(pause);
        pause = pause.multipliedBy(2);
      }
      LOG.info("A simulated webhook was not taken and is given up");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isTaken(Delivery delivery) throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target.get())
            .timeout(Duration.ofSeconds(20))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(delivery.body()));
    delivery.headers().get().forEach(request::header);
    try {
      return client.send(request.build(), BodyHandlers.discarding()).statusCode() / 100 == 2;
    } catch (IOException e) {
      return false;
    }
  }
}
