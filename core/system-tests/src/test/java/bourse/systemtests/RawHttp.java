package bourse.systemtests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Requests that no HTTP client would send, byte by byte. */
final class RawHttp {
  private static final int PATIENCE_MILLIS = 10_000;
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 [0-9]{3}");

  /**
   * What came back.
   *
   * @param text everything until the server closed, or until nothing more came
   * @param closed whether the server closed the connection
   */
  record Answer(String text, boolean closed) {
    int status() {
      return text.startsWith("HTTP/1.1 ") ? Integer.parseInt(text.substring(9, 12)) : 0;
    }

    /** How many answers there are. */
    long answers() {
      return STATUS_LINE.matcher(text).results().count();
    }
  }

  private RawHttp() {}

  static Socket connect(URI server) throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    return socket;
  }

  /** Sends one request on a connection of its own, with nothing to follow, and reads the answer. */
  static Answer ask(URI server, String bytes) throws IOException {
    try (Socket socket = connect(server)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      write(socket, bytes);
      socket.shutdownOutput();
      return readAll(socket);
    }
  }

  /** Sends bytes on a connection of their own, and reads until the server closes it. */
  static Answer send(URI server, String bytes) throws IOException {
    try (Socket socket = connect(server)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      write(socket, bytes);
      return readAll(socket);
    }
  }

  /** Writes what the server takes of it. */
  static void write(Socket socket, String bytes) throws IOException {
    try {
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
    } catch (SocketException e) {
      // It has answered and closed already; what it said can be read.
    }
  }

  static Answer readAll(Socket socket) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] part = new byte[8_192];
    boolean closed = false;
    try {
      int read;
      while ((read = socket.getInputStream().read(part)) >= 0) {
        all.write(part, 0, read);
      }
      closed = true;
    } catch (SocketTimeoutException e) {
      // It waits for more.
    } catch (SocketException e) {
      closed = true;
    }
    return new Answer(all.toString(StandardCharsets.ISO_8859_1), closed);
  }
}
