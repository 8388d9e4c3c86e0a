// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import dev.assay.datasets.DatasetException;
import dev.assay.datasets.QuarantineReason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Lists folders for the layouts, in an order that does not depend on the file system. */
public final class Folders {
  private static final Set<String> LEFT_BY_DESKTOPS =
      Set.of("thumbs.db", "desktop.ini", "__macosx");

  /** Endings of image files, of formats that are read and of formats that are not. */
  private static final Set<String> IMAGE_ENDINGS =
      Set.of(
          "jpg", "jpeg", "jpe", "jfif", "png", "bmp", "dib", "tif", "tiff", "pgm", "ppm", "pnm",
          "dcm", "dicom", "gif", "webp", "jp2", "j2k", "jpx", "nii", "npy");

  private static final int DICOM_PREFIX_AT = 128;

  /** Folders around a data set in an archive. */
  private static final int DEEPEST_WRAPPER = 4;

  /** What stands for bytes that are no text. */
  private static final char REPLACED = '\uFFFD';

  private Folders() {}

  /**
   * Files below a folder.
   *
   * @param leftOut links and special files, from which no image can be read
   */
  record Found(List<Path> files, List<LeftOut> leftOut) {}

  /**
   * @throws DatasetException if the path is no folder
   */
  static Path existing(Path path) throws DatasetException {
    if (!Files.exists(path)) {
      throw new DatasetException(path + " does not exist");
    }
    if (!Files.isDirectory(path)) {
      throw new DatasetException(
          path
              + " is a file; a folder of images or an archive (.zip, .tar, .tar.gz, .tgz) is"
              + " expected");
    }
    return path;
  }

  /** The folders in a folder, without links that lead back to it. */
  static List<Path> folders(Path folder) throws DatasetException {
    List<Path> folders = new ArrayList<>();
    for (Path child : children(folder)) {
      if (Files.isDirectory(child) && !isLoop(child)) {
        folders.add(child);
      }
    }
    return folders;
  }

  /** The files in a folder, at no further depth. */
  static List<Path> filesIn(Path folder) throws DatasetException {
    return children(folder).stream().filter(Files::isRegularFile).toList();
  }

  /**
   * Images and broken links in a folder that should contain folders only. Tables and texts next to
   * the folders of a data set are usual and not among them.
   */
  static List<LeftOut> strays(Path folder) throws DatasetException {
    List<LeftOut> strays = new ArrayList<>();
    for (Path child : children(folder)) {
      if (Files.isDirectory(child)) {
        if (isLoop(child)) {
          strays.add(loop(child));
        }
      } else if (!Files.exists(child)) {
        strays.add(dangling(child));
      } else if (isLikeAnImage(child)) {
        strays.add(
            new LeftOut(
                child,
                QuarantineReason.NO_CLASS_FOLDER,
                "an image next to class folders, and in none of them"));
      }
    }
    return strays;
  }

  static List<Path> children(Path folder) throws DatasetException {
    try (Stream<Path> children = Files.list(folder)) {
      return readable(folder, children.filter(c -> !isLeftover(c)).sorted().toList());
    } catch (IOException e) {
      throw new DatasetException(
          folder + " cannot be listed (" + e.getClass().getSimpleName() + ")", e);
    }
  }

  /** A link to the folder in which it is, or to one above. */
  private static boolean isLoop(Path child) throws DatasetException {
    try {
      return leadsBack(child);
    } catch (IOException e) {
      throw cannotBeListed(child, e);
    }
  }

  private static boolean leadsBack(Path child) throws IOException {
    Path parent = child.getParent();
    return Files.isSymbolicLink(child)
        && parent != null
        && parent.toRealPath().startsWith(child.toRealPath());
  }

  private static LeftOut loop(Path link) {
    return new LeftOut(
        link, QuarantineReason.LINK_LOOP, "a link to a folder that contains the link");
  }

  private static LeftOut dangling(Path link) {
    return new LeftOut(
        link, QuarantineReason.DANGLING_LINK, "a link to a file that does not exist");
  }

  /**
   * Every file below the folder, at any depth. Links are followed, hidden files are ignored.
   *
   * @throws DatasetException if a folder cannot be read
   */
  public static List<Path> files(Path folder) throws DatasetException {
    return walk(folder).files();
  }

  /**
   * As {@link #files}, with the links that lead nowhere.
   *
   * @throws DatasetException if a folder cannot be read
   */
  static Found walk(Path folder) throws DatasetException {
    Walk walk = new Walk(folder);
    try {
      Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, walk);
    } catch (IOException e) {
      throw cannotBeListed(walk.failed == null ? folder : walk.failed, e);
    }
    return new Found(readable(folder, walk.files), walk.leftOut);
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

