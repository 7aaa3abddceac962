package bourse.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import bourse.platform.telemetry.TraceContext;
import bourse.systemtests.Api.Answer;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trace from the header of a request to the log line and to the published facts. */
class TraceTest {
  private static final String TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
  private static final String TRACEPARENT = "00-" + TRACE_ID + "-b7ad6b7169203331-01";
  private static final String ORDER =
      """
      {"symbol":"BTC-USD","side":"BUY","type":"LIMIT","price":"100","quantity":"0.01"}\
      """;

  @TempDir static Path folder;
  private static Appliance appliance;
  private static Api user;
  private static Answer deposit;

  @BeforeAll
  static void start() throws Exception {
    appliance = Appliance.create(folder.resolve("data"), Map.of("log.format", "json"));
    appliance.start();
    user = appliance.api().newUser("ada@example.org");
    String account = user.get("/v1/me").expect(200).text("account");
    deposit =
        appliance
            .operator()
            .send(
                "POST",
                "/operator/deposits",
                """
                {"account":"%s","currency":"USD","amount":"1000","reference":"trace-1"}\
                """
                    .formatted(account),
                "traceparent",
                TRACEPARENT)
            .expect(201);
  }

  @AfterAll
  static void stop() {
    appliance.close();
  }

  @Test
  void factsCarryTheTraceOfTheRequestThatCausedThem() throws Exception {
    Answer order = place("traceparent", TRACEPARENT);

    assertEquals(TRACE_ID, trace("ledger.posted", deposit).traceId());
    TraceContext ofOrder = trace("order.updated", order);
    assertEquals(TRACE_ID, ofOrder.traceId());
    assertNotEquals("b7ad6b7169203331", ofOrder.traceparent().substring(36, 52));
  }

  @Test
  void aRequestWithoutAReadableTraceBeginsOne() throws Exception {
    TraceContext begun = trace("order.updated", place());
    TraceContext malformed =
        trace("order.updated", place("traceparent", TRACEPARENT.replace("-01", "-01-more")));
    assertNotEquals(TRACE_ID, malformed.traceId());
    assertNotEquals(begun.traceId(), malformed.traceId());
  }

  @Test
  void logLinesCarryTheTraceAndTheRequest() throws Exception {
    String requestId = "trace-test-request";
    user.send(
            "GET",
            "/v1/orders",
            "",
            "traceparent",
            TRACEPARENT,
            "Bourse-Request-Id",
            requestId,
            "Bourse-At-Least-Sequence",
            "999999")
        .expect(503);

    JsonNode line =
        Api.JSON.readTree(
            appliance
                .output()
                .lines()
                .filter(text -> text.contains(requestId))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No line has the request")));
    assertEquals("WARN", line.get("level").asText());
    assertEquals(requestId, line.get("requestId").asText());
    assertEquals(TRACE_ID, line.get("traceId").asText());
  }

  private static Answer place(String... headers) throws IOException, InterruptedException {
    return user.send("POST", "/v1/orders", ORDER, headers).expect(201);
  }

  /** The trace of the first fact of a topic that the command of an answer caused. */
  private static TraceContext trace(String topic, Answer cause) throws Exception {
    String sequence = cause.headers().firstValue("Bourse-Sequence").orElseThrow();
    Appliance.Run tail =
        appliance.command(
            "events",
            "tail",
            "--data",
            appliance.directory().toString(),
            "--topic",
            topic,
            "--from",
            sequence,
            "--limit",
            "1");
    assertEquals(0, tail.exitCode(), tail.output());
    JsonNode fact =
        Api.JSON.readTree(
            tail.output().lines().filter(line -> line.startsWith("{\"topic\"")).findFirst().get());
    assertEquals(sequence, fact.at("/value/position/sequence").asText());
    return TraceContext.parse(fact.get("traceparent").asText()).orElseThrow();
  }
}
