package bourse.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.AccountBlock;
import bourse.domain.FeeRate;
import bourse.domain.FeeSchedule;
import bourse.domain.SafeState;
import bourse.domain.SafeStateCause;
import bourse.domain.SuspensionReason;
import bourse.engine.AccountFlags;
import bourse.engine.CommandContext;
import bourse.engine.Commands;
import bourse.gateway.Venue.Answer;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients see of how the operator treats their accounts. */
class AccountApiTest {
  private static final long ANN = 1000;
  private static final long BEN = 1001;
  private static final long CAT = 1002;
  private static final long DAN = 1003;
  private static final long EVE = 1004;

  private static Venue venue;

  @BeforeAll
  static void open(@TempDir Path directory) throws Exception {
    venue = Venue.open(directory);
  }

  @AfterAll
  static void close() throws Exception {
    venue.close();
  }

  @Test
  void aSuspendedAccountIsToldSoAndMayCancel() throws Exception {
    long sequence = venue.deposit(ANN, "USD", "1000");
    assertEquals(
        """
        {"account":"1000","state":"NORMAL","blocks":[],"reason":"NONE","feeExempt":false,\
        "version":0}\
        """,
        venue.get(ANN, "/v1/account", sequence).json().toString());
    Answer resting = venue.place(ANN, "BTC-USD", "BUY", "100.00", "0.5");
    assertEquals(201, resting.status());

    sequence = block(AccountBlock.TRADING);
    assertEquals(
        """
        {"account":"1000","state":"CANCEL_ONLY","blocks":["TRADING"],"reason":"COMPLIANCE",\
        "feeExempt":false,"version":%d}\
        """
            .formatted(sequence),
        venue.get(ANN, "/v1/account", sequence).json().toString());
    refused(2060, venue.place(ANN, "BTC-USD", "BUY", "100.00", "0.5"));
    String order = "/v1/orders/" + resting.text("id");
    refused(2060, venue.send(ANN, "PATCH", order, "{\"price\":\"101.00\"}"));
    assertEquals(200, venue.send(ANN, "PATCH", order, "{\"quantity\":\"0.4\"}").status());
    assertEquals(200, venue.send(ANN, "DELETE", order, "").status());

    venue.submit(
        Commands.setAccountBlocks(CommandContext.NONE, ANN, Set.of(), SuspensionReason.NONE));
    order = "/v1/orders/" + venue.place(ANN, "BTC-USD", "BUY", "100.00", "0.5").text("id");
    sequence = block(AccountBlock.ACCOUNT);
    assertEquals("FROZEN", venue.get(ANN, "/v1/account", sequence).text("state"));
    Answer cancelled = venue.get(ANN, order, sequence);
    assertEquals("CANCELLED", cancelled.text("status"));
    assertEquals("ACCOUNT_FROZEN", cancelled.text("doneReason"));
    refused(2061, venue.place(ANN, "BTC-USD", "BUY", "100.00", "0.5"));
    refused(2061, venue.send(ANN, "DELETE", "/v1/orders", ""));
  }

  @Test
  void anAccountSeesWhatItPays() throws Exception {
    long before = venue.deposit(CAT, "USD", "1000");
    JsonNode own = venue.get(CAT, "/v1/fees", before).json();
    assertEquals(0, own.get("group").asInt());
    venue.submit(
        Commands.setFees(
            CommandContext.NONE,
            new FeeSchedule(List.of(new FeeRate(0, 0, 125, 1250), new FeeRate(3, 0, -50, 175)))));
    long sequence = venue.submit(Commands.setFeeGroup(CommandContext.NONE, CAT, 3));
    JsonNode fees = venue.get(CAT, "/v1/fees", sequence).json();
    assertEquals(3, fees.get("group").asInt());
    JsonNode first = fees.get("items").get(0);
    assertEquals(
        "-0.5 and 1.75",
        first.get("makerBasisPoints").asText() + " and " + first.get("takerBasisPoints").asText());
    assertEquals(
        "1.25",
        venue.get(ANN, "/v1/fees", sequence).json().at("/items/0/makerBasisPoints").asText());
    venue.place(CAT, "ETH-USD", "BUY", "40.00", "1");
    venue.deposit(EVE, "ETH", "1");
    Answer sold = venue.place(EVE, "ETH-USD", "SELL", "40.00", "1");
    assertEquals("0.050000", sold.json().at("/fills/0/fee").asText());
    assertEquals(
        "-0.002000",
        venue.get(CAT, "/v1/trades", sold.sequence()).json().at("/items/0/fee").asText(),
        "a rebate");
    sequence =
        venue.submit(Commands.setAccountFlags(CommandContext.NONE, CAT, AccountFlags.FEE_EXEMPT));
    fees = venue.get(CAT, "/v1/fees", sequence).json();
    assertEquals("0", fees.at("/items/0/takerBasisPoints").asText());
    venue.submit(Commands.setFees(CommandContext.NONE, FeeSchedule.NONE));
  }

