package bourse.kyc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LevelsTest {
  private static final String GOOD =
      """
      currency: EUR
      levels:
        - name: None
          labels: []
          deposits: {day: 0, month: 0}
          withdrawals: {day: 0, month: 0}
        - name: Some
          labels: [email]
          deposits: {day: 0.10, month: 7}
          withdrawals: {month: 5}
        - name: All
          labels: [email, identity]
          reviewers: 2
      """;

  @Test
  void theLevelsOfTheProductGoFromNothingToEverything() {
    Levels levels = Levels.builtIn();
    assertEquals(
        List.of("Unverified", "Basic", "Verified", "Full", "Professional"),
        levels.all().stream().map(Level::name).toList());
    assertEquals(
        EnumSet.complementOf(EnumSet.of(Label.TAX_RESIDENCY)), levels.all().getLast().labels());
  }

  @Test
  void aLevelIsReachedWithAllOfItsLabels() {
    Levels levels = Levels.parse(GOOD, "levels.yaml");
    assertEquals("None", levels.reached(Set.of()).name());
    assertEquals("None", levels.reached(Set.of(Label.IDENTITY)).name());
    assertEquals("Some", levels.reached(Set.of(Label.EMAIL, Label.PHONE)).name());
    Level all = levels.reached(Set.of(Label.EMAIL, Label.IDENTITY));
    assertEquals("All", all.name());
    assertEquals(2, all.reviewers());
    assertEquals(new Limits(Optional.empty(), Optional.empty()), all.deposits());
    assertEquals(Optional.empty(), levels.above(all));
    Level some = levels.named("Some").orElseThrow();
    assertEquals(Optional.of(all), levels.above(some));
    assertEquals(Optional.of(new BigDecimal("0.10")), some.deposits().day());
    assertEquals(Optional.empty(), some.withdrawals().day());
    assertEquals("EUR", levels.currency());
  }

  @ParameterizedTest
  @CsvSource({
    "10, 50, 0, 0, 10",
    "10, 50, 4, 4, 6",
    "10, 50, 0, 45.5, 4.5",
    "10, 50, 12, 60, 0",
    "10, , 4, 400, 6",
    ", 50, 4, 50, 0",
    ", , 4, 50, ",
    "0, 0, 0, 0, 0"
  })
  void theTighterLimitSaysHowMuchIsLeft(
      BigDecimal day, BigDecimal month, BigDecimal today, BigDecimal lately, BigDecimal left) {
    Limits limits = new Limits(Optional.ofNullable(day), Optional.ofNullable(month));
    assertEquals(Optional.ofNullable(left), limits.left(today, lately));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          currency: EUR           | currency: e             | currency is an asset
          labels: [email]         | labels: [mail]          | has mail; known are email, phone
          labels: [email]         | labels: email           | levels[1].labels is a list
          labels: [email, identity] | labels: [identity]    | levels[2].labels has those of the level below
          labels: []              | labels: [phone]         | levels[0].labels is empty
          name: All               | name: Some              | levels[2].name is that of another
          name: All               | named: All              | levels[2] has no named
          reviewers: 2            | reviewers: 3            | levels[2].reviewers is a number from 1 to 2
          day: 0.10, month: 7     | day: 8, month: 7        | levels[1].deposits has more for a day
          month: 5                | month: -5               | levels[1].withdrawals.month is an amount
          currency: EUR           | [                       | is not valid YAML
          """)
  void whatIsWrongIsNamedWithItsPlace(String good, String bad, String said) {
    Fault fault =
        assertThrows(Fault.class, () -> Levels.parse(GOOD.replace(good, bad), "levels.yaml"));
    assertEquals(ErrorCode.BAD_CONFIGURATION, fault.code());
    assertTrue(fault.getMessage().startsWith("levels.yaml"), fault.getMessage());
    assertTrue(fault.getMessage().contains(said), fault.getMessage());
  }
}
