package bourse.gateway;

import bourse.auth.Authenticator;
import bourse.auth.KeyProof;
import bourse.auth.SignedRequest;
import bourse.domain.ErrorCode;
import bourse.domain.ErrorType;
import bourse.domain.Fault;
import bourse.platform.access.Permission;
import bourse.platform.http.Caller;
import bourse.platform.http.Json;
import bourse.platform.http.Problem;
import bourse.platform.http.Problems;
import bourse.platform.stream.Channel;
import bourse.platform.stream.StreamMessage;
import bourse.platform.stream.Subscriber;
import bourse.platform.time.Ids;
import bourse.trading.OrderEntry;
import io.helidon.websocket.WsCloseCodes;
import io.helidon.websocket.WsSession;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: its subscriptions, and a bounded queue of messages with the only thread
 * that writes to the socket. Requests come on the connection's reading thread, channel messages on
 * the threads of the channels, which never wait here.
 *
 * <p>When the queue is full, the waiting channel messages are dropped and every subscription gets a
 * new snapshot as soon as the client takes data again. A client that does not catch up, or takes
 * nothing at all, is closed; nobody else is slowed.
 */
final class StreamSession {
  private static final Logger LOG = LoggerFactory.getLogger(StreamSession.class);
  static final String NOT_SERVED = "Not served here, or not now: an HTTP request tells more";

  private static final Duration BEAT = Duration.ofSeconds(1);
  private static final int BEATS_BETWEEN_LIVE_CHECKS = 2;
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  /** So many times the queue may fill up before it was empty once. */
  private static final int MAXIMUM_CONFLATIONS = 20;

  private static final int REQUESTS_PER_BEAT = 50;

  /** A message that is not of a channel. */
  private record Answer(
      String channel,
      String type,
      Optional<String> id,
      OptionalLong sequence,
      Optional<Object> data) {
    Answer(String channel, String type, Optional<String> id, Optional<Object> data) {
      this(channel, type, id, OptionalLong.empty(), data);
    }
  }

  private sealed interface Outgoing {
    record OfChannel(Subscription subscription, StreamMessage message) implements Outgoing {}

    record Control(String text) implements Outgoing {}

    record Close(int code, String reason) implements Outgoing {}
  }

  private final WsSession socket;
  private final InetAddress client;
  private final StreamChannels channels;
  private final StreamOrders orders;
  private final Authenticator authenticator;
  private final String authority;
  private final RateLimits limits;
  private final EdgeRules rules;
  private final RefusedRequests refused;
  private final StreamSettings settings;
  private final StreamFigures figures;
  private final Map<String, Subscription> subscriptions = new LinkedHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition wakeUp = lock.newCondition();
  private final ArrayDeque<Outgoing> queue = new ArrayDeque<>();
  private final Set<Subscription> stale = new LinkedHashSet<>();
  private final Thread reader;
  private final Thread writer;
  private final Thread pulse;
  private final Runnable onEnd;
  private final CountDownLatch gone = new CountDownLatch(1);
  private final AtomicBoolean ending = new AtomicBoolean();
  private int conflations;
  private boolean closing;
  private volatile boolean ended;
  private volatile long sendingSinceNanos;
  private volatile boolean sending;
  private volatile Optional<Caller> caller = Optional.empty();
  private final AtomicInteger requestsLeft = new AtomicInteger(REQUESTS_PER_BEAT);

  /**
   * @param client where the connection comes from
   * @param authority host and port as the client addressed them
   * @param reader the thread that reads from the connection
   * @param onEnd called once when the connection has ended
   */
  StreamSession(
      WsSession socket,
      InetAddress client,
      String authority,
      Thread reader,
      Runnable onEnd,
      StreamChannels channels,
      OrderEntry orderEntry,
      Authenticator authenticator,
      RateLimits limits,
      EdgeRules rules,
      RefusedRequests refused,
      StreamSettings settings,
      StreamFigures figures) {
    this.socket = socket;
    this.client = client;
    this.authority = authority;
    this.reader = reader;
    this.onEnd = onEnd;
    this.channels = channels;
    this.orders = new StreamOrders(orderEntry, settings.queueCapacity(), new OrderReplies());
    this.authenticator = authenticator;
    this.limits = limits;
    this.rules = rules;
    this.refused = refused;
    this.settings = settings;
    this.figures = figures;
    this.writer = Thread.ofVirtual().name("stream-writer").unstarted(this::write);
    this.pulse = Thread.ofVirtual().name("stream-pulse").unstarted(this::beat);
  }

