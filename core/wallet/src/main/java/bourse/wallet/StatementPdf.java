package bourse.wallet;

import bourse.wallet.Statement.Move;
import bourse.wallet.Statement.Part;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType0Font;

/**
 * A statement as PDF, A4, page after page. The font is embedded; what it has no letter for is shown
 * as a question mark, and the account's number stands there always.
 */
final class StatementPdf implements AutoCloseable {
  private static final String FONT = "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";
  private static final float MARGIN = 40;
  private static final float LINE = 12;
  private static final float SIZE = 8;
  private static final float TITLE_SIZE = 14;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  /** Where each column begins, or ends when it is aligned to the right. */
  private static final float[] COLUMNS = {MARGIN, 132, 200, 390, 475, 555};

  private final PDDocument document = new PDDocument();
  private final PDFont font;
  private final Statement statement;
  private PDPageContentStream page;
  private float y;
  private int pages;

  private StatementPdf(Statement statement) throws IOException {
    this.statement = statement;
    try (InputStream file = PDDocument.class.getResourceAsStream(FONT)) {
      font = PDType0Font.load(document, file, true);
    }
  }

  static byte[] write(Statement statement) {
    try (StatementPdf pdf = new StatementPdf(statement)) {
      return pdf.write();
    } catch (IOException e) {
      throw new UncheckedIOException("The statement can't be written as PDF", e);
    }
  }

  private byte[] write() throws IOException {
    document.getDocumentInformation().setTitle("Statement of account " + statement.account());
    newPage();
    if (statement.parts().isEmpty()) {
      text(COLUMNS[0], SIZE, "Nothing is and was in this account.");
    }
    for (Part part : statement.parts()) {
      write(part);
    }
    page.close();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    document.save(bytes);
    return bytes.toByteArray();
  }

  private void write(Part part) throws IOException {
    room(5);
    y -= LINE;
    text(COLUMNS[0], SIZE + 2, part.currency());
    y -= LINE;
    header();
    row(List.of(statement.from() + " 00:00:00", "OPENING", "", "", "", part.opening()));
    for (Move move : part.moves()) {
      if (room(1)) {
        header();
      }
      row(
          List.of(
              TIME.format(move.at()),
              move.type().name(),
              move.reference(),
              move.in() == null ? "" : move.in(),
              move.out() == null ? "" : move.out(),
              move.balance()));
    }
    room(1);
    row(
        List.of(
            statement.to().plusDays(1) + " 00:00:00",
            "CLOSING",
            "",
            part.in(),
            part.out(),
            part.closing()));
  }

  private void header() throws IOException {
    row(List.of("Time (UTC)", "What", "Reference", "In", "Out", "Balance"));
    page.moveTo(MARGIN, y + LINE - 3);
    page.lineTo(COLUMNS[5], y + LINE - 3);
    page.stroke();
  }

  private void row(List<String> cells) throws IOException {
    for (int i = 0; i < cells.size(); i++) {
      String cell = shown(cells.get(i));
      float x = i < 3 ? COLUMNS[i] : COLUMNS[i] - width(cell);
      text(x, SIZE, cell);
    }
    y -= LINE;
  }

  /** Begins another page unless so many lines fit; returns whether it did. */
  private boolean room(int lines) throws IOException {
    if (y - lines * LINE >= MARGIN) {
      return false;
    }
    newPage();
    return true;
  }

  private void newPage() throws IOException {
    if (page != null) {
      page.close();
    }
    PDPage next = new PDPage(PDRectangle.A4);
    document.addPage(next);
    page = new PDPageContentStream(document, next);
    page.setLineWidth(0.5f);
    y = PDRectangle.A4.getHeight() - MARGIN;
    if (++pages == 1) {
      text(MARGIN, TITLE_SIZE, "Statement of account " + statement.account());
      y -= 2 * LINE;
    }
    text(
        MARGIN,
        SIZE,
        "%s   %s to %s   made %s UTC   page %d"
            .formatted(
                statement.name(),
                statement.from(),
                statement.to(),
                TIME.format(statement.madeAt()),
                pages));
    y -= 2 * LINE;
  }

  private void text(float x, float size, String text) throws IOException {
    page.beginText();
    page.setFont(font, size);
    page.newLineAtOffset(x, y);
    page.showText(shown(text));
    page.endText();
  }

  private float width(String text) throws IOException {
    return font.getStringWidth(text) / 1_000 * SIZE;
  }

  /** The text with only such letters as the font has. */
  private String shown(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints().forEach(letter -> shown.appendCodePoint(isInFont(letter) ? letter : '?'));
    return shown.toString();
  }

  private boolean isInFont(int letter) {
    try {
      return !Character.isISOControl(letter) && font.encode(Character.toString(letter)).length > 0;
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    document.close();
  }
}
