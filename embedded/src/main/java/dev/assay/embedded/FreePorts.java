// SPDX-License-Identifier: Apache-2.0
package dev.assay.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Finds loopback TCP ports that are not in use. */
public final class FreePorts {
  private FreePorts() {}

  /**
   * Returns this number of different ports. Another process may take one before it is used, so
   * starts are retried.
   */
  public static List<Integer> find(int count) {
    List<ServerSocket> held = new ArrayList<>();
    try {
      try {
        for (int i = 0; i < count; i++) {
          ServerSocket socket = new ServerSocket();
          held.add(socket);
          socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        }
        return held.stream().map(ServerSocket::getLocalPort).toList();
      } finally {
        for (ServerSocket socket : held) {
          socket.close();
        }
      }
    } catch (IOException e) {
      throw new EmbeddedException("no free port on the loopback interface", e);
    }
  }

  public static int find() {
    return find(1).getFirst();
  }

  /** Whether the port is free now. */
  public static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
