// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.weights;

import dev.assay.cli.CliException;
import dev.assay.weights.OfficialWeights;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * The place from which official files are fetched. A mirror and a folder are for sites without
 * internet.
 */
public sealed interface WeightsSource {
  /** The address in the registry. */
  record Publisher(AllowedHosts hosts) implements WeightsSource {}

  /**
   * A server that has the files under their published names, {@code BASE/<file name>}. A mirror
   * that the user names is an allowed host.
   */
  record Mirror(URI base, AllowedHosts hosts) implements WeightsSource {
    public Mirror {
      if (base.getHost() == null) {
        throw CliException.badInput(
            "'%s' is not the address of a mirror, which is for example https://mirror.example.org/weights"
                .formatted(base));
      }
      hosts = hosts.with(Set.of(base.getHost()));
    }

    URI address(String fileName) {
      String text = base.toString();
      return URI.create(text.endsWith("/") ? text + fileName : text + "/" + fileName);
    }
  }

  /** A folder, for example on a portable disk. */
  record Folder(Path folder) implements WeightsSource {}

  /** The place, for messages. */
  default String where(OfficialWeights weights) {
    return switch (this) {
      case Publisher publisher -> weights.url().toString();
      case Mirror mirror -> mirror.address(weights.fileName()).toString();
      case Folder from -> from.folder().resolve(weights.fileName()).toString();
    };
  }

  /**
   * Fetches the file or the rest of it.
   *
   * @param part may have the beginning of the file from an earlier attempt
   * @param most largest size in bytes
   * @throws CliException if it fails; it names the place and the reason
   */
  default void fetch(OfficialWeights weights, FileChannel part, long most, Transfer transfer)
      throws IOException {
    switch (this) {
      case Publisher publisher ->
          new Download(publisher.hosts(), false).fetch(weights.url(), part, most, transfer);
      case Mirror mirror ->
          new Download(mirror.hosts(), true)
              .fetch(mirror.address(weights.fileName()), part, most, transfer);
      case Folder from ->
          copy(from.folder().resolve(weights.fileName()), part.truncate(0), transfer);
    }
  }

  private static void copy(Path file, FileChannel to, Transfer transfer) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw CliException.badInput("there is no file " + file);
    }
    long total = Files.size(file);
    byte[] buffer = new byte[1 << 20];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n);
        while (bytes.hasRemaining()) {
          to.write(bytes);
        }
        transfer.at(to.position(), total);
      }
    }
  }
}
