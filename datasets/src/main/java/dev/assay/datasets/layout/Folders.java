// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import dev.assay.datasets.DatasetException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Lists folders for the layouts, in an order that does not depend on the file system. */
public final class Folders {
  private static final List<String> LEFT_BY_DESKTOPS =
      List.of("thumbs.db", "desktop.ini", "__macosx");

  /** What stands for bytes that are no text. */
  private static final char REPLACED = '\uFFFD';

  private Folders() {}

  /**
   * Descends through folders that contain only one folder, as in many archives.
   *
   * @throws DatasetException if the path is no readable folder
   */
  static Path innermost(Path path) throws DatasetException {
    Path folder = existing(path);
    while (true) {
      List<Path> below = folders(folder);
      boolean wrapped =
          below.size() == 1
              && PartFolders.partOf(below.get(0)).isEmpty()
              && !folders(below.get(0)).isEmpty();
      if (!wrapped) {
        return folder;
      }
      folder = below.get(0);
    }
  }

  /**
   * @throws DatasetException if the path is no folder
   */
  static Path existing(Path path) throws DatasetException {
    if (!Files.exists(path)) {
      throw new DatasetException(path + " does not exist");
    }
    if (!Files.isDirectory(path)) {
      throw new DatasetException(path + " is a file; a folder of images is expected");
    }
    return path;
  }

  static List<Path> folders(Path folder) throws DatasetException {
    return children(folder).stream().filter(Files::isDirectory).toList();
  }

  private static List<Path> children(Path folder) throws DatasetException {
    try (Stream<Path> children = Files.list(folder)) {
      return readable(folder, children.filter(c -> !isLeftover(c)).sorted().toList());
    } catch (IOException e) {
      throw new DatasetException(
          folder + " cannot be listed (" + e.getClass().getSimpleName() + ")", e);
    }
  }

  /**
   * Every file below the folder, at any depth. Links are followed, hidden files are ignored.
   *
   * @throws DatasetException if a folder cannot be read
   */
  public static List<Path> files(Path folder) throws DatasetException {
    try (Stream<Path> walk = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      return readable(
          folder,
          walk.filter(Files::isRegularFile)
              .filter(f -> !isLeftover(f) && !isBelowLeftover(folder, f))
              .toList());
    } catch (IOException e) {
      throw cannotBeWalked(folder, e);
    } catch (UncheckedIOException e) {
      throw cannotBeWalked(folder, e.getCause());
    }
  }

  /**
   * A name whose bytes are no text in the encoding of file names becomes another name, under which
   * no file is found, and two such names may become one.
   */
  private static List<Path> readable(Path folder, List<Path> files) throws DatasetException {
    List<Path> unreadable = files.stream().filter(f -> !isReadable(folder.relativize(f))).toList();
    if (unreadable.isEmpty()) {
      return files;
    }
    Path place = unreadable.getFirst().getParent();
    while (place != null && place.startsWith(folder) && !isReadable(folder.relativize(place))) {
      place = place.getParent();
    }
    throw new DatasetException(
        "%s has %d files or folders whose names are no text in %s, the encoding of file names here; rename them, for example with convmv"
            .formatted(
                place, unreadable.size(), System.getProperty("sun.jnu.encoding", "this encoding")));
  }

  private static boolean isReadable(Path path) {
    String text = path.toString();
    if (text.indexOf(REPLACED) < 0) {
      return true;
    }
    try {
      // The character may really be in the name.
      return path.getFileSystem().getPath(text).equals(path);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static DatasetException cannotBeWalked(Path folder, IOException e) {
    return new DatasetException(
        folder + " cannot be listed completely (" + e.getClass().getSimpleName() + ")", e);
  }

  private static boolean isBelowLeftover(Path folder, Path file) {
    return StreamSupport.stream(folder.relativize(file).spliterator(), false)
        .anyMatch(Folders::isLeftover);
  }

  /** Hidden files, and files that desktop programs create. */
  private static boolean isLeftover(Path path) {
    String name = name(path);
    return name.startsWith(".") || LEFT_BY_DESKTOPS.contains(name.toLowerCase(Locale.ROOT));
  }

  /**
   * The last element of the path in Unicode NFC, because file systems spell letters such as "é"
   * differently.
   */
  static String name(Path path) {
    Path name = path.getFileName();
    return name == null ? "" : Normalizer.normalize(name.toString(), Normalizer.Form.NFC);
  }

  static String imageId(Path root, Path file) {
    String posix =
        StreamSupport.stream(root.relativize(file).spliterator(), false)
            .map(Path::toString)
            .collect(Collectors.joining("/"));
    return Normalizer.normalize(posix, Normalizer.Form.NFC);
  }
}
