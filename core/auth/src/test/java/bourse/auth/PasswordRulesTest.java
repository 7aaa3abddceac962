package bourse.auth;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordRulesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "correct horse battery staple",
        "Marmalade on Tuesdays, never on toast",
        "vK8#pQ2!zL9@xW4$",
        "пароль из четырёх необычных слов",
        "🦊🐢🌵🎻🧊🪁🦑🥨🚲🪗🧭🫐🪶🛶🎏",
        "dragon football sunshine monkey",
      })
  void takesWhatIsHardToGuess(String password) {
    assertDoesNotThrow(
        () -> PasswordRules.check("password", password, "ada@example.com", "Ada Lovelace"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Password123!Password",
        "P@55w0rd!P@55w0rd!",
        "mypassworddragon2024",
        "123456789012345678",
        "qwertyuiopasdfghj",
        "zyxwvutsrqponmlk",
        "aaaaaaaaaaaaaaaaaaaa",
        "xq7xq7xq7xq7xq7xq7",
        "Ada.Lovelace.1815!!",
        "letmein-letmein-1!",
        "Welcome to the Bourse",
        "爆爆爆爆爆爆爆爆爆爆爆爆爆爆爆爆",
      })
  void refusesWhatIsTriedFirst(String password) {
    Fault fault =
        assertThrows(
            Fault.class,
            () -> PasswordRules.check("password", password, "ada@example.com", "Ada Lovelace"));
    assertEquals(ErrorCode.WEAK_PASSWORD, fault.code());
    assertEquals("blocklist", fault.errors().getFirst().rule());
    assertFalse(fault.getMessage().contains(password), "a message never repeats a password");
  }

  @Test
  void countsCharactersNotBytes() {
    for (String password : List.of("fourteen chars", "🦊".repeat(14), "x".repeat(257))) {
      Fault fault =
          assertThrows(Fault.class, () -> PasswordRules.check("password", password, "a@b", "A"));
      assertEquals("length", fault.errors().getFirst().rule());
    }
  }

  @Test
  void knowsWhatCanNotBeWritten() {
    assertTrue(PasswordRules.isText("🦊 fox"));
    assertFalse(PasswordRules.isText("half a fox \ud83e"));
  }
}
