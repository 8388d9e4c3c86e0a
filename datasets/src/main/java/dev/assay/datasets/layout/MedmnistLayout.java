// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import dev.assay.contracts.Part;
import dev.assay.contracts.file.FindingLabels;
import dev.assay.contracts.study.FindingLayouts;
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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A 2-D set of MedMNIST v2 or MedMNIST+ (Yang et al., doi:10.1038/s41597-022-01721-8): one .npz
 * with {@code train_}, {@code val_} and {@code test_} {@code images} and {@code labels}. Parts are
 * predefined; patients are not known. The archive does not name classes: they are the numbers of
 * the labels, in the order of MedMNIST. ChestMNIST has 14 labels of 0 or 1 per image; it is read
 * for one of them, {@code medmnist/effusion}: the images that show it against all others; or for
 * several, {@code medmnist/findings:effusion+mass}.
 */
public final class MedmnistLayout implements Layout {
  static final String NAME = "medmnist";
  private static final int SMALLEST = 28;
  private static final int LARGEST = 224;
  private static final Map<String, Part> PARTS =
      new TreeMap<>(Map.of("train", Part.TRAIN, "val", Part.VALIDATION, "test", Part.TEST));

  /** Those of ChestMNIST, in the order of MedMNIST. */
  private static final List<String> CHEST =
      List.of(
          "atelectasis",
          "cardiomegaly",
          "effusion",
          "infiltration",
          "mass",
          "nodule",
          "pneumonia",
          "pneumothorax",
          "consolidation",
          "edema",
          "emphysema",
          "fibrosis",
          "pleural",
          "hernia");

  private final @Nullable String finding;

  /**
   * @param finding name of a finding of ChestMNIST, or number of a label from 0 on; absent for sets
   *     of one label per image
   */
  MedmnistLayout(@Nullable String finding) {
    this.finding = finding;
  }

  @Override
  public String name() {
    Wanted several = several();
    return several != null
        ? NAME + several.suffix()
        : finding == null ? NAME : NAME + "/" + finding;
  }

  /** The findings of a set that is read for several; null if it is read for one. */
  private @Nullable Wanted several() {
    return finding == null ? null : FindingLayouts.wanted(finding).map(Wanted::new).orElse(null);
  }

  @Override
  public Layout withFinding(String wanted) {
    return new MedmnistLayout(wanted.toLowerCase(Locale.ROOT));
  }

