package bourse.loadtests.orderflow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.loadtests.orderflow.FlowGenerator.Generated;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The files: always the same, and valid for an engine that was written by others. */
final class FlowGeneratorTest {
  @Test
  void theSameParametersGiveTheSameAnswer() {
    assertEquals(
        new Answer(8208, 313056, 0xe82cb5e9cafec31fL),
        FlowGenerator.generate(OrderFlow.P1_1000.withCommands(20_000)).answer());
    assertEquals(
        new Answer(2368, 71231, 0x06f2978a97db307fL),
        FlowGenerator.generate(OrderFlow.P2_1000.withCommands(20_000)).answer());
    assertEquals(
        new Answer(7751, 292009, 0xa5435a2fab0d85c9L),
        FlowGenerator.generate(OrderFlow.P1_100000.withCommands(20_000)).answer());
  }

  @Test
  void exchangeCoreGivesTheAnswerOfTheReferenceBook() {
    for (OrderFlow flow : OrderFlow.PUBLISHED) {
      Generated generated = FlowGenerator.generate(flow.withCommands(20_000));
      Repetition repetition = new ExchangeCoreRun(generated.records()).book();
      assertEquals(generated.answer(), repetition.answer(), flow.name());
      assertEquals(0, repetition.refused(), flow.name());
      assertEquals(20_000, repetition.commands());
    }
  }

  @Test
  void poorOrdersStandBetweenTheOthersAndChangeNothing() {
    OrderFlow flow = OrderFlow.P1_1000.withCommands(20_000);
    Generated plain = FlowGenerator.generate(flow);
    Generated mixed = FlowGenerator.generate(flow.withPoorOrders());
    List<Integer> others = new ArrayList<>();
    int poor = 0;
    for (int at = 0; at < mixed.records().length; at += FlowFile.RECORD_LENGTH) {
      if (FlowFile.user(mixed.records(), at) > flow.users()) {
        assertTrue(FlowFile.orderId(mixed.records(), at) >= OrderFlow.FIRST_POOR_ORDER);
        poor++;
      } else {
        others.add(at);
      }
    }
    assertEquals(plain.answer(), mixed.answer());
    assertEquals(mixed.refused(), poor);
    assertTrue(poor > 500, poor + " poor orders");
    byte[] rest = new byte[others.size() * FlowFile.RECORD_LENGTH];
    for (int i = 0; i < others.size(); i++) {
      int to = i * FlowFile.RECORD_LENGTH;
      System.arraycopy(mixed.records(), others.get(i), rest, to, FlowFile.RECORD_LENGTH);
    }
    assertArrayEquals(plain.records(), rest);
  }

  @Test
  void repetitionsAreReadBackAsTheyWereSaid() {
    Repetition repetition = new Repetition(5, 1_000, 2_000, 3, 4, new Answer(1, 2, -3));
    assertEquals(repetition, Repetition.parse(repetition.line()).orElseThrow());
    assertTrue(Repetition.parse("something else").isEmpty());
    assertEquals(200.0, repetition.cpuNanosPerCommand());
    assertEquals(400.0, repetition.wallNanosPerCommand());
  }
}
