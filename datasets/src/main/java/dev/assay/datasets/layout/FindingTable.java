// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import dev.assay.contracts.Part;
import dev.assay.datasets.DatasetException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A table that says of each image which findings it shows. Two forms are read: a column for each
 * finding, with 1 for present, 0 for absent, and nothing or -1 (uncertain, as in CheXpert) where it
 * is not known; or one column that names all that are present, {@code Effusion|Mass}, as that of
 * the NIH. In the second form every finding that is not named is absent.
 *
 * @param findings in the order of their columns, or by name
 * @param groupColumn the column of patients; empty if every image is its own group
 * @param images in the order of the table
 */
public record FindingTable(
    List<String> findings, Optional<String> groupColumn, List<Image> images) {
  private static final List<String> IMAGES =
      List.of("image", "image_id", "image_name", "image index", "path");
  private static final List<String> GROUPS =
      List.of("patient", "patient_id", "patient id", "group", "subject_id", "lesion");
  private static final String LABELS = "finding labels";
  private static final String TRUTH = "true_";
  private static final Set<String> NOTHING = Set.of("no finding", "no_finding");

  public FindingTable {
    findings = List.copyOf(findings);
    images = List.copyOf(images);
  }

  /** What is known of a finding in an image. */
  public enum Shown {
    PRESENT,
    ABSENT,
    UNKNOWN
  }

  /**
   * One image.
   *
   * @param image as the table names it
   * @param group its patient, or the image itself
   * @param part its predefined part, by column {@code split}
   * @param shown of each finding
   */
  public record Image(String image, String group, Optional<Part> part, List<Shown> shown) {
    public Image {
      shown = List.copyOf(shown);
    }
  }

  /**
   * Which columns are meant.
   *
   * @param image null: the first of the usual names
   * @param group null: the first of the usual names, if there is one
   * @param findings names of their columns, or empty: those that begin with {@code true_}, or the
   *     findings that the column of labels names
   */
  public record Columns(@Nullable String image, @Nullable String group, List<String> findings) {
    public Columns {
      findings = List.copyOf(findings);
    }
  }

  /**
   * @throws DatasetException with every fault: file, row, column, value and what is accepted
   */
  public static FindingTable read(Path file, Columns wanted) throws DatasetException {
    Table table = Table.read(file);
    Faults faults = new Faults();
    table.unreadable().forEach(row -> faults.add(row.place() + ": " + row.fault()));
    Optional<String> image = column(table, wanted.image(), IMAGES, faults);
    if (image.isEmpty() && wanted.image() == null) {
      faults.add(
          "%s has no column of images (%s), only %s; name it with --image"
              .formatted(table.name(), String.join(", ", IMAGES), table.columns()));
    }
    Optional<String> group = column(table, wanted.group(), GROUPS, faults);
    Optional<String> split = column(table, null, List.of("split"), faults);
    Optional<String> labels = column(table, null, List.of(LABELS), faults);
    Findings findings = findings(table, wanted.findings(), labels, faults);
    faults.refuseIfAny();
    String imageColumn = image.orElseThrow();
    Set<String> seen = new HashSet<>();
    List<Image> images = new ArrayList<>();
    for (Table.Row row : table.rows()) {
      String name = row.get(imageColumn);
      if (Table.isMissing(name)) {
        faults.add(row.place() + ": column '" + imageColumn + "' names no image");
      } else if (!seen.add(name)) {
        faults.add(row.place() + ": image '" + name + "' is named a second time");
      }
      Optional<String> patient = group.flatMap(row::known);
      if (group.isPresent() && patient.isEmpty()) {
        faults.add(row.place() + ": column '" + group.orElseThrow() + "' names no patient");
      }
      Optional<String> stated = split.flatMap(row::known);
      Optional<Part> part = stated.flatMap(PartFolders::partNamed);
      if (stated.isPresent() && part.isEmpty()) {
        faults.add(
            "%s: split '%s' must be train, validation, test or nothing"
                .formatted(row.place(), stated.orElseThrow()));
      }
      images.add(new Image(name, patient.orElse(name), part, findings.shown().in(row, faults)));
    }
    faults.refuseIfAny();
    return new FindingTable(findings.names(), group, images);
  }

  /** Whether the columns are those of findings. */
  static boolean isOne(Table table) {
    return table.columns().stream()
        .anyMatch(name -> name.startsWith(TRUTH) || LABELS.equalsIgnoreCase(name));
  }

  private record Findings(List<String> names, InRow shown) {}

  private interface InRow {
    List<Shown> in(Table.Row row, Faults faults);
  }

  private static Findings findings(
      Table table, List<String> wanted, Optional<String> labels, Faults faults) {
    List<String> columns =
        wanted.isEmpty()
            ? table.columns().stream().filter(name -> name.startsWith(TRUTH)).toList()
            : wanted;
    for (String column : columns) {
      if (!table.has(column)) {
        faults.add(
            "%s has no column '%s' of a finding, only %s"
                .formatted(table.name(), column, table.columns()));
      }
    }
    if (!columns.isEmpty()) {
      Function<String, String> plain =
          name -> name.startsWith(TRUTH) ? name.substring(TRUTH.length()) : name;
      return new Findings(
          columns.stream().map(plain).toList(),
          (row, found) -> columns.stream().map(column -> value(row, column, found)).toList());
    }
    if (labels.isEmpty()) {
      faults.add(
          "%s names no finding: it needs a column 'Finding Labels' (A|B|C), columns true_<finding>,"
                  .formatted(table.name())
              + " or --findings with the names of columns, of which it has "
              + table.columns());
      return new Findings(List.of(), (row, found) -> List.of());
    }
    String column = labels.orElseThrow();
    TreeSet<String> names = new TreeSet<>();
    table.rows().forEach(row -> names.addAll(named(row, column)));
    return new Findings(
        List.copyOf(names),
        (row, found) -> {
          if (row.known(column).isEmpty()) {
            found.add(
                "%s: column '%s' is empty; an image without findings has 'No Finding'"
                    .formatted(row.place(), column));
          }
          Set<String> present = Set.copyOf(named(row, column));
          return names.stream()
              .map(name -> present.contains(name) ? Shown.PRESENT : Shown.ABSENT)
              .toList();
        });
  }

  private static List<String> named(Table.Row row, String column) {
    return Arrays.stream(row.get(column).split("\\|"))
        .map(String::strip)
        .filter(name -> !name.isEmpty() && !NOTHING.contains(name.toLowerCase(Locale.ROOT)))
        .distinct()
        .toList();
  }

  private static Shown value(Table.Row row, String column, Faults faults) {
    Optional<String> value = row.known(column);
    if (value.isEmpty() || value.orElseThrow().matches("-1(\\.0*)?")) {
      return Shown.UNKNOWN;
    }
    if (value.orElseThrow().matches("1(\\.0*)?")) {
      return Shown.PRESENT;
    }
    if (!value.orElseThrow().matches("0(\\.0*)?")) {
      faults.add(
          "%s: column '%s' has '%s'; a finding is 1 (present), 0 (absent), or nothing or -1 (not known)"
              .formatted(row.place(), column, value.orElseThrow()));
    }
    return Shown.ABSENT;
  }

  private static Optional<String> column(
      Table table, @Nullable String named, List<String> usual, Faults faults) {
    if (named != null) {
      if (!table.has(named)) {
        faults.add(
            "%s has no column '%s', only %s".formatted(table.name(), named, table.columns()));
      }
      return Optional.of(named);
    }
    return usual.stream()
        .flatMap(name -> table.columns().stream().filter(name::equalsIgnoreCase))
        .findFirst();
  }
}
