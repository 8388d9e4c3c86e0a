// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import dev.assay.contracts.Part;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.npz.ArraySlice;
import dev.assay.datasets.npz.NpyHeader;
import dev.assay.datasets.npz.NpzFile;
import dev.assay.datasets.npz.NpzFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A 2-D set of MedMNIST v2 or MedMNIST+ (Yang et al., doi:10.1038/s41597-022-01721-8): one .npz
 * with {@code train_}, {@code val_} and {@code test_} {@code images} and {@code labels}. Parts are
 * predefined; patients are not known. The archive does not name classes: they are the numbers of
 * the labels, in the order of MedMNIST.
 */
public final class MedmnistLayout implements Layout {
  static final String NAME = "medmnist";
  private static final int SMALLEST = 28;
  private static final int LARGEST = 224;
  private static final Map<String, Part> PARTS =
      new TreeMap<>(Map.of("train", Part.TRAIN, "val", Part.VALIDATION, "test", Part.TEST));

  MedmnistLayout() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String expects() {
    return "one .npz file, such as pathmnist.npz or pathmnist_224.npz, with train_images,"
        + " train_labels, val_images, val_labels, test_images and test_labels; images of 28 to 224"
        + " px, one label each";
  }

  @Override
  public String groups() {
    return "images";
  }

  @Override
  public String parts() {
    return "train, val, test";
  }

  @Override
  public Optional<Provenance> provenance() {
    return Optional.of(
        new Provenance(
            "Yang et al.: MedMNIST v2, doi:10.1038/s41597-022-01721-8",
            "CC BY 4.0; DermaMNIST CC BY-NC 4.0"));
  }

  @Override
  public Listing list(Path path) throws DatasetException {
    Path archive = archive(path);
    String name = Folders.name(archive);
    try (NpzFile file = NpzFile.open(archive)) {
      Map<String, long[]> labels = new TreeMap<>();
      Faults faults = new Faults();
      for (String part : PARTS.keySet()) {
        labels.put(part, labels(file, name, part, faults));
      }
      faults.refuseIfAny();
      return listing(archive, labels);
    } catch (NpzFormatException e) {
      throw new DatasetException(name + " " + e.getMessage(), e);
    } catch (IOException | UncheckedIOException e) {
      throw new DatasetException(
          name + " cannot be read (" + e.getClass().getSimpleName() + ")", e);
    }
  }

  private static Listing listing(Path archive, Map<String, long[]> labels) throws DatasetException {
    long largest = labels.values().stream().flatMapToLong(Arrays::stream).max().orElse(0);
    String format = "%0" + Long.toString(largest).length() + "d";
    TreeSet<String> classes = new TreeSet<>();
    List<ListedFile> files = new ArrayList<>();
    labels.forEach(
        (part, values) -> {
          for (int i = 0; i < values.length; i++) {
            Path image = ArraySlice.path(archive, part, i);
            String id = Folders.imageId(archive, image);
            String label = format.formatted(values[i]);
            classes.add(label);
            files.add(
                new ListedFile(image, id, label, Optional.of(id), Optional.of(PARTS.get(part))));
          }
        });
    return Listing.of(archive, Listing.IMAGE, classes, files, List.of());
  }

  /** One label per image of the part; empty if there is a fault. */
  private long[] labels(NpzFile file, String name, String part, Faults faults) throws IOException {
    Optional<NpyHeader> images = file.header(part + "_images");
    Optional<NpyHeader> labels = file.header(part + "_labels");
    if (images.isEmpty() || labels.isEmpty()) {
      faults.add(
          name
              + " has no array '"
              + part
              + (images.isEmpty() ? "_images" : "_labels")
              + "'; layout '"
              + NAME
              + "' expects "
              + expects());
      return new long[0];
    }
    List<Integer> shape = images.get().shape();
    boolean flat = shape.size() == 3 || (shape.size() == 4 && shape.get(3) == 3);
    if (!flat || !images.get().type().equals("|u1")) {
      faults.add(
          "%s: %s_images is of type %s and shape %s; 2-D images are |u1 and [n, h, w] or [n, h, w, 3]"
              .formatted(name, part, images.get().type(), shape));
      return new long[0];
    }
    if (!shape.get(1).equals(shape.get(2)) || shape.get(1) < SMALLEST || shape.get(1) > LARGEST) {
      faults.add(
          "%s: %s_images are of %d x %d px; squares of %d to %d px are read"
              .formatted(name, part, shape.get(2), shape.get(1), SMALLEST, LARGEST));
      return new long[0];
    }
    if (labels.get().values() != 1) {
      faults.add(
          "%s: %s_labels has %d labels per image; a set of one label per image is read"
              .formatted(name, part, labels.get().values()));
      return new long[0];
    }
    if (labels.get().length() != images.get().length()) {
      faults.add(
          "%s has %d images and %d labels in %s"
              .formatted(name, images.get().length(), labels.get().length(), part));
      return new long[0];
    }
    return file.integers(part + "_labels");
  }

  private Path archive(Path path) throws DatasetException {
    if (ArraySlice.isArchive(path)) {
      return path;
    }
    Path folder = Folders.existing(path);
    List<Path> archives = archives(folder);
    while (archives.isEmpty() && Folders.folders(folder).size() == 1) {
      folder = Folders.folders(folder).get(0);
      archives = archives(folder);
    }
    if (archives.size() != 1) {
      throw new DatasetException(
          path
              + (archives.isEmpty() ? " has no .npz file" : " has several .npz files")
              + "; layout '"
              + NAME
              + "' expects "
              + expects());
    }
    return archives.get(0);
  }

  private static List<Path> archives(Path folder) throws DatasetException {
    return Folders.filesIn(folder).stream().filter(ArraySlice::isArchive).toList();
  }
}
