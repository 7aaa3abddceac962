package bourse.loadtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Answers as they come off the wire, whole and in pieces. */
class ProtocolTest {
  private static final String ORDER = "{\"id\":\"17\",\"symbol\":\"A-B\",\"status\":\"OPEN\"}";

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void answersOverHttpAreTakenOneByOne() {
    Protocol http = new Protocol.Http("127.0.0.1:1", "token");
    String created =
        "HTTP/1.1 201 Created\r\nContent-Length: " + ORDER.length() + "\r\n\r\n" + ORDER;
    ByteBuffer two = bytes(created + "HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\n\r\n{}");

    Protocol.Answer first = http.read(two);
    assertEquals(201, first.status());
    assertEquals("17", first.field("{\"id\":"));
    assertEquals("OPEN", first.field("\"status\":"));
    assertEquals(404, http.read(two).status());
    assertNull(http.read(two));
    for (int cut = 0; cut < created.length(); cut++) {
      assertNull(http.read(bytes(created.substring(0, cut))));
    }
  }

  @Test
  void answersOfAStreamAreTakenOneByOne() {
    Protocol stream = new Protocol.Stream();
    String done = "{\"channel\":\"\",\"type\":\"done\",\"sequence\":5,\"data\":" + ORDER + "}";
    String error = "{\"channel\":\"\",\"type\":\"error\",\"data\":{\"status\":429}}";
    String frames =
        "\u0081" + (char) done.length() + done + "\u0081" + (char) error.length() + error;

    ByteBuffer two = bytes(frames);
    Protocol.Answer first = stream.read(two);
    assertEquals(200, first.status());
    assertEquals("17", first.field("{\"id\":"));
    assertEquals(429, stream.read(two).status());
    assertNull(stream.read(two));
    for (int cut = 0; cut < 2 + done.length(); cut++) {
      assertNull(stream.read(bytes(frames.substring(0, cut))));
    }
  }

  @Test
  void aFrameIsMaskedAndSaysItsLength() {
    for (int length : new int[] {5, 125, 126, 65_535, 65_536}) {
      ByteBuffer frame = ByteBuffer.wrap(Protocol.Stream.frame(new byte[length]));
      assertEquals((byte) 0x81, frame.get());
      int said = frame.get() & 0xFF;
      assertTrue(said >= 0x80, "clients mask");
      long whole =
          switch (said - 0x80) {
            case 126 -> frame.getShort() & 0xFFFF;
            case 127 -> frame.getLong();
            default -> said - 0x80;
          };
      assertEquals(length, whole);
      assertEquals(4 + length, frame.remaining());
    }
  }

  @Test
  void theFlowCancelsOnlyWhatRests() {
    OrderFlow flow = new OrderFlow("A-B", new BigDecimal("0.1"), BigDecimal.ONE, 1_000, 42);
    int cancelled = 0;
    for (int i = 0; i < 1_000; i++) {
      OrderFlow.Next next = flow.next();
      if (next.order().isEmpty()) {
        assertEquals("o" + next.cancelled().substring(1), next.cancelled());
        cancelled++;
      } else {
        assertTrue(next.order().startsWith("\"symbol\":\"A-B\",\"side\":\""), next.order());
        flow.rests("o" + i);
      }
    }
    assertTrue(cancelled > 200 && cancelled < 400, cancelled + " of 1,000");
  }
}
