package bourse.exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * A cut on its way from one process to another: JSON, an object a line. First its position, then
 * for each table its name and its rows, then a line that says that it is whole.
 *
 * <pre>
 *   {"position":4711}
 *   {"table":"ledger_entries"}
 *   {"row":{"id":"1", …}}
 *   {"end":true}
 * </pre>
 */
public final class SqlCutStream {
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final TypeReference<Map<String, String>> ROW = new TypeReference<>() {};

  private SqlCutStream() {}

  /** Writes the whole cut. */
  public static void write(SqlCut cut, OutputStream out) throws IOException {
    line(out, Map.of("position", cut.position()));
    // Whoever waits for it must see the cut begin.
    out.flush();
    for (ProjectedTable table : ProjectedTable.ALL) {
      line(out, Map.of("table", table.name()));
      Iterator<Map<String, String>> rows = cut.rows(table);
      while (rows.hasNext()) {
        line(out, Map.of("row", rows.next()));
      }
    }
    line(out, Map.of("end", true));
    out.flush();
  }

  private static void line(OutputStream out, Map<String, ?> object) throws IOException {
    out.write(JSON.writeValueAsBytes(object));
    out.write('\n');
  }

  /**
   * A cut that another process writes, and read as it comes.
   *
   * @throws IOException here and later, when the stream ends before the cut does
   */
  public static SqlCut read(InputStream in) throws IOException {
    return new Arriving(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
  }

  private static final class Arriving implements SqlCut {
    private final BufferedReader lines;
    private final long position;
    private JsonNode next;

    Arriving(BufferedReader lines) throws IOException {
      this.lines = lines;
      this.position = line().path("position").asLong();
      this.next = line();
    }

    private JsonNode line() throws IOException {
      String line = lines.readLine();
      if (line == null) {
        throw new IOException("The server ended before all rows were read");
      }
      try {
        return JSON.readTree(line);
      } catch (JsonProcessingException e) {
        throw new IOException("The server sent something else than rows", e);
      }
    }

    @Override
    public long position() {
      return position;
    }

    @Override
    public Iterator<Map<String, String>> rows(ProjectedTable table) throws IOException {
      while (next.has("row")) {
        next = line();
      }
      if (!next.path("table").asText().equals(table.name())) {
        throw new IOException("The server has no table " + table.name() + ": is it this version?");
      }
      next = line();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return next.has("row");
        }

        @Override
        public Map<String, String> next() {
          if (!hasNext()) {
            throw new NoSuchElementException();
          }
          Map<String, String> row = JSON.convertValue(next.get("row"), ROW);
          try {
            next = line();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return row;
        }
      };
    }

    @Override
    public void close() throws IOException {
      lines.close();
    }
  }
}
