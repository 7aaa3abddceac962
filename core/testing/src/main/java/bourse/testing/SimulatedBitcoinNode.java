package bourse.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A chain of Bitcoin's regtest that a test writes: blocks with payments to addresses, and other
 * branches. It answers the calls by which blocks are read as bitcoind does, and nothing else; what
 * only a real node can show is shown by one.
 */
public final class SimulatedBitcoinNode implements AutoCloseable {
  private static final String GENESIS =
      "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206";
  private static final Pattern METHOD = Pattern.compile("\"method\":\"([a-z]+)\"");
  private static final Pattern PARAMETERS = Pattern.compile("\"params\":\\[([^\\]]*)\\]");
  private static final int HEADER = 80;

  /** Amount (8), length and script of a key's witness program (1 + 22), and lock time (4). */
  private static final int AMOUNT_BEFORE_END = 8 + 23 + 4;

  private static final String LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

  private record Block(String hash, String hex) {}

  private final HttpServer server;
  private final List<Block> blocks = new ArrayList<>();
  private final List<byte[]> waiting = new ArrayList<>();
  private String genesis = GENESIS;
  private int made;
  private boolean spoils;
  private volatile boolean fails;

  public SimulatedBitcoinNode() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
    mine();
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Mines a block with what waits. */
  public synchronized void mine() {
    blocks.add(block());
  }

  /** Mines so many blocks. */
  public synchronized void mine(int count) {
    for (int i = 0; i < count; i++) {
      mine();
    }
  }

  /**
   * Pays in the next block.
   *
   * @return a transaction, to be paid again on another branch
   */
  public synchronized byte[] pay(String address, long satoshi) {
    byte[] transaction = transaction(script(address), satoshi);
    waiting.add(transaction);
    return transaction;
  }

  /** Has the next block hold a transaction, as another branch had it. */
  public synchronized void again(byte[] transaction) {
    waiting.add(transaction);
  }

  /** Takes the newest blocks back; what is mined then is another branch. */
  public synchronized void forget(int count) {
    for (int i = 0; i < count; i++) {
      blocks.removeLast();
    }
  }

  /** The way back to the chain as it is now. */
  public synchronized Runnable remember() {
    List<Block> now = List.copyOf(blocks);
    return () -> putBack(now);
  }

  private synchronized void putBack(List<Block> before) {
    blocks.clear();
    blocks.addAll(before);
  }

  /** Answers with errors, or does not any more. */
  public void fail(boolean always) {
    fails = always;
  }

  /** Is on another network from now on, or on the right one again. */
  public synchronized void change(boolean other) {
    genesis = other ? "00".repeat(32) : GENESIS;
  }

  private Block block() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(little(4, 1));
    bytes.writeBytes(reversed(blocks.isEmpty() ? genesis : blocks.getLast().hash()));
    bytes.writeBytes(root());
    bytes.writeBytes(new byte[8]);
    bytes.writeBytes(little(4, ++made));
    byte[] header = bytes.toByteArray();
    bytes.write(waiting.size());
    waiting.forEach(bytes::writeBytes);
    waiting.clear();
    byte[] hash = sha256(sha256(header));
    return new Block(reversedHex(hash), HexFormat.of().formatHex(bytes.toByteArray()));
  }

  /** Of the transactions that wait: hashes of two neighbours, up to one. */
  private byte[] root() {
    List<byte[]> row = new ArrayList<>();
    waiting.forEach(transaction -> row.add(sha256(sha256(transaction))));
    while (row.size() > 1) {
      List<byte[]> above = new ArrayList<>();
      for (int i = 0; i < row.size(); i += 2) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(row.get(i));
        both.writeBytes(row.get(Math.min(i + 1, row.size() - 1)));
        above.add(sha256(sha256(both.toByteArray())));
      }
      row.clear();
      row.addAll(above);
    }
    return row.isEmpty() ? new byte[32] : row.getFirst();
  }

  /**
   * Has blocks come with other transactions than their own from now on, as it would from a node
   * that is damaged, or from somebody on the way.
   */
  public synchronized void spoil(boolean always) {
    spoils = always;
  }

  private byte[] transaction(byte[] script, long satoshi) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(little(4, 2));
    bytes.write(1);
    byte[] spent = new byte[32];
    ByteBuffer.wrap(spent).putInt(++made);
    bytes.writeBytes(spent);
    bytes.writeBytes(new byte[5]);
    bytes.writeBytes(little(4, -1));
    bytes.write(1);
    bytes.writeBytes(little(8, satoshi));
    bytes.write(script.length);
    bytes.writeBytes(script);
    bytes.writeBytes(new byte[4]);
    return bytes.toByteArray();
  }

  /** Of an address of a key's witness program; its checksum is not looked at. */
  private static byte[] script(String address) {
    ByteArrayOutputStream script = new ByteArrayOutputStream();
    script.write(0);
    script.write(20);
    int kept = 0;
    int bits = 0;
    for (char letter :
        address.substring(address.indexOf('1') + 2, address.length() - 6).toCharArray()) {
      kept = (kept << 5 | LETTERS.indexOf(letter)) & 0xfff;
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        script.write(kept >> bits);
      }
    }
    return script.toByteArray();
  }

  private static byte[] little(int length, long value) {
    byte[] bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    byte[] cut = new byte[length];
    System.arraycopy(bytes, 0, cut, 0, length);
    return cut;
  }

  private static byte[] reversed(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    for (int i = 0; i < bytes.length / 2; i++) {
      byte kept = bytes[i];
      bytes[i] = bytes[bytes.length - 1 - i];
      bytes[bytes.length - 1 - i] = kept;
    }
    return bytes;
  }

  private static String reversedHex(byte[] hash) {
    return HexFormat.of().formatHex(reversed(HexFormat.of().formatHex(hash)));
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    String question = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String result = fails ? "" : result(question);
    byte[] body =
        (result.isEmpty()
                ? "{\"result\":null,\"error\":{\"code\":-8,\"message\":\"out of range\"},\"id\":1}"
                : "{\"result\":" + result + ",\"error\":null,\"id\":1}")
            .getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(result.isEmpty() ? 500 : 200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private synchronized String result(String question) {
    String method = group(METHOD, question);
    String parameters = group(PARAMETERS, question);
    return switch (method) {
      case "getblockcount" -> Integer.toString(blocks.size());
      case "getblockhash" -> hash(Integer.parseInt(parameters));
      case "getblock" ->
          blocks.stream()
              .filter(block -> parameters.contains(block.hash()))
              .findFirst()
              .map(block -> "\"" + (spoils ? spoilt(block) : block.hex()) + "\"")
              .orElse("");
      default -> "";
    };
  }

  /** With a satoshi more in its last transaction, under the same header. */
  private static String spoilt(Block block) {
    byte[] bytes = HexFormat.of().parseHex(block.hex());
    if (bytes.length > HEADER + 1) {
      bytes[bytes.length - AMOUNT_BEFORE_END]++;
    }
    return HexFormat.of().formatHex(bytes);
  }

  private String hash(int height) {
    if (height == 0) {
      return "\"" + genesis + "\"";
    }
    return height <= blocks.size() ? "\"" + blocks.get(height - 1).hash() + "\"" : "";
  }

  private static String group(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? matcher.group(1) : "";
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