  @Override
  public String expects() {
    return "one .npz file, such as pathmnist.npz or pathmnist_224.npz, with train_images,"
        + " train_labels, val_images, val_labels, test_images and test_labels; images of 28"
        + " to 224 px, one label each; of chestmnist.npz one of its findings, as in"
        + " medmnist/effusion, or several";
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
      Wanted several = several();
      if (several != null) {
        return ofFindings(archive, file, name, several);
      }
      Map<String, long[]> labels = new TreeMap<>();
      Faults faults = new Faults();
      for (String part : PARTS.keySet()) {
        labels.put(part, labels(file, name, part, faults));
      }
      faults.refuseIfAny();
      return listing(archive, labels, finding);
    } catch (NpzFormatException e) {
      throw new DatasetException(name + " " + e.getMessage(), e);
    } catch (IOException | UncheckedIOException e) {
      throw new DatasetException(
          name + " cannot be read (" + e.getClass().getSimpleName() + ")", e);
    }
  }

  private Listing ofFindings(Path archive, NpzFile file, String name, Wanted several)
      throws IOException, DatasetException {
    long perImage = file.header("train_labels").map(NpyHeader::values).orElse(0L);
    if (perImage == 1) {
      throw new DatasetException(name + ": train_labels has 1 label per image; " + accepted(1));
    }
    List<String> known =
        perImage == CHEST.size()
            ? CHEST
            : LongStream.range(0, perImage).mapToObj(Long::toString).toList();
    List<String> findings = several.among(name, known);
    Map<String, List<long[]>> shown = new TreeMap<>();
    Faults faults = new Faults();
    for (String part : PARTS.keySet()) {
      List<long[]> columns = new ArrayList<>();
      for (String one : findings) {
        columns.add(new MedmnistLayout(one).labels(file, name, part, faults));
      }
      shown.put(part, columns);
    }
    faults.refuseIfAny();
    List<ListedFile> files = new ArrayList<>();
    shown.forEach(
        (part, columns) -> {
          for (int i = 0; i < columns.get(0).length; i++) {
            int at = i;
            Path image = ArraySlice.path(archive, part, i);
            String id = Folders.imageId(archive, image);
            files.add(
                new ListedFile(
                    image,
                    id,
                    "",
                    Optional.of(id),
                    Optional.of(PARTS.get(part)),
                    Map.of(),
                    Optional.of(
                        FindingLabels.of(
                            columns.stream()
                                .map(
                                    column ->
                                        column[at] == 1
                                            ? FindingLabels.Shown.PRESENT
                                            : FindingLabels.Shown.ABSENT)
                                .toList()))));
          }
        });
    return Listing.ofFindings(archive, Listing.IMAGE, findings, files, List.of());
  }

  private static Listing listing(Path archive, Map<String, long[]> labels, @Nullable String finding)
      throws DatasetException {
    long largest = labels.values().stream().flatMapToLong(Arrays::stream).max().orElse(0);
    String format = "%0" + Long.toString(largest).length() + "d";
    TreeSet<String> classes = new TreeSet<>();
    List<ListedFile> files = new ArrayList<>();
    labels.forEach(
        (part, values) -> {
          for (int i = 0; i < values.length; i++) {
            Path image = ArraySlice.path(archive, part, i);
            String id = Folders.imageId(archive, image);
            String label =
                finding == null
                    ? format.formatted(values[i])
                    : values[i] == 1 ? finding : "no " + finding;
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
    long perImage = labels.get().values();
    int column = finding == null ? 0 : column(finding, perImage);
    if ((finding == null) != (perImage == 1) || column < 0) {
      faults.add(
          "%s: %s_labels has %d %s per image; %s"
              .formatted(
                  name, part, perImage, perImage == 1 ? "label" : "labels", accepted(perImage)));
      return new long[0];
    }
    if (labels.get().length() != images.get().length()) {
      faults.add(
          "%s has %d images and %d labels in %s"
              .formatted(name, images.get().length(), labels.get().length(), part));
      return new long[0];
    }
    long[] values = file.integers(part + "_labels");
    if (finding == null) {
      return values;
    }
    int columns = (int) perImage;
    long[] shown = new long[values.length / columns];
    for (int i = 0; i < shown.length; i++) {
      shown[i] = values[i * columns + column];
      if (shown[i] != 0 && shown[i] != 1) {
        faults.add(
            "%s: %s_labels has %d for image %d and %s; several labels per image are 0 or 1"
                .formatted(name, part, shown[i], i, finding));
        return new long[0];
      }
    }
    return shown;
  }

  /** Which label it is; -1 if there is none. */
  private static int column(String finding, long perImage) {
    if (perImage == CHEST.size() && CHEST.contains(finding)) {
      return CHEST.indexOf(finding);
    }
    boolean number = finding.matches("\\d{1,4}") && Integer.parseInt(finding) < perImage;
    return number ? Integer.parseInt(finding) : -1;
  }

  private static String accepted(long perImage) {
    if (perImage == 1) {
      return "such a set takes no finding: the layout is '" + NAME + "'";
    }
    return perImage == CHEST.size()
        ? "a study reads one of them, as in '%s/%s': %s"
            .formatted(NAME, CHEST.get(2), String.join(", ", CHEST))
        : "a study reads one of them by its number, as in '%s/0', up to %d"
            .formatted(NAME, perImage - 1);
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
