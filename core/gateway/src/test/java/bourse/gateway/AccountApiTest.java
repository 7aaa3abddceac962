package bourse.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bourse.domain.AccountBlock;
import bourse.domain.SuspensionReason;
import bourse.engine.CommandContext;
import bourse.engine.Commands;
import bourse.gateway.Venue.Answer;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients see of how the operator treats their accounts. */
class AccountApiTest {
  private static final long ANN = 1000;

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
