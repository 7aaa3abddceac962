package bourse.kyc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.ErrorCode;
import bourse.kyc.KycServer.Answer;
import bourse.kyc.KycServer.Person;
import bourse.platform.access.Role;
import bourse.platform.data.Database;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of cases: what is kept of them, what is refused, and when the object store is away. */
class FilesApiTest {
  private static final String EICAR =
      "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*";
  private static final String PDF =
      """
      %PDF-1.7
      1 0 obj
      <</Type/Catalog/Pages 2 0 R>>
      endobj
      2 0 obj
      <</Type/Pages/Kids[]/Count 0>>
      endobj
      trailer <</Root 1 0 R>>
      %%EOF
      """;

  @TempDir static Path directory;
  private static KycServer server;
  private static int people;
  private Person ada;
  private String path;

  @BeforeAll
  static void start() throws Exception {
    server = KycServer.real(Database.Dialect.H2, directory.resolve("data"));
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @BeforeEach
  void open() throws Exception {
    ada = server.user("files-" + ++people + "@example.org", Role.MEMBER);
    String id =
        server.post(ada, "/v1/kyc/cases", Map.of("level", "Verified")).expect(201).text("id");
    path = "/v1/kyc/cases/" + id;
  }

  @Test
  void aPhotoIsDrawnAnewSealedAndForReviewersAlone() throws Exception {
    byte[] photo = withExif(picture("jpg", 60, 30));
    Answer kept = upload("IDENTITY_FRONT", photo).expect(201);
    String id = kept.text("id");
    assertEquals("image/jpeg", kept.text("contentType"));
    assertEquals(id, server.get(ada, path).expect(200).at("/files/0/id"));

    byte[] stored = server.objects().only(ada);
    assertEquals("BSEA", new String(stored, 0, 4, StandardCharsets.US_ASCII));
    Person rita = server.user("files-rita@example.org", Role.COMPLIANCE);
    String review = path.replace("/v1/kyc", "/v1/admin/kyc");
    Answer seen = server.get(rita, review).expect(200);
    assertEquals(id, seen.at("/files/0/id"));
    assertEquals(kept.text("sha256"), seen.at("/files/0/sha256"));
    String content = review + "/files/" + id;
    HttpResponse<byte[]> download = server.download(rita, content);
    assertEquals(200, download.statusCode());
    assertHeader(
        "attachment; filename=\"identity-front-" + id + ".jpg\"", "Content-Disposition", download);
    assertHeader("nosniff", "X-Content-Type-Options", download);
    assertHeader("no-store", "Cache-Control", download);
    assertHeader("image/jpeg", "Content-Type", download);
    assertEquals("kyc.file.read", server.acts().getLast().action());
    assertFalse(Bytes.latin(download.body(), 0, 9_999).contains("GPS"), "where it was taken");
    BufferedImage drawn = ImageIO.read(new ByteArrayInputStream(download.body()));
    assertEquals(List.of(30, 60), List.of(drawn.getWidth(), drawn.getHeight()), "it is upright");
    assertTrue(new Color(drawn.getRGB(15, 5)).getRed() > 200, "its left side is on top now");

    Person bob = server.user("files-bob@example.org", Role.MEMBER);
    assertEquals(403, server.download(bob, content).statusCode());
    assertEquals(403, server.download(ada, content).statusCode());
    String elsewhere = content.replaceAll("cases/[^/]+", "cases/" + id);
    assertEquals(404, server.download(rita, elsewhere).statusCode());
    server.upload(bob, path + "/files?kind=SELFIE", photo).expect(404);
    server.send(bob, "DELETE", path + "/files/" + id, Map.of()).expect(404);
  }

  @Test
  void aCaseIsCompleteWithItsFilesAndThenStaysAsItIs() throws Exception {
    server.send(ada, "PATCH", path, KycApiTest.IDENTITY).expect(200);
    server.send(ada, "PATCH", path, Map.of("legalName", Fixtures.APPROVED)).expect(200);
    Answer incomplete = server.post(ada, path + "/submission", Map.of()).expect(400);
    incomplete.refused(ErrorCode.KYC_INCOMPLETE);
    assertEquals("IDENTITY_FRONT", incomplete.at("/errors/0/field"));
    String wrong = upload("IDENTITY_FRONT", bytes(PDF)).expect(201).text("id");
    server.send(ada, "DELETE", path + "/files/" + wrong, Map.of()).expect(204);
    server.post(ada, path + "/submission", Map.of()).expect(400);
    server.kyc().sweepFiles().work().doPiece();
    assertEquals(0, server.objects().count(ada));

    String id = upload("IDENTITY_FRONT", picture("png", 8, 8)).expect(201).text("id");
    Answer waits = server.post(ada, path + "/submission", Map.of()).expect(200);
    assertEquals("SUBMITTED", waits.text("status"), "a name decides nothing where money is real");
    upload("SELFIE", picture("jpg", 8, 8)).refused(ErrorCode.KYC_STEP_NOT_ALLOWED);
    server
        .send(ada, "DELETE", path + "/files/" + id, Map.of())
        .refused(ErrorCode.KYC_STEP_NOT_ALLOWED);
  }

  @Test
  void s52_whatDeceivesOrActsIsRefusedAndNothingIsKept() throws Exception {
    byte[] jpeg = picture("jpg", 20, 20);
    byte[] png = picture("png", 20, 20);
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("nothing", new byte[0]);
    files.put("EICAR", bytes(EICAR));
    files.put("EICAR in a JPEG", joined(jpeg, bytes(EICAR)));
    files.put("EICAR in a PDF", bytes(PDF.replace("trailer", "% " + EICAR + "\ntrailer")));
    files.put("a page", bytes("<!DOCTYPE html><script>alert(1)</script>"));
    files.put("an SVG with a script", bytes("<svg xmlns='x'><script>alert(1)</script></svg>"));
    files.put("an archive", zip());
    files.put("a GIF", bytes("GIF89a\1\0\1\0\0\0\0;"));
    files.put("a JPEG and an archive", joined(jpeg, zip()));
    files.put("a PNG and an archive", joined(png, zip()));
    files.put("a PDF and an archive", joined(bytes(PDF), zip()));
    files.put("a JPEG and a page", joined(jpeg, bytes("<html><script>alert(1)</script></html>")));
    files.put("a JPEG with a page in it", withComment(jpeg, "<ScRiPt>alert(1)</script>"));
    files.put("a JPEG with PHP in it", withComment(jpeg, "<?php system('id');"));
    files.put("a JPEG that is a PDF", withComment(jpeg, PDF));
    files.put("a PDF after something", bytes("\n" + PDF));
    files.put("a PDF without an end", bytes(PDF.replace("%%EOF", "")));
    for (String act :
        List.of(
            "/JavaScript (app.alert(1))",
            "/#4aava#53cript (app.alert(1))",
            "/Launch/F(cmd.exe)",
            "/EmbeddedFiles 7 0 R",
            "/RichMedia<<>>",
            "/XFA 7 0 R",
            "/Encrypt 7 0 R")) {
      files.put("a PDF with " + act, bytes(PDF.replace("/Catalog", "/Catalog" + act)));
    }
    files.put(
        "a PDF with a packed script", packed(bytes("5 0 <</S/JavaScript/JS(a)>>"), "/ObjStm"));
    files.put("the same, escaped", packed(bytes("5 0 <</S/JavaScript/JS(a)>>"), "/#4fbjStm"));
    files.put("a PDF that unfolds", packed(new byte[40 << 20], "/ObjStm"));
    files.put("a picture of a thousand million pixels", hugePng(50_000, 20_000));
    files.put("a JPEG of noise", joined(new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff}, png));
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Answer answer = upload("IDENTITY_FRONT", file.getValue());
      assertEquals(
          ErrorCode.KYC_FILE_REFUSED.number(),
          answer.body().path("code").asInt(),
          file.getKey() + ": " + answer.body());
    }
    assertEquals(0, server.objects().count(ada));
    assertEquals(0, server.get(ada, path).body().get("files").size());
    upload("IDENTITY_FRONT", bytes(PDF)).expect(201);
    upload("IDENTITY_FRONT", packed(bytes("5 0 <</S/GoTo>>"), "/ObjStm")).expect(201);
  }

  @Test
  void whileTheObjectStoreIsAwayNothingIsHalfDone() throws Exception {
    byte[] photo = picture("jpg", 8, 8);
    server.objects().down = true;
    Answer refused = upload("SELFIE", photo).expect(503);
    refused.refused(ErrorCode.DEPENDENCY_DOWN);
    assertTrue(refused.text("detail").contains("nothing of it was kept"), refused.text("detail"));
    assertEquals(0, server.get(ada, path).body().get("files").size());
    server.objects().down = false;
    server.objects().losesAnswers = true;
    upload("SELFIE", photo).expect(503);
    server.objects().losesAnswers = false;
    assertEquals(1, server.objects().count(ada), "it arrived, and nobody was told");
    assertEquals(0, server.get(ada, path).body().get("files").size());

    String id = upload("SELFIE", photo).expect(201).text("id");
    server.kyc().sweepFiles().work().doPiece();
    assertEquals(1, server.objects().count(ada));
    assertEquals(id, server.get(ada, path).at("/files/0/id"));
    server.objects().down = true;
    Person rita = server.user("files-away@example.org", Role.COMPLIANCE);
    String content = path.replace("/v1/kyc", "/v1/admin/kyc") + "/files/" + id;
    assertEquals(503, server.download(rita, content).statusCode());
    server.send(ada, "DELETE", path + "/files/" + id, Map.of()).expect(204);
    server.objects().down = false;
    server.kyc().sweepFiles().work().doPiece();
    assertEquals(0, server.objects().count(ada));
    int left =
        server
            .database()
            .jdbi()
            .withHandle(handle ->
                handle
                    .select(
                        "select count(*) from kyc_docs where cast(user_id as varchar) = ?",
                        ada.name())
                    .mapTo(Integer.class)
                    .one());
    assertEquals(0, left);
  }

  /** What a server that was killed during an upload leaves. */
  @Test
  void whatWasBegunAndNeverCameIsSwept() throws Exception {
    server.objects().onPut =
        () -> {
          throw new IllegalStateException("the process ends here");
        };
    upload("SELFIE", picture("jpg", 8, 8)).expect(500);
    server.objects().onPut = () -> {};
    assertEquals(0, server.get(ada, path).body().get("files").size());
    server.kyc().sweepFiles().work().doPiece();
    server.pass(Duration.ofHours(2));
    server.kyc().sweepFiles().work().doPiece();
    int rows =
        server
            .database()
            .jdbi()
            .withHandle(handle ->
                handle
                    .select("select count(*) from kyc_docs where status = 'UPLOADING'")
                    .mapTo(Integer.class)
                    .one());
    assertEquals(0, rows);
  }

  @Test
  void filesAreFewSmallAndOneAtATime() throws Exception {
    byte[] large = new byte[(int) Files.LONGEST + 1];
    upload("SELFIE", large).expect(413).refused(ErrorCode.BODY_TOO_LARGE);
    server.send(ada, "PATCH", path, Map.of("address", "x".repeat(2 << 20))).expect(413);
    upload("PASSPORT", bytes(PDF)).expect(400).refused(ErrorCode.INVALID_FIELD);
    for (int i = 0; i < Files.MOST_IN_A_CASE; i++) {
      upload("SOURCE_OF_FUNDS", bytes(PDF)).expect(201);
    }
    upload("SOURCE_OF_FUNDS", bytes(PDF)).expect(409).refused(ErrorCode.KYC_TOO_MANY_FILES);

    Person eve = server.user("files-eve@example.org", Role.MEMBER);
    String hers =
        "/v1/kyc/cases/"
            + server.post(eve, "/v1/kyc/cases", Map.of("level", "Full")).expect(201).text("id")
            + "/files?kind=SELFIE";
    CountDownLatch putting = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    server.objects().onPut =
        () -> {
          putting.countDown();
          goOn.await();
        };
    FutureTask<Answer> first = new FutureTask<>(() -> server.upload(eve, hers, bytes(PDF)));
    Thread.ofVirtual().start(first);
    putting.await();
    server.upload(eve, hers, bytes(PDF)).expect(429).refused(ErrorCode.KYC_UPLOADS_BUSY);
    goOn.countDown();
    first.get().expect(201);
    server.objects().onPut = () -> {};
    server.upload(eve, hers, bytes(PDF)).expect(201);
  }

  private Answer upload(String kind, byte[] content) throws Exception {
    return server.upload(ada, path + "/files?kind=" + kind, content);
  }

  private static void assertHeader(String value, String name, HttpResponse<?> response) {
    assertEquals(value, response.headers().firstValue(name).orElseThrow());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] joined(byte[] one, byte[] other) {
    return ByteBuffer.allocate(one.length + other.length).put(one).put(other).array();
  }

  /** White on the left, black on the right. */
  private static byte[] picture(String format, int width, int height) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < width / 2; x++) {
      for (int y = 0; y < height; y++) {
        image.setRGB(x, y, 0xffffff);
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertTrue(ImageIO.write(image, format, bytes));
    return bytes.toByteArray();
  }

  /** Held on its side (orientation 6), with a place. */
  private static byte[] withExif(byte[] jpeg) {
    ByteBuffer exif = ByteBuffer.allocate(60).put(bytes("Exif\0\0MM\0*")).putInt(8);
    exif.putShort((short) 1).putShort((short) 0x0112).putShort((short) 3).putInt(1);
    exif.putShort((short) 6).putShort((short) 0).putInt(0).put(bytes("GPS 51.5N 0.17W"));
    return segment(jpeg, 0xe1, exif.array());
  }

  private static byte[] withComment(byte[] jpeg, String comment) {
    return segment(jpeg, 0xfe, bytes(comment));
  }

  private static byte[] segment(byte[] jpeg, int marker, byte[] content) {
    return ByteBuffer.allocate(jpeg.length + 4 + content.length)
        .put(jpeg, 0, 2)
        .put((byte) 0xff)
        .put((byte) marker)
        .putShort((short) (content.length + 2))
        .put(content)
        .put(jpeg, 2, jpeg.length - 2)
        .array();
  }

  private static byte[] zip() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("../../etc/passwd"));
      zip.write(bytes("root"));
    }
    return bytes.toByteArray();
  }

  private static byte[] packed(byte[] objects, String type) {
    Deflater deflater = new Deflater();
    deflater.setInput(objects);
    deflater.finish();
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    byte[] buffer = new byte[1 << 16];
    while (!deflater.finished()) {
      packed.write(buffer, 0, deflater.deflate(buffer));
    }
    deflater.end();
    String start = "%PDF-1.7\n4 0 obj <</Type" + type + "/N 1/First 4/Filter/FlateDecode>>stream\n";
    return joined(joined(bytes(start), packed.toByteArray()), bytes("\nendstream endobj\n%%EOF\n"));
  }

  /** Only what says how large it is. */
  private static byte[] hugePng(int width, int height) {
    ByteBuffer header = ByteBuffer.allocate(17).put(bytes("IHDR")).putInt(width).putInt(height);
    header.put(new byte[] {8, 2, 0, 0, 0});
    CRC32 crc = new CRC32();
    crc.update(header.array());
    return ByteBuffer.allocate(8 + 4 + 17 + 4)
        .put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'})
        .putInt(13)
        .put(header.array())
        .putInt((int) crc.getValue())
        .array();
  }
}
