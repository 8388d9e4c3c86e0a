// SPDX-License-Identifier: Apache-2.0
package dev.assay.processes;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/** Reads the complete lines that were appended to a file since the last poll. */
final class LineTail implements AutoCloseable {
  private final FileChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  LineTail(Path file) throws IOException {
    channel = FileChannel.open(file, StandardOpenOption.READ);
  }

  void deliver(Consumer<String> onLine) throws IOException {
    while (channel.read(buffer.clear()) > 0) {
      buffer.flip();
      while (buffer.hasRemaining()) {
        byte next = buffer.get();
        if (next != '\n') {
          line.write(next);
          continue;
        }
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        if (!text.isBlank()) {
          onLine.accept(text);
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