  @Test
  void anAccountSeesItsVolumeAndWhatIsMissingToPayLess() throws Exception {
    int dollar = venue.listings.asset("USD").orElseThrow().id();
    venue.submit(
        Commands.setFees(
            CommandContext.NONE,
            new FeeSchedule(
                dollar,
                List.of(
                    new FeeRate(0, 0, 1000, 2000),
                    new FeeRate(0, 0, 60_000_000, 800, 1500),
                    new FeeRate(0, 0, 100_000_000, -25, 1200)))));
    long sequence = venue.deposit(DAN, "USD", "1000");
    assertEquals(
        """
        {"symbol":"BTC-USD","makerBasisPoints":"10","takerBasisPoints":"20","tier":0,\
        "nextTier":{"minimumVolume":"60.000000","missing":"60.000000","makerBasisPoints":"8",\
        "takerBasisPoints":"15"}}\
        """,
        venue.get(DAN, "/v1/fees", sequence).json().at("/items/0").toString());

    venue.deposit(BEN, "BTC", "10");
    venue.place(BEN, "BTC-USD", "SELL", "50.00", "1");
    Answer bought = venue.place(DAN, "BTC-USD", "BUY", "50.00", "1");
    JsonNode fees = venue.get(DAN, "/v1/fees", bought.sequence()).json();
    assertEquals(
        "{\"currency\":\"USD\",\"amount\":\"50.000000\",\"days\":30}",
        fees.get("volume").toString());
    assertEquals(30, venue.get("/v1/capabilities").json().at("/fees/volumeDays").asInt());
    assertEquals("10.000000", fees.at("/items/0/nextTier/missing").asText());

    venue.place(BEN, "BTC-USD", "SELL", "60.00", "1");
    bought = venue.place(DAN, "BTC-USD", "BUY", "60.00", "1");
    assertEquals("0.120000", bought.json().at("/fills/0/fee").asText(), "still 20 basis points");
    assertEquals(
        """
        {"symbol":"BTC-USD","makerBasisPoints":"-0.25","takerBasisPoints":"12","tier":2}\
        """,
        venue.get(DAN, "/v1/fees", bought.sequence()).json().at("/items/0").toString());
    venue.place(BEN, "BTC-USD", "SELL", "60.00", "1");
    bought = venue.place(DAN, "BTC-USD", "BUY", "60.00", "1");
    assertEquals("0.072000", bought.json().at("/fills/0/fee").asText());
    sequence = venue.submit(Commands.setFees(CommandContext.NONE, FeeSchedule.NONE));
    assertFalse(venue.get(DAN, "/v1/fees", sequence).json().has("volume"));
  }

  @Test
  void aVenueInASafeStateSaysSo() throws Exception {
    venue.deposit(BEN, "USD", "1000");
    Answer resting = venue.place(BEN, "BTC-USD", "BUY", "100.00", "0.5");
    assertEquals(
        "{\"safeState\":\"NORMAL\",\"cause\":\"OPERATOR\"}",
        venue.get("/v1/venue").json().toString());
    step(SafeState.CANCEL_ONLY, SafeStateCause.DISK_SPACE);
    Answer told = venue.get("/v1/venue");
    assertEquals(
        "CANCEL_ONLY for DISK_SPACE", told.text("safeState") + " for " + told.text("cause"));
    assertTrue(told.text("since").endsWith("Z"), told.text("since"));
    unavailable(2065, venue.place(BEN, "BTC-USD", "BUY", "100.00", "0.5"));
    unavailable(
        2065,
        venue.post(
            BEN,
            "/v1/orders/test",
            """
            {"symbol":"BTC-USD","side":"BUY","type":"LIMIT","price":"100.00","quantity":"0.5"}\
            """));
    String order = "/v1/orders/" + resting.text("id");
    assertEquals(200, venue.send(BEN, "PATCH", order, "{\"quantity\":\"0.4\"}").status());
    step(SafeState.HALT, SafeStateCause.STALE_PRICE);
    unavailable(2066, venue.send(BEN, "DELETE", order, ""));
    step(SafeState.NORMAL, SafeStateCause.OPERATOR);
    assertEquals(200, venue.send(BEN, "DELETE", order, "").status());
  }

  private static void step(SafeState state, SafeStateCause cause) throws InterruptedException {
    long sequence = venue.submit(Commands.setSafeState(CommandContext.NONE, state, cause));
    assertTrue(venue.status.await(sequence));
  }

  private static void unavailable(int code, Answer answer) {
    assertEquals(503, answer.status(), answer.json().toString());
    assertEquals(code, answer.json().get("code").asInt());
  }

  private static long block(AccountBlock block) {
    return venue.submit(
        Commands.setAccountBlocks(
            CommandContext.NONE, ANN, Set.of(block), SuspensionReason.COMPLIANCE));
  }

  private static void refused(int code, Answer answer) {
    assertEquals(409, answer.status(), answer.json().toString());
    assertEquals(code, answer.json().get("code").asInt());
  }
}
