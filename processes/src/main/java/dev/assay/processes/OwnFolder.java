// SPDX-License-Identifier: Apache-2.0
package dev.assay.processes;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder whose content this process loads as code, or in which it keeps temporary files: it must
 * belong to this user, and nobody else may have been able to write in it.
 */
public final class OwnFolder {
  private static final long ROOT = 0;
  private static final int WRITABLE_BY_GROUP = 0020;
  private static final int WRITABLE_BY_ALL = 0002;
  private static final int SEARCHABLE_BY_GROUP = 0010;

  private OwnFolder() {}

  /**
   * Makes the folder, and those above it, unless it is there. A new one is open to its owner only.
   */
  public static Path create(Path folder) throws IOException {
    Path parent = folder.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    try {
      return Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder)) {
        throw e;
      }
      return folder;
    }
  }

  /** Makes the folder anew, without what an earlier process left in it. */
  public static Path createEmpty(Path folder) throws IOException {
    delete(folder);
    return create(folder);
  }

  /** Deletes the folder with all that is in it; need not be there. */
  public static void delete(Path folder) throws IOException {
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      try (Stream<Path> content = Files.walk(folder)) {
        for (Path file : content.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
  }

  /**
   * Why nothing of the folder may be loaded: the folder, or a file or folder in it, belongs to
   * another user or can be written by others.
   *
   * @return a sentence that names the file, or empty if the folder is this user's alone
   */
  public static Optional<String> refusal(Path folder) throws IOException {
    return refusal(folder, new UnixSystem().getUid());
  }

  /**
   * @param user id of the user to whom everything must belong
   */
  static Optional<String> refusal(Path folder, long user) throws IOException {
    Optional<String> outside = refusal(folder, user, false, WRITABLE_BY_GROUP | WRITABLE_BY_ALL);
    if (outside.isPresent()) {
      return outside;
    }
    boolean closed = (mode(folder) & SEARCHABLE_BY_GROUP) == 0;
    // With a umask of 002 the group may write in what is unpacked, but cannot reach it.
    int forbidden = closed ? WRITABLE_BY_ALL : WRITABLE_BY_GROUP | WRITABLE_BY_ALL;
    try (Stream<Path> content = Files.walk(folder)) {
      for (Path file : content.skip(1).toList()) {
        Optional<String> inside = refusal(file, user, false, forbidden);
        if (inside.isPresent()) {
          return inside;
        }
      }
      return Optional.empty();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /**
   * The same for the folder alone, without what is in it.
   *
   * @param rootToo whether it may also belong to root, as the system's folders do
   */
  static Optional<String> refusal(Path folder, boolean rootToo) throws IOException {
    return refusal(
        folder.toRealPath(),
        new UnixSystem().getUid(),
        rootToo,
        WRITABLE_BY_GROUP | WRITABLE_BY_ALL);
  }

  private static Optional<String> refusal(Path file, long user, boolean rootToo, int forbidden)
      throws IOException {
    Map<String, Object> attributes =
        Files.readAttributes(file, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
    long owner = ((Number) attributes.get("uid")).longValue();
    if (Files.isSymbolicLink(file)) {
      return Optional.of(file + " is a link; a file or folder of its own is expected");
    }
    if (owner != user && !(rootToo && owner == ROOT)) {
      return Optional.of(
          "%s belongs to another user (%d; this is user %d)".formatted(file, owner, user));
    }
    if ((((Number) attributes.get("mode")).intValue() & forbidden) != 0) {
      return Optional.of(file + " can be written by other users");
    }
    return Optional.empty();
  }

  private static int mode(Path folder) throws IOException {
    return ((Number) Files.getAttribute(folder, "unix:mode")).intValue();
  }
}
