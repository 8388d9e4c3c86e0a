// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.weights;

import dev.assay.cli.CliException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLConnection;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fetches one address into a file over HTTP. If the server can send a part of a file, bytes that
 * the file has already are not requested again, and a broken connection is resumed.
 */
final class Download {
  private static final Duration CONNECT = Duration.ofSeconds(20);

  /** The longest pause in the middle of a file. */
  private static final Duration SILENCE = Duration.ofSeconds(60);

  private static final int REDIRECTS = 5;

  /**
   * Each attempt must bring new bytes, so this limits only a server that sends a few bytes at a
   * time.
   */
  private static final int ATTEMPTS = 50;

  private static final int BUFFER = 1 << 16;
  private static final int PARTIAL = 206;
  private static final int RANGE_NOT_SATISFIABLE = 416;
  private static final Pattern RANGE = Pattern.compile("bytes (?:(\\d+)-\\d+|\\*)/(\\d+|\\*)");

  private final AllowedHosts hosts;
  private final boolean plainHttp;

  /**
   * @param plainHttp whether http addresses are allowed; https is never redirected to http
   */
  Download(AllowedHosts hosts, boolean plainHttp) {
    this.hosts = hosts;
    this.plainHttp = plainHttp;
  }

  /**
   * @param part the bytes are appended to it; its present contents are the beginning of the file
   * @param most largest size in bytes; a longer file is refused
   * @throws CliException if it fails; it says what the server did, and {@code part} keeps the bytes
   *     so far
   */
  void fetch(URI address, FileChannel part, long most, Transfer transfer) throws IOException {
    for (int attempt = 1; ; attempt++) {
      long before = part.size();
      String why;
      try {
        if (attempt(address, part, most, transfer)) {
          return;
        }
        why = "the connection broke off";
      } catch (IOException e) {
        why = e.getClass().getSimpleName() + ": " + e.getMessage();
      }
      if (part.size() <= before || attempt == ATTEMPTS) {
        throw CliException.environment(
            "%s cannot be fetched: %s (%,d bytes are kept; pulling again continues from there)"
                .formatted(address, why, part.size()));
      }
    }
  }

  /** Returns whether the file is complete. */
  private boolean attempt(URI address, FileChannel part, long most, Transfer transfer)
      throws IOException {
    long from = part.size();
    HttpURLConnection connection = connect(address, from);
    try {
      int status = connection.getResponseCode();
      if (status == RANGE_NOT_SATISFIABLE && from > 0) {
        if (totalOf(connection) == from) {
          return true;
        }
        part.truncate(0);
        return attempt(address, part, most, transfer);
      }
      if (status != PARTIAL && status != HttpURLConnection.HTTP_OK) {
        throw refusal(connection.getURL().toString(), status);
      }
      if (status == PARTIAL && startOf(connection) != from) {
        throw new IOException("the server sent another part than the requested one");
      }
      if (status == HttpURLConnection.HTTP_OK && from > 0) {
        // The server cannot send a part of the file.
        part.truncate(0);
        from = 0;
      }
      long length = connection.getContentLengthLong();
      long total = length < 0 ? -1 : from + length;
      checkLength(address, total, most);
      return copy(connection, part.position(from), total, most, transfer);
    } finally {
      connection.disconnect();
    }
  }

  private static boolean copy(
      HttpURLConnection connection, FileChannel part, long total, long most, Transfer transfer)
      throws IOException {
    byte[] buffer = new byte[BUFFER];
    transfer.at(part.position(), total);
    try (InputStream in = connection.getInputStream()) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n);
        while (bytes.hasRemaining()) {
          part.write(bytes);
        }
        checkLength(URI.create(connection.getURL().toString()), part.position(), most);
        transfer.at(part.position(), total);
      }
    }
    return total < 0 || part.position() == total;
  }

  private HttpURLConnection connect(URI start, long from) throws IOException {
    URI address = start;
    for (int redirects = 0; ; redirects++) {
      check(address, start);
      URLConnection opened = address.toURL().openConnection();
      HttpURLConnection connection = (HttpURLConnection) opened;
      connection.setInstanceFollowRedirects(false);
      connection.setConnectTimeout((int) CONNECT.toMillis());
      connection.setReadTimeout((int) SILENCE.toMillis());
      connection.setRequestProperty("Accept-Encoding", "identity");
      if (from > 0) {
        connection.setRequestProperty("Range", "bytes=" + from + "-");
      }
      String location = redirect(connection);
      if (location == null) {
        return connection;
      }
      connection.disconnect();
      if (redirects == REDIRECTS) {
        throw new IOException("more than " + REDIRECTS + " redirects");
      }
      address = address.resolve(location);
    }
  }

  private static @Nullable String redirect(HttpURLConnection connection) throws IOException {
    return switch (connection.getResponseCode()) {
      case 301, 302, 303, 307, 308 -> connection.getHeaderField("Location");
      default -> null;
    };
  }

  private void check(URI address, URI start) {
    hosts.check(address);
    boolean secure = "https".equalsIgnoreCase(address.getScheme());
    if (!secure && (!plainHttp || "https".equalsIgnoreCase(start.getScheme()))) {
      throw CliException.badInput(
          "%s is refused: only https is accepted here, and no redirect from https to http"
              .formatted(address));
    }
  }

  private static void checkLength(URI address, long length, long most) {
    if (length > most) {
      throw CliException.environment(
          "%s is refused: it has more than the %,d bytes that these weights can have"
              .formatted(address, most));
    }
  }

  private static CliException refusal(String address, int status) {
    String hint = status == HttpURLConnection.HTTP_NOT_FOUND ? "; it does not have this file" : "";
    return CliException.environment("%s answers %d%s".formatted(address, status, hint));
  }

  private static long startOf(HttpURLConnection connection) {
    Matcher range = range(connection);
    return range.matches() && range.group(1) != null ? Long.parseLong(range.group(1)) : -1;
  }

  private static long totalOf(HttpURLConnection connection) {
    Matcher range = range(connection);
    return range.matches() && !range.group(2).equals("*") ? Long.parseLong(range.group(2)) : -1;
  }

  private static Matcher range(HttpURLConnection connection) {
    return RANGE.matcher(String.valueOf(connection.getHeaderField("Content-Range")));
  }
}
