package bourse.loadtests;

import bourse.platform.crypto.Keystore;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Deposits from the wish to the balance, and a storm of webhooks, against a demo on this machine.
 */
@Command(
    name = "payment-load",
    mixinStandardHelpOptions = true,
    description = "Prints how many deposits a server takes, or what a storm of webhooks does.")
public final class PaymentLoad implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  enum Work {
    /**
     * Each connection opens a deposit, pays it at the simulated provider, and waits for the credit.
     */
    DEPOSITS,
    /** The signed webhook of one payment, again and again. */
    STORM
  }

  @Option(
      names = "--data",
      required = true,
      description = "The data directory of the running demo: says where it listens.")
  Path data;

  @Option(names = "--work", required = true, description = "${COMPLETION-CANDIDATES}.")
  Work work;

  @Option(
      names = "--simulator",
      required = true,
      description = "Where the simulated provider is: http://127.0.0.1:8095.")
  URI simulator;

  @Option(
      names = "--connections",
      defaultValue = "8",
      description = "At the same time. Default: ${DEFAULT-VALUE}.")
  int connections;

  @Option(
      names = "--seconds",
      defaultValue = "15",
      description = "How long to measure deposits. Default: ${DEFAULT-VALUE}.")
  int seconds;

  @Option(
      names = "--copies",
      defaultValue = "10000",
      description = "Webhooks of a storm. Default: ${DEFAULT-VALUE}.")
  int copies;

  private final String run = Long.toString(System.currentTimeMillis(), 36);
  private final HttpClient payer = HttpClient.newHttpClient();
  private OrderLoad.Server server;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new PaymentLoad()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    server = OrderLoad.Server.of(data);
    for (URI address : List.of(server.api(), simulator)) {
      if (!address.getHost().matches("127\\.\\d+\\.\\d+\\.\\d+|localhost|\\[::1]")) {
        System.err.println("payment-load: only what is on this machine is loaded (127.0.0.1)");
        return 2;
      }
    }
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("work", work);
    figures.put("connections", connections);
    switch (work) {
      case DEPOSITS -> deposits(figures);
      case STORM -> storm(figures);
    }
    System.out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(figures));
    return 0;
  }

  private void deposits(Map<String, Object> figures) throws Exception {
    List<String> tokens = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      tokens.add(token(i));
    }
    measure(tokens, 3);
    OrderLoad.CpuTime before = OrderLoad.CpuTime.of(server);
    long began = System.nanoTime();
    Histogram nanos = measure(tokens, seconds);
    double took = (System.nanoTime() - began) / 1e9;
    double cpu = OrderLoad.CpuTime.of(server).server().minus(before.server()).toNanos() / 1e6;
    figures.put("seconds", seconds);
    figures.put("perSecond", AuthLoad.tenths(nanos.getTotalCount() / took));
    for (int percentile : new int[] {50, 90, 99}) {
      figures.put(
          "p" + percentile + "Millis",
          AuthLoad.tenths(nanos.getValueAtPercentile(percentile) / 1e6));
    }
    figures.put("serverCpuMillisEach", AuthLoad.tenths(cpu / nanos.getTotalCount()));
  }

  /** From the wish to the balance. */
  private Histogram measure(List<String> tokens, int duration) throws InterruptedException {
    Histogram nanos = new Histogram(60_000_000_000L, 3);
    long end = System.nanoTime() + duration * 1_000_000_000L;
    List<Thread> threads = new ArrayList<>();
    for (String token : tokens) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                try (Connection connection = new Connection(server.api())) {
                  while (System.nanoTime() < end) {
                    long began = System.nanoTime();
                    credited(connection, token, paid(connection, token));
                    synchronized (nanos) {
                      nanos.recordValue(System.nanoTime() - began);
                    }
                  }
                } catch (IOException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return nanos;
  }

  /** A deposit that its payer has paid. */
  private JsonNode paid(Connection connection, String token)
      throws IOException, InterruptedException {
    JsonNode deposit =
        ok(
            connection.call(
                "POST",
                "/v1/deposits",
                token,
                "{\"method\":\"CARD\",\"currency\":\"USD\",\"amount\":\"10\"}"));
    HttpRequest pay =
        HttpRequest.newBuilder(URI.create(deposit.at("/nextStep/url").asText()))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("act=pay&number=4242424242424242"))
            .build();
    int status = payer.send(pay, BodyHandlers.discarding()).statusCode();
    if (status != 303) {
      throw new IOException("The simulated provider answered " + status);
    }
    return deposit;
  }

  private static void credited(Connection connection, String token, JsonNode deposit)
      throws IOException, InterruptedException {
    String path = "/v1/deposits/" + deposit.get("id").asText();
    while (!ok(connection.call("GET", path, token, "")).get("status").asText().equals("CREDITED")) {
      Thread.sleep(5);
    }
  }

  private void storm(Map<String, Object> figures) throws Exception {
    String token = token(0);
    String id;
    try (Connection connection = new Connection(server.api())) {
      JsonNode deposit = paid(connection, token);
      credited(connection, token, deposit);
      id = deposit.get("id").asText();
    }
    byte[] secret =
        Keystore.openExisting(data.resolve("keystore"))
            .versions("payments.stripe.webhook-secret")
            .lastEntry()
            .getValue();
    String body =
        "{\"id\":\"evt_storm_%s\",\"type\":\"checkout.session.completed\",\"data\":{\"object\":{\"metadata\":{\"deposit\":\"%s\"}}}}"
            .formatted(run, id);
    AtomicInteger left = new AtomicInteger(copies);
    AtomicLong taken = new AtomicLong();
    long began = System.nanoTime();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                try (HttpClient client = HttpClient.newHttpClient()) {
                  while (left.getAndDecrement() > 0) {
                    long now = System.currentTimeMillis() / 1_000;
                    HttpRequest hook =
                        HttpRequest.newBuilder(server.api().resolve("/v1/webhooks/stripe"))
                            .header("Content-Type", "application/json")
                            .header(
                                "Stripe-Signature",
                                "t=" + now + ",v1=" + hmac(secret, now + "." + body))
                            .POST(BodyPublishers.ofString(body))
                            .build();
                    if (client.send(hook, BodyHandlers.discarding()).statusCode() == 204) {
                      taken.incrementAndGet();
                    }
                  }
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    double took = (System.nanoTime() - began) / 1e9;
    figures.put("copies", copies);
    figures.put("answered204", taken.get());
    figures.put("perSecond", AuthLoad.tenths(copies / took));
    try (Connection connection = new Connection(server.api())) {
      JsonNode wallets = ok(connection.call("GET", "/v1/wallets", token, ""));
      figures.put("balanceOfOneDepositOf10", wallets.at("/items/0/balance").asText());
    }
  }

  private static String hmac(byte[] secret, String text) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret, "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
  }

  private String token(int number) throws IOException {
    String email = "pay-" + run + "-" + number + "@load.example";
    String password = "a long enough load password " + run;
    Map<String, Object> user =
        Map.of(
            "email", email, "password", password, "fullName", "Load", "roles", List.of("MEMBER"));
    try (Connection back = new Connection(server.management())) {
      ok(
          back.call(
              "POST", "/operator/users", server.operatorToken(), JSON.writeValueAsString(user)));
    }
    String credentials = JSON.writeValueAsString(Map.of("email", email, "password", password));
    try (Connection connection = new Connection(server.api())) {
      return ok(connection.call("POST", "/v1/auth/login", "", credentials))
          .get("accessToken")
          .asText();
    }
  }

  private static JsonNode ok(Connection.Answer answer) throws IOException {
    if (answer.status() >= 400) {
      throw new IOException("The server answered " + answer.status() + ": " + answer.body());
    }
    return JSON.readTree(answer.body());
  }
}
