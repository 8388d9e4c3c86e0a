// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.weights;

import dev.assay.cli.CliException;
import dev.assay.weights.BackboneCatalogue;
import dev.assay.weights.OfficialWeights;
import dev.assay.weights.OfficialWeights.Content;
import dev.assay.weights.WeightsFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A folder of official weights under their published names. A file with its final name is always
 * complete: it is fetched as {@code <name>.part}, checked, and then renamed atomically. {@code
 * <name>.sha256}, in the format of {@code sha256sum}, has all digits of its checksum.
 *
 * @param folder is made when the first file is pulled
 * @param registry the files that are known
 */
public record OfficialFiles(Path folder, List<OfficialWeights> registry) {
  /** An upper bound, in bytes, for the names, shapes and buffers in a file. */
  private static final long OVERHEAD = 64L << 20;

  private static final String OWN =
      "give --weights a folder with weights of it and a JSON file that describes them";

  public OfficialFiles {
    folder = folder.toAbsolutePath().normalize();
    registry = List.copyOf(registry);
  }

  /** The state of a file. */
  public enum State {
    HERE,
    PARTIAL,
    MISSING;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Path path(OfficialWeights weights) {
    return folder.resolve(weights.fileName());
  }

  public State state(OfficialWeights weights) {
    if (Files.isRegularFile(path(weights))) {
      return State.HERE;
    }
    return Files.isRegularFile(part(weights)) ? State.PARTIAL : State.MISSING;
  }

  /**
   * The files that a name means: the file of that name, or, for a backbone, its usual network and
   * the heads for it.
   *
   * @throws CliException if the name is unknown; it names the known ones
   */
  public List<OfficialWeights> named(String name) {
    List<OfficialWeights> file = registry.stream().filter(w -> w.fileName().equals(name)).toList();
    if (!file.isEmpty()) {
      return file;
    }
    List<OfficialWeights> ofBackbone =
        registry.stream().filter(w -> w.backbone().equals(name)).toList();
    if (ofBackbone.isEmpty()) {
      throw CliException.badInput(
          "'%s' is neither a backbone with official weights nor one of their files; accepted: %s (all files: assay weights list)"
              .formatted(
                  name,
                  String.join(
                      ", ", registry.stream().map(OfficialWeights::backbone).distinct().toList())));
    }
    Stream<OfficialWeights> network =
        ofBackbone.stream().filter(w -> w.content() == Content.NETWORK).limit(1);
    Stream<OfficialWeights> heads = ofBackbone.stream().filter(w -> w.content() == Content.HEAD);
    return Stream.concat(network, heads).toList();
  }

  /**
   * Says which file to put where, for a backbone without weights.
   *
   * @return one sentence
   */
  public String advice(String backbone) {
    return registry.stream()
        .filter(w -> w.backbone().equals(backbone))
        .findFirst()
        .map(w -> backbone + ": " + advice(w) + "; or " + OWN)
        .orElse(backbone + ": no official file is known; " + OWN);
  }

  /** Says where a file belongs, and the command that puts it there. */
  public String advice(OfficialWeights weights) {
    return "put %s (%s) into %s, which 'assay weights pull %s --weights %s' does"
        .formatted(weights.fileName(), weights.url(), folder, weights.fileName(), folder);
  }

  /**
   * Checks that the bytes are the published ones or, if not all digits are published, those that
   * were pulled.
   *
   * @return the sha256 of the file
   * @throws CliException if it is missing or damaged
   */
  public String verify(OfficialWeights weights) {
    Path file = path(weights);
    if (!Files.isRegularFile(file)) {
      throw CliException.badInput(file + " is missing; " + advice(weights));
    }
    try {
      String sha256 = WeightsFile.sha256(file);
      String expected = Checksum.expected(weights, file);
      if (!sha256.startsWith(expected)) {
        throw CliException.badInput(
            "%s is incomplete or altered: its sha256 should begin with %s and is %s; fetch it again: assay weights pull %s"
                .formatted(file, expected, sha256, weights.fileName()));
      }
      return sha256;
    } catch (IOException e) {
      throw CliException.environment(file + " cannot be read: " + e.getMessage());
    }
  }

  /**
   * Fetches a file, checks it and gives it its final name.
   *
   * @return its sha256
   * @throws CliException if it cannot be fetched, is not the published file, or cannot be written
   */
  public String pull(OfficialWeights weights, WeightsSource source, Transfer transfer) {
    Path part = part(weights);
    try {
      Files.createDirectories(folder);
      try (FileChannel channel =
          FileChannel.open(
              part, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        FileLock lock = lock(channel, part);
        String sha256 = fetch(weights, source, channel, transfer);
        Checksum.note(path(weights), sha256);
        Files.move(
            part,
            path(weights),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
        lock.release();
        return sha256;
      }
    } catch (IOException e) {
      throw CliException.environment("%s cannot be written: %s".formatted(part, e));
    }
  }

  private String fetch(
      OfficialWeights weights, WeightsSource source, FileChannel channel, Transfer transfer)
      throws IOException {
    boolean resumed = channel.size() > 0;
    source.fetch(weights, channel, most(weights), transfer);
    channel.force(true);
    String sha256 = WeightsFile.sha256(part(weights));
    if (sha256.startsWith(weights.sha256Prefix())) {
      return sha256;
    }
    channel.truncate(0);
    if (resumed) {
      // The bytes of an earlier attempt may be of another file, so it is fetched again from the
      // start.
      return fetch(weights, source, channel, transfer);
    }
    Files.delete(part(weights));
    throw CliException.environment(
        "%s is not the published file: its sha256 should begin with %s and is %s; it was deleted"
            .formatted(source.where(weights), weights.sha256Prefix(), sha256));
  }

  private static FileLock lock(FileChannel channel, Path part) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return lock;
      }
    } catch (OverlappingFileLockException e) {
      throw busy(part);
    }
    throw busy(part);
  }

  private static CliException busy(Path part) {
    return CliException.environment(part + " is being written by another 'assay weights pull'");
  }

  private Path part(OfficialWeights weights) {
    return folder.resolve(weights.fileName() + ".part");
  }

  /** Limits the size, so that a mirror that sends without end does not fill the disk. */
  private static long most(OfficialWeights weights) {
    long parameters = BackboneCatalogue.require(weights.backbone()).parameters();
    return parameters * Float.BYTES + OVERHEAD;
  }
}
