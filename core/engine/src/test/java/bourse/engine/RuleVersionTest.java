package bourse.engine;

import static bourse.engine.Story.ACME;
import static bourse.engine.Story.ANN;
import static bourse.engine.Story.BEN;
import static bourse.engine.Story.limit;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.AssetDefinition;
import bourse.domain.AssetType;
import bourse.domain.FeeRate;
import bourse.domain.FeeSchedule;
import bourse.domain.OrderType;
import bourse.domain.Side;
import bourse.domain.SymbolDefinition;
import bourse.domain.TimeInForce;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules are chosen by the log, and by nothing else. */
class RuleVersionTest {
  private static final AssetDefinition EUR =
      new AssetDefinition(3, "EUR", "Euro", AssetType.FIAT, 2);
  private static final SymbolDefinition FREE =
      SymbolDefinition.of(2, ACME, EUR, "0.01", "1", 0, 0, "0", "1000000");
  private static final SymbolDefinition ALSO_FREE =
      SymbolDefinition.of(3, EUR, Story.USD, "0.01", "1", 0, 0, "0", "1000000");
  private static final List<String> INVALID =
      List.of("refused INVALID_DEFINITION account 0 order 0");

  private final Story story = new Story();

  /** What a log says by rules 1 it says for ever, though rules 2 refuse it. */
  @Test
  void theSameCommandIsExecutedByTheRulesOfItsLog() {
    story.run(Commands.addAsset(CommandContext.NONE, EUR));
    List<FeeRate> rebate = List.of(new FeeRate(5, 0, -50, 100));
    story.run(Commands.setFees(CommandContext.NONE, new FeeSchedule(rebate)));
    List<String> refused = List.of("refused INVALID_FEES account 0 order 0");
    SymbolDefinition cheaper =
        SymbolDefinition.of(1, ACME, Story.USD, "0.01", "1", 0, 0, "1", "1000000");

    assertEquals("changed to " + cheaper, change(cheaper));
    assertEquals("changed to " + Story.SYMBOL, change(Story.SYMBOL));
    assertEquals(
        List.of(FREE.toString()), story.run(Commands.listSymbol(CommandContext.NONE, FREE)));
    assertEquals(List.of("rules are 2"), rules(2));
    assertEquals(refused, story.run(Commands.changeSymbol(CommandContext.NONE, cheaper)));
    assertEquals(refused, story.run(Commands.changeSymbol(CommandContext.NONE, FREE)));
    assertEquals(refused, story.run(Commands.listSymbol(CommandContext.NONE, ALSO_FREE)));
    story.run(Commands.setFees(CommandContext.NONE, FeeSchedule.NONE));
    assertEquals("changed to " + cheaper, change(cheaper));
    assertEquals(
        List.of(ALSO_FREE.toString()),
        story.run(Commands.listSymbol(CommandContext.NONE, ALSO_FREE)));
  }

  @Test
  void rulesGoBackOnlyBeforeAnythingWasExecutedByThem() throws IOException {
    assertEquals(1, story.engine.ruleVersion());
    assertEquals(List.of("rules are 1"), rules(1));
    assertEquals(INVALID, rules(0));
    assertEquals(List.of("rules are 2"), rules(2));
    assertEquals(List.of("rules are 1"), rules(1));
    assertEquals(INVALID, rules(0));
    assertEquals(List.of("rules are 2"), rules(2));
    story.restart();
    assertEquals(1, story.engine.rulesToGoBackTo().orElseThrow());
    story.tick();
    assertTrue(story.engine.rulesToGoBackTo().isEmpty());
    assertEquals(INVALID, rules(1));
    assertEquals(2, story.engine.ruleVersion());
  }

  /** What is due belongs to the rules of the next command. */
  @Test
  void nothingElseHappensWithTheCommandThatSetsRules() {
    OrderTerms terms =
        Story.order(Side.BUY, OrderType.LIMIT, TimeInForce.GTD, 900, 1).withExpiry(story.now + 5);
    story.place(ANN, terms);
    story.now += 10;
    assertEquals(List.of("rules are 2"), rules(2));
    assertEquals(List.of("done 1 of 1000 in 1: BUY EXPIRED 1@900, was resting"), story.tick());
  }

  @Test
  void aVersionThatDoesNotKnowTheRulesExecutesNothingButTheWayBack() throws IOException {
    rules(2);
    byte[] barrier = state(story.engine);
    byte[] before = story.engine.stateHash();
    byte[] three = Commands.setRuleVersion(CommandContext.NONE, 3);
    ExchangeEngine old = run(ExchangeEngine.readState(new ByteArrayInputStream(barrier), 2), three);
    assertEquals(3, old.ruleVersion());
    assertThrows(NewerVersionNeeded.class, () -> run(old, Commands.tick(CommandContext.NONE)));
    assertEquals(2, old.rulesToGoBackTo().orElseThrow());
    run(old, Commands.setRuleVersion(CommandContext.NONE, 2));
    run(old, Commands.tick(CommandContext.NONE));
    assertEquals(2, old.ruleVersion());

    // A newer one comes to the same state by the same commands.
    ExchangeEngine newer = ExchangeEngine.readState(new ByteArrayInputStream(barrier), 3);
    assertArrayEquals(before, newer.stateHash());
    run(newer, three);
    run(newer, Commands.setRuleVersion(CommandContext.NONE, 2));
    run(newer, Commands.tick(CommandContext.NONE));
    assertArrayEquals(old.stateHash(), newer.stateHash());

    run(newer, three);
    byte[] late = state(newer);
    assertThrows(
        IOException.class, () -> ExchangeEngine.readState(new ByteArrayInputStream(late), 2));
  }

  /** The new tiers need no new rules: a log that does not set them is as it was. */
  @Test
  void volumeIsCountedByCommandAndNotByRules() {
    rules(2);
    story.place(ANN, limit(Side.BUY, 1000, 10));
    assertEquals(
        0,
        story.place(BEN, limit(Side.SELL, 1000, 10)).stream()
            .filter(fact -> fact.startsWith("volume"))
            .count());
  }

  private ExchangeEngine run(ExchangeEngine engine, byte[] frame) {
    Commands.stamp(frame, 0, engine.sequence() + 1, story.now);
    engine.execute(frame, 0, new FactSink() {});
    return engine;
  }

  private String change(SymbolDefinition symbol) {
    return story.run(Commands.changeSymbol(CommandContext.NONE, symbol)).getFirst();
  }

  private List<String> rules(int version) {
    return story.run(Commands.setRuleVersion(CommandContext.NONE, version));
  }

  private static byte[] state(ExchangeEngine engine) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    engine.writeState(bytes);
    return bytes.toByteArray();
  }
}
