// SPDX-License-Identifier: Apache-2.0
package dev.assay.rest;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Requests written to a socket as they are: a client would send the whole of their bodies. */
final class SentBody {
  private SentBody() {}

  /**
   * @param headers each with its line end
   * @param body what is sent of it
   */
  static Socket to(URI service, String headers, String body) throws IOException {
    Socket socket = new Socket(service.getHost(), service.getPort());
    socket.setSoTimeout(30_000);
    socket
        .getOutputStream()
        .write(
            ("POST /failing/changed HTTP/1.1\r\n"
                    + "Host: localhost\r\n"
                    + "Content-Type: application/json\r\n"
                    + headers
                    + "\r\n"
                    + body)
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  static String answer(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
  }
}
