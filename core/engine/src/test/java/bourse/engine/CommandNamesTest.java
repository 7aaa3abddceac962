package bourse.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import org.junit.jupiter.api.Test;

/** People read in logs and reports how a command is called. */
class CommandNamesTest {
  @Test
  void everyTypeOfCommandHasItsName() throws IllegalAccessException {
    for (Field field : Commands.class.getFields()) {
      if (Modifier.isStatic(field.getModifiers())
          && field.getType() == int.class
          && !List.of("LAYOUT_VERSION", "MAXIMUM_LENGTH").contains(field.getName())) {
        assertEquals(field.getName(), Commands.typeName(field.getInt(null)));
      }
    }
    assertEquals("TYPE_255", Commands.typeName(255));
  }
}
