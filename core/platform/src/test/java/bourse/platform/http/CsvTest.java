package bourse.platform.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class CsvTest {
  @Test
  void whatWouldBeAFormulaIsText() {
    assertEquals(
        "'=1+1,'+49 30,'-5,'@sum,\"'\tx,y\",a=b\r\n",
        Csv.line(List.of("=1+1", "+49 30", "-5", "@sum", "\tx,y", "a=b")));
  }

  @Test
  void whatSeparatesIsQuoted() {
    assertEquals(
        "plain,\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",\r\n",
        Csv.line(List.of("plain", "a,b", "say \"hi\"", "two\nlines", "")));
  }
}