  void start() {
    writer.start();
    pulse.start();
  }

  /** Does what a request asks. Called on the connection's reading thread only. */
  void handle(String text) {
    Optional<String> id = Optional.empty();
    try {
      StreamRequest request = StreamRequest.read(text);
      id = Optional.ofNullable(request.id());
      rules.requireOpen(client);
      if (request.isOfOrders()) {
        Caller trader = permitted(Permission.TRADE);
        limits.take(trader, request.weight()).require();
        orders.add(trader.account(), id, request.orders());
      } else {
        throttle();
        carryOut(request);
      }
    } catch (Fault fault) {
      answerFault("", id, fault);
    } catch (RuntimeException failure) {
      LOG.error("A stream request failed", failure);
      answerFault("", id, Problems.fault(failure));
    }
  }

  /** Closes after what is waiting, unless the client takes too long. */
  void close(int code, String reason) {
    lock.lock();
    try {
      if (!closing) {
        closing = true;
        queue.add(new Outgoing.Close(code, reason));
        wakeUp.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Tells the client that the server stops, and closes. */
  void shutDown() {
    control(new Answer("", "shutdown", Optional.empty(), Optional.empty()));
    close(WsCloseCodes.GOING_AWAY, "The server stops; connect again");
  }

  /** Waits for the writer; false when it is still at it. */
  boolean awaitEnd(Duration atMost) throws InterruptedException {
    return writer.join(atMost);
  }

  /** The connection is gone: the client closed, or answered our close, or failed. */
  void gone() {
    gone.countDown();
    end();
  }

  /** Ends the connection now. Any thread, any number of times. */
  void end() {
    if (!ending.compareAndSet(false, true)) {
      return;
    }
    ended = true;
    pulse.interrupt();
    orders.end();
    for (Subscription subscription : current()) {
      subscription.channel.unsubscribe(subscription);
    }
    // Ends a send or a read that blocks: an interrupt closes the socket under a virtual thread.
    if (Thread.currentThread() != writer) {
      writer.interrupt();
    }
    if (Thread.currentThread() != reader && gone.getCount() > 0) {
      reader.interrupt();
    }
    onEnd.run();
  }

  /** Who this connection is of, if that one may do this now. */
  private Caller permitted(Permission permission) {
    Caller known =
        caller.orElseThrow(() ->
            new Fault(
                ErrorCode.NOT_AUTHENTICATED,
                "Send op authenticate first, with an access token or signed."));
    Caller now =
        authenticator
            .now(known)
            .orElseThrow(() ->
                new Fault(
                    ErrorCode.NOT_AUTHENTICATED,
                    "The session has ended, or the API key; log in again."));
    now.require(permission);
    return now;
  }

  private void throttle() {
    if (requestsLeft.getAndDecrement() <= 0) {
      throw new Fault(
          ErrorCode.THROTTLED,
          "A stream takes " + REQUESTS_PER_BEAT + " requests a second; wait a second.");
    }
  }

  private void carryOut(StreamRequest request) {
    Optional<String> id = Optional.ofNullable(request.id());
    boolean done =
        switch (request.op()) {
          case "subscribe" -> subscribe(request.channels(), id);
          case "unsubscribe" -> unsubscribe(request.channels());
          case "authenticate" -> authenticate(request);
          case "ping" -> true;
          default ->
              throw StreamRequest.invalid(
                  "op", "choice", "op is one of " + StreamRequest.OPERATIONS + ".");
        };
    if (done && (id.isPresent() || request.op().equals("ping"))) {
      control(new Answer("", "done", id, Optional.empty()));
    }
  }

  /** Subscribes to each channel on its own: one that is refused does not stop the others. */
  private boolean subscribe(List<String> names, Optional<String> id) {
    boolean all = true;
    for (String name : names) {
      try {
        subscribe(name);
      } catch (Fault fault) {
        answerFault(name, id, fault);
        all = false;
      }
    }
    return all;
  }

  private void subscribe(String name) {
    Channel channel = channels.find(name, caller);
    Subscription subscription;
    boolean again;
    lock.lock();
    try {
      again = subscriptions.containsKey(name);
      if (!again && subscriptions.size() >= settings.maximumSubscriptions()) {
        throw StreamRequest.invalid(
            "channels",
            "maximum",
            "A connection has at most " + settings.maximumSubscriptions() + " subscriptions.");
      }
      subscription = subscriptions.computeIfAbsent(name, key -> new Subscription(channel));
    } finally {
      lock.unlock();
    }
    if (again) {
      subscription.channel.resend(subscription);
    } else {
      channel.subscribe(subscription);
      if (ended) {
        channel.unsubscribe(subscription);
      }
    }
  }

  private boolean unsubscribe(List<String> names) {
    for (String name : names) {
      Subscription subscription;
      lock.lock();
      try {
        subscription = subscriptions.remove(name);
      } finally {
        lock.unlock();
      }
      if (subscription != null) {
        subscription.channel.unsubscribe(subscription);
        drop(subscription);
      }
    }
    return true;
  }

  private boolean authenticate(StreamRequest request) {
    Caller now =
        request.isSigned()
            ? authenticator.authenticate(signed(request))
            : authenticator.authenticate(request.token(), proof(request));
    if (caller.isPresent() && caller.get().account() != now.account()) {
      throw new Fault(
          ErrorCode.NOT_ALLOWED,
          "This connection belongs to another account; open a new one for this one.");
    }
    caller = Optional.of(now);
    return true;
  }

  private Optional<KeyProof> proof(StreamRequest request) {
    return Optional.ofNullable(request.proof())
        .map(text -> new KeyProof(text, "GET", authority, StreamEndpoint.PATH));
  }

  private SignedRequest signed(StreamRequest request) {
    return SignedRequest.ofStream(
        request.key(),
        request.timestamp(),
        request.window(),
        request.nonce(),
        request.signature(),
        authority,
        StreamEndpoint.PATH,
        client);
  }

  private void drop(Subscription subscription) {
    lock.lock();
    try {
      stale.remove(subscription);
      queue.removeIf(
          waiting -> waiting instanceof Outgoing.OfChannel of && of.subscription() == subscription);
    } finally {
      lock.unlock();
    }
  }

  private void answerFault(String channel, Optional<String> id, Fault fault) {
    Problem problem = Problem.of(fault, Ids.uuid7().toString());
    refused.ofStream(fault, caller, client, problem.requestId());
    control(new Answer(channel, "error", id, Optional.of(problem)));
  }

  private void control(Answer answer) {
    String text = new String(Json.write(answer), StandardCharsets.UTF_8);
    boolean flooded;
    lock.lock();
    try {
      if (!closing) {
        queue.add(new Outgoing.Control(text));
        wakeUp.signal();
      }
      flooded = queue.size() > 2 * settings.queueCapacity();
    } finally {
      lock.unlock();
    }
    if (flooded) {
      tooSlow();
    }
  }

  private Collection<Subscription> current() {
    lock.lock();
    try {
      return List.copyOf(subscriptions.values());
    } finally {
      lock.unlock();
    }
  }

  /** Each second: heartbeats, and whether this connection may live on. */
  private void beat() {
    try {
      for (long beats = 1; !ended; beats++) {
        Thread.sleep(BEAT);
        requestsLeft.set(REQUESTS_PER_BEAT);
        if (sending && System.nanoTime() - sendingSinceNanos > settings.sendTimeout().toNanos()) {
          figures.cutOff();
          LOG.info("A stream's client took no data for {}; cut off", settings.sendTimeout());
          end();
        } else {
          current().forEach(subscription -> subscription.channel.beat(subscription));
          if (!rules.serves(client)) {
            close(WsCloseCodes.TRY_AGAIN_LATER, NOT_SERVED);
          } else if (beats % BEATS_BETWEEN_LIVE_CHECKS == 0 && hasLoggedOut()) {
            close(WsCloseCodes.VIOLATED_POLICY, "The session or API key has ended; log in again");
          }
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("A stream ends");
    }
  }

  private boolean hasLoggedOut() {
    try {
      return caller.isPresent() && authenticator.now(caller.get()).isEmpty();
    } catch (Fault fault) {
      // What can't be asked is not allowed on: the client comes back when it can be asked.
      LOG.warn("Whether a stream's session lives can't be told: {}", fault.getMessage());
      return true;
    }
  }

  private void tooSlow() {
    figures.closedAsSlow();
    close(
        WsCloseCodes.VIOLATED_POLICY,
        "Too slow: this connection did not keep up with its channels");
  }

  private void write() {
    try {
      while (!ended) {
        Outgoing next = next();
        switch (next) {
          case Outgoing.OfChannel of -> send(of.message().text());
          case Outgoing.Control control -> send(control.text());
          case Outgoing.Close close -> {
            sendClose(close);
            awaitFarewell();
            return;
          }
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("A stream's writer ends");
    } catch (RuntimeException e) {
      LOG.debug("A stream's client is gone", e);
    } finally {
      end();
    }
  }

  /** The next message; asks for new snapshots once everything that waited is sent. */
  private Outgoing next() throws InterruptedException {
    while (true) {
      Subscription resend;
      lock.lockInterruptibly();
      try {
        while (queue.isEmpty() && stale.isEmpty()) {
          conflations = 0;
          wakeUp.await();
        }
        if (!queue.isEmpty()) {
          return queue.remove();
        }
        resend = stale.iterator().next();
      } finally {
        lock.unlock();
      }
      resend.channel.resend(resend);
    }
  }

  private void send(String text) {
    sendingSinceNanos = System.nanoTime();
    sending = true;
    socket.send(text, true);
    sending = false;
    figures.sent();
  }

  private void sendClose(Outgoing.Close close) {
    sendingSinceNanos = System.nanoTime();
    sending = true;
    socket.close(close.code(), close.reason());
    sending = false;
  }

  /** A client answers a close with its own; one that does not is not waited for. */
  private void awaitFarewell() throws InterruptedException {
    if (!gone.await(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
      LOG.debug("A stream's client did not answer the close");
    }
  }

  /** What became of orders; on their own thread. */
  private final class OrderReplies implements StreamOrders.Replies {
    @Override
    public void answer(Optional<String> id, OrderEntry.Answer answer) {
      control(
          new Answer(
              "",
              answer.isProblem() ? "error" : "done",
              id,
              answer.sequence(),
              Optional.of(answer.data())));
    }

    @Override
    public void failed(Optional<String> id, RuntimeException failure) {
      Fault fault = Problems.fault(failure);
      if (fault.code().type() == ErrorType.INTERNAL) {
        LOG.error("Orders of a stream failed", failure);
      }
      answerFault("", id, fault);
    }
  }

  /** This connection at one channel. */
  private final class Subscription implements Subscriber {
    private final Channel channel;

    Subscription(Channel channel) {
      this.channel = channel;
    }

    @Override
    public void deliver(Channel from, StreamMessage message) {
      boolean slow = false;
      lock.lock();
      try {
        if (closing || subscriptions.get(channel.name()) != this) {
          return;
        }
        if (message.type() == StreamMessage.Type.SNAPSHOT) {
          stale.remove(this);
        } else if (stale.contains(this)) {
          return;
        }
        queue.add(new Outgoing.OfChannel(this, message));
        if (queue.size() > settings.queueCapacity()) {
          slow = conflate();
        }
        wakeUp.signal();
      } finally {
        lock.unlock();
      }
      if (slow) {
        tooSlow();
      }
    }

    /**
     * Drops what waits; every subscription starts again with a snapshot. True when it is enough.
     */
    private boolean conflate() {
      queue.removeIf(waiting -> waiting instanceof Outgoing.OfChannel);
      stale.addAll(subscriptions.values());
      conflations++;
      figures.conflated();
      return conflations > MAXIMUM_CONFLATIONS;
    }
  }
}
