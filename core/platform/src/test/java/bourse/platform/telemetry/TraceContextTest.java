package bourse.platform.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
  private static final String HEADER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  @Test
  void aHeaderIsReadAndWritten() {
    TraceContext context = TraceContext.parse(HEADER).orElseThrow();
    assertEquals(
        new TraceContext(0x4bf92f3577b34da6L, 0xa3ce929d0e0e4736L, 0x00f067aa0ba902b7L, true),
        context);
    assertEquals("4bf92f3577b34da6a3ce929d0e0e4736", context.traceId());
    assertEquals(HEADER, context.traceparent());
  }

  @Test
  void aChildStaysInTheTrace() {
    TraceContext parent = TraceContext.fresh();
    TraceContext child = parent.child();
    assertEquals(parent.traceId(), child.traceId());
    assertNotEquals(parent.span(), child.span());
    assertEquals(Optional.of(child), TraceContext.parse(child.traceparent()));
  }

  @Test
  void aLaterVersionMayHaveMore() {
    assertEquals(
        TraceContext.parse(HEADER), TraceContext.parse("01" + HEADER.substring(2) + "-more"));
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(
      strings = {
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01",
        "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
      })
  void whatIsNoHeaderIsNotRead(String text) {
    assertEquals(Optional.empty(), TraceContext.parse(text));
  }
}