  private static DatasetException cannotBeListed(Path folder, IOException e) {
    return new DatasetException(
        folder + " cannot be listed completely (" + e.getClass().getSimpleName() + ")", e);
  }

  private static final class Walk extends SimpleFileVisitor<Path> {
    private final Path top;
    private final List<Path> files = new ArrayList<>();
    private final List<LeftOut> leftOut = new ArrayList<>();
    private Path failed;

    Walk(Path top) {
      this.top = top;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
        throws IOException {
      if (folder.equals(top)) {
        return FileVisitResult.CONTINUE;
      }
      if (isLeftover(folder)) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      // Also a link to a folder above the one that is walked: the classes next to this one.
      if (leadsBack(folder)) {
        leftOut.add(loop(folder));
        return FileVisitResult.SKIP_SUBTREE;
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (isLeftover(file)) {
        return FileVisitResult.CONTINUE;
      }
      if (attributes.isRegularFile()) {
        files.add(file);
      } else if (attributes.isSymbolicLink()) {
        leftOut.add(dangling(file));
      } else {
        leftOut.add(
            new LeftOut(
                file,
                QuarantineReason.UNREADABLE_FILE,
                "neither a file nor a folder, but a pipe, a socket or a device"));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (isLeftover(file)) {
        return FileVisitResult.CONTINUE;
      }
      if (e instanceof FileSystemLoopException) {
        leftOut.add(loop(file));
        return FileVisitResult.CONTINUE;
      }
      if (Files.isSymbolicLink(file)) {
        // Links that lead to each other.
        leftOut.add(dangling(file));
        return FileVisitResult.CONTINUE;
      }
      failed = file;
      throw e;
    }
  }

  /**
   * The folders at or below a path that satisfy a condition, the nearest first. Archives wrap a
   * data set into a few folders; folders below one that satisfies the condition are searched, too,
   * because some archives contain their tree twice.
   */
  static List<Path> search(Path path, Predicate<Path> condition) throws DatasetException {
    List<Path> found = new ArrayList<>();
    Queue<Path> level = new ArrayDeque<>(List.of(path));
    for (int depth = 0; depth <= DEEPEST_WRAPPER && !level.isEmpty(); depth++) {
      Queue<Path> next = new ArrayDeque<>();
      for (Path folder : level) {
        if (condition.test(folder)) {
          found.add(folder);
        }
        next.addAll(folders(folder));
      }
      level = next;
    }
    return found;
  }

  /** Whether the name ends as names of images do. */
  static boolean isNamedLikeAnImage(Path file) {
    String name = name(file).toLowerCase(Locale.ROOT);
    String plain = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    return IMAGE_ENDINGS.contains(plain.substring(plain.lastIndexOf('.') + 1))
        && plain.indexOf('.') > 0;
  }

  /**
   * Whether the name ends as names of images do, or has no ending and a DICOM file has this name.
   */
  static boolean isLikeAnImage(Path file) {
    if (isNamedLikeAnImage(file)) {
      return true;
    }
    if (name(file).indexOf('.') >= 0) {
      return false;
    }
    try (InputStream bytes = Files.newInputStream(file)) {
      bytes.skipNBytes(DICOM_PREFIX_AT);
      return Arrays.equals(bytes.readNBytes(4), new byte[] {'D', 'I', 'C', 'M'});
    } catch (IOException e) {
      // A file that cannot be read, or a short one.
      return false;
    }
  }

  /** Hidden files, and files that desktop programs create. */
  private static boolean isLeftover(Path path) {
    Path last = path.getFileName();
    String name = last == null ? "" : last.toString();
    return name.startsWith(".") || LEFT_BY_DESKTOPS.contains(name.toLowerCase(Locale.ROOT));
  }

  /**
   * The last element of the path in Unicode NFC, because file systems spell letters such as "é"
   * differently.
   */
  static String name(Path path) {
    Path name = path.getFileName();
    return name == null ? "" : nfc(name.toString());
  }

  /** The name without its ending. */
  static String stem(Path path) {
    return stem(name(path));
  }

  static String stem(String name) {
    return name.lastIndexOf('.') > 0 ? name.substring(0, name.lastIndexOf('.')) : name;
  }

  public static String nfc(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFC);
  }

  public static String imageId(Path root, Path file) {
    return nfc(
        StreamSupport.stream(root.relativize(file).spliterator(), false)
            .map(Path::toString)
            .collect(Collectors.joining("/")));
  }
}
