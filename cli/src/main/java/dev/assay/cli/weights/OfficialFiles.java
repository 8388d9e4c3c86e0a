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
 * A folder of official weights under their published names. A name always has all of its bytes: a
 * file grows as {@code <name>.part}, is checked, and is then moved to its name in one step. Beside
 * it {@code <name>.sha256}, as {@code sha256sum} reads it, keeps all digits of what was checked.
 *
 * @param folder made when the first file is pulled
 * @param registry the files that are known
 */
public record OfficialFiles(Path folder, List<OfficialWeights> registry) {
  /** More than a file has beside its parameters: names, shapes, buffers. */
  private static final long OVERHEAD = 64L << 20;

  private static final String OWN =
      "give a folder that has weights of it, with a JSON beside them, by --weights";

  public OfficialFiles {
    folder = folder.toAbsolutePath().normalize();
    registry = List.copyOf(registry);
  }

  /** What there is of a file. */
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
   * The files that a name stands for: that file; of a backbone, its usual network and the heads
   * that go with it.
   *
   * @throws CliException naming what is known, if it is none of them
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
   * Which file to put where, for a backbone that has none.
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

  /** Where a file goes, and the command that puts it there. */
  public String advice(OfficialWeights weights) {
    return "put %s (%s) into %s, which 'assay weights pull %s --weights %s' does"
        .formatted(weights.fileName(), weights.url(), folder, weights.fileName(), folder);
  }

  /**
   * Whether the bytes are those that were published or, where fewer digits than all are published,
   * those that were pulled.
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
   * Fetches a file, checks it and puts it in its place.
   *
   * @return its sha256
   * @throws CliException if it cannot be had, is not what was published, or cannot be written
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
      // The beginning may have been another file's, so once more from the start.
      return fetch(weights, source, channel, transfer);
    }
    Files.delete(part(weights));
    throw CliException.environment(
        "%s is not the published file: its sha256 should begin with %s and is %s; it was thrown away"
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

  /** A mirror that sends without end must not fill the disk. */
  private static long most(OfficialWeights weights) {
    long parameters = BackboneCatalogue.require(weights.backbone()).parameters();
    return parameters * Float.BYTES + OVERHEAD;
  }
}
