// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import dev.assay.contracts.Part;
import dev.assay.contracts.study.FindingLayouts;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.QuarantineReason;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A table that names its images: columns {@code image} and {@code label}; {@code patient} or {@code
 * lesion} for the groups, {@code split} for predefined parts; {@code age}, {@code sex}, {@code
 * site}, {@code scanner} and {@code view} are attributes, and so is every column that the name of
 * the layout declares, {@code csv/density}. Other columns are not kept. Files that the table does
 * not name are ignored. A row that cannot be read is left out and listed.
 */
public final class CsvLayout implements Layout {
  static final String NAME = "csv";
  private static final String FILE = "images.csv";

  /** Names of a table where no file ends with .csv. */
  private static final Pattern OTHER_NAMES =
      Pattern.compile("(?i).+\\.(?:tsv|tab|csv\\.gz|tsv\\.gz)|images|labels|metadata");

  /** Names that tables and other texts have: tables are those with the columns. */
  private static final Pattern TEXTS = Pattern.compile("(?i).+\\.txt");

  private static final Set<String> OWN = Set.of("image", "label", "patient", "lesion", "split");

  /** Columns that tell patients: without a column patient, images of one would be in two parts. */
  private static final Set<String> PATIENTS =
      Set.of("patient_id", "patientid", "patient_name", "patientname", "mrn");

  private final TableAttributes declared;
  private final @Nullable Wanted several;

  CsvLayout() {
    this(TableAttributes.USUAL_ONLY);
  }

  private CsvLayout(TableAttributes declared) {
    this(declared, null);
  }

  private CsvLayout(TableAttributes declared, @Nullable Wanted several) {
    this.declared = declared;
    this.several = several;
  }

  @Override
  public String name() {
    if (several != null) {
      return NAME + several.suffix();
    }
    return declared.names().isEmpty() ? NAME : NAME + "/" + String.join(",", declared.names());
  }

  /** Further columns that are attributes: {@code csv/density,stage}. */
  @Override
  public Layout withFinding(String columns) throws DatasetException {
    Optional<List<String>> wanted = FindingLayouts.wanted(columns);
    if (wanted.isPresent()) {
      return new CsvLayout(TableAttributes.USUAL_ONLY, new Wanted(wanted.get()));
    }
    return new CsvLayout(TableAttributes.declared(columns, OWN));
  }

  @Override
  public String expects() {
    return "one table (or images.csv among several) with columns image (path below its folder) and"
        + " label, optionally patient or lesion, split (train, validation, test), and the"
        + " attributes age, sex, site, scanner, view; further attributes are declared, as in"
        + " csv/density,stage; with findings in place of label a column of 1 and 0 for each,"
        + " such as true_Mass, or one column Finding Labels; separated by commas, semicolons"
        + " or tabs";
  }

  @Override
  public String groups() {
    return "patients or lesions if the column exists, otherwise images";
  }

  @Override
  public String parts() {
    return "by column split";
  }

  @Override
  public Listing list(Path path) throws DatasetException {
    Path root = root(path);
    Table table = Table.read(table(root));
    checkColumns(table);
    FindingColumns findings = several == null ? null : FindingColumns.of(table, several);
    return new Reading(root, table, declared, findings).listing();
  }

  /** The folder of the table; in archives it is inside of another folder. */
  private static Path root(Path path) throws DatasetException {
    Path folder = Folders.existing(path);
    while (tables(folder).isEmpty()) {
      List<Path> below = Folders.folders(folder);
      if (below.size() != 1) {
        return path;
      }
      folder = below.get(0);
    }
    return folder;
  }

  private static List<Path> tables(Path folder) throws DatasetException {
    List<Path> files = Folders.filesIn(folder);
    List<Path> csv =
        files.stream()
            .filter(f -> Folders.name(f).toLowerCase(Locale.ROOT).endsWith(".csv"))
            .toList();
    if (!csv.isEmpty()) {
      return csv;
    }
    List<Path> others =
        files.stream().filter(f -> OTHER_NAMES.matcher(Folders.name(f)).matches()).toList();
    return others.isEmpty()
        ? files.stream()
            .filter(f -> TEXTS.matcher(Folders.name(f)).matches())
            .filter(f -> hasColumns(Table.header(f), "image", "label"))
            .toList()
        : others;
  }

  private Path table(Path root) throws DatasetException {
    List<Path> tables = tables(root);
    if (tables.size() == 1) {
      return tables.get(0);
    }
    Optional<Path> usual = tables.stream().filter(f -> Folders.name(f).equals(FILE)).findFirst();
    List<Path> fitting =
        tables.stream().filter(f -> hasColumns(Table.header(f), "image", "label")).toList();
    return usual
        .or(() -> fitting.size() == 1 ? Optional.of(fitting.get(0)) : Optional.empty())
        .orElseThrow(
            () ->
                new DatasetException(
                    root
                        + (tables.isEmpty()
                            ? " has no CSV file"
                            : " has several CSV files and none is " + FILE)
                        + "; layout 'csv' expects "
                        + expects()));
  }

  private static boolean hasColumns(List<String> header, String... wanted) {
    return List.of(wanted).stream().allMatch(w -> header.stream().anyMatch(w::equalsIgnoreCase));
  }

  /** The column of this name, in whichever case; the name itself if there is none. */
  private static String column(Table table, String name) {
    return table.has(name)
        ? name
        : table.columns().stream().filter(name::equalsIgnoreCase).findFirst().orElse(name);
  }

  private void checkColumns(Table table) throws DatasetException {
    Faults faults = new Faults();
    for (String needed : several == null ? List.of("image", "label") : List.of("image")) {
      if (!table.has(column(table, needed))) {
        faults.add(table.name() + " has no column '" + needed + "', only " + table.columns());
      }
    }
    if (several == null && !table.has(column(table, "label")) && FindingTable.isOne(table)) {
      faults.add(
          table.name()
              + " has several findings per image and no column 'label'; 'findings: all' or names of"
              + " them at the data set of the study reads them");
    }
    if (table.has(column(table, "patient")) && table.has(column(table, "lesion"))) {
      faults.add(table.name() + " has both a patient and a lesion column; groups are one of them");
    }
    boolean grouped = table.has(column(table, "patient")) || table.has(column(table, "lesion"));
    for (String column : table.columns()) {
      if (!grouped && PATIENTS.contains(AttributeValues.normalized(column))) {
        faults.add(
            table.name()
                + ": column '"
                + column
                + "' seems to identify patients, and no column is called 'patient'; call it so,"
                + " or remove it if images are independent");
      }
    }
    declared.missing(table, name()).forEach(faults::add);
    faults.refuseIfAny();
  }

  /** One reading of a table. */
  private static final class Reading {
    private final Path root;
    private final Path absolute;
    private final @Nullable FindingColumns findings;
    private final Table table;
    private final String image;
    private final String label;
    private final String split;
    private final String group;
    private final boolean grouped;
    private final List<String> attributes;
    private final TableAttributes declared;
    private final AttributeValues values;
    private final ImagePaths images;
    private final RowFaults faults;
    private final Labels labels = new Labels();

    /** The rows of each image, in the order of the table. */
    private final Map<Path, List<Table.Row>> rows = new LinkedHashMap<>();

    Reading(Path root, Table table, TableAttributes declared, @Nullable FindingColumns findings) {
      this.findings = findings;
      this.root = root;
      this.absolute = root.toAbsolutePath().normalize();
      this.table = table;
      this.image = column(table, "image");
      this.label = column(table, "label");
      this.split = column(table, "split");
      String lesion = column(table, "lesion");
      this.group = table.has(lesion) ? lesion : column(table, "patient");
      this.grouped = table.has(group);
      this.attributes = declared.among(table);
      this.declared = declared;
      this.values = new AttributeValues(table.name());
      this.images = new ImagePaths(absolute);
      this.faults = new RowFaults(root);
    }

    Listing listing() throws DatasetException {
      faults.addAll(table.unreadable());
      for (Table.Row row : table.rows()) {
        if (isSound(row)) {
          Optional<Path> file = file(row);
          if (file.isPresent()) {
            rows.computeIfAbsent(file.get(), f -> new ArrayList<>(1)).add(row);
            if (findings == null) {
              labels.add(row.get(label));
            }
          }
        }
      }
      List<ListedFile> files = new ArrayList<>();
      TreeSet<String> classes = new TreeSet<>();
      int repeated = 0;
      for (Map.Entry<Path, List<Table.Row>> entry : rows.entrySet()) {
        List<Table.Row> all = entry.getValue();
        if (contradict(all)) {
          continue;
        }
        repeated += all.size() - 1;
        ListedFile file = listed(entry.getKey(), all.get(0));
        file.statedClass().ifPresent(classes::add);
        files.add(file);
      }
      faults.refuseIfNoneIsLeft(files.size());
      if (findings == null && classes.size() == 1) {
        Faults fault = new Faults();
        fault.add(table.name() + " has one label " + classes + "; at least two are needed");
        faults.rows().forEach(r -> fault.add(Folders.name(r.file()) + ": " + r.detail()));
        fault.refuseIfAny();
      }
      values.refuse();
      List<String> notes = new ArrayList<>(labels.notes());
      declared.notKept(table, this::isRead).ifPresent(notes::add);
      if (repeated > 0) {
        notes.add(
            table.name()
                + " repeats "
                + repeated
                + (repeated == 1 ? " row" : " rows")
                + " word for word; each image counts once");
      }
      String groups = grouped ? group() : Listing.IMAGE;
      return (findings == null
              ? Listing.of(root, groups, classes, files, faults.rows())
              : Listing.ofFindings(root, groups, findings.names(), files, faults.rows()))
          .with(notes);
    }

    /** Whether a column is read as something else than an attribute. */
    private boolean isRead(String column) {
      return findings != null && findings.isOne(column)
          || OWN.contains(column.toLowerCase(Locale.ROOT));
    }

    private String group() {
      return group.toLowerCase(Locale.ROOT);
    }

    /** Whether the values of a row can be read; otherwise it is among the faults. */
    private boolean isSound(Table.Row row) {
      if (findings != null) {
        Optional<String> fault = findings.fault(row);
        fault.ifPresent(detail -> faults.add(row, detail));
        if (fault.isPresent()) {
          return false;
        }
      } else if (row.known(label).isEmpty()) {
        faults.add(
            row,
            QuarantineReason.NO_LABEL,
            row.get(label).isEmpty()
                ? "label is empty"
                : "label is '" + row.get(label) + "', which stands for a missing value",
            Optional.empty());
        return false;
      }
      if (row.known(split).isPresent() && PartFolders.partNamed(row.get(split)).isEmpty()) {
        faults.add(
            row,
            QuarantineReason.BAD_ROW,
            "split '" + row.get(split) + "' must be train, validation, test or nothing",
            row.known(label));
        return false;
      }
      return true;
    }

    /** The image, which must lie below the folder of the table. */
    private Optional<Path> file(Table.Row row) throws DatasetException {
      String spelled = row.spelled(image);
      String shown = "image '" + row.get(image) + "'";
      try {
        Path stated = Path.of(spelled.replace('\\', '/'));
        Path file = below(stated);
        if (spelled.isEmpty() || !isBelow(file)) {
          faults.add(
              row,
              QuarantineReason.BAD_ROW,
              shown + " must be a path below the table's folder",
              row.known(label));
          return Optional.empty();
        }
        Optional<Path> found = images.find(file);
        if (found.isEmpty() && stated.getNameCount() == 1) {
          found = images.named(spelled);
        }
        if (found.isEmpty() && stated.startsWith(Folders.name(absolute))) {
          // A table whose paths begin with the name of its own folder.
          found =
              stated.getNameCount() < 2
                  ? found
                  : images.find(
                      absolute.resolve(stated.subpath(1, stated.getNameCount())).normalize());
        }
        return Optional.of(root.resolve(absolute.relativize(found.orElse(file))));
      } catch (InvalidPathException e) {
        faults.add(
            row,
            QuarantineReason.BAD_ROW,
            shown + " is no path: " + e.getReason(),
            row.known(label));
      } catch (ImagePaths.AmbiguousException e) {
        faults.add(
            row, QuarantineReason.SAME_NAME, shown + ": " + e.getMessage(), row.known(label));
      }
      return Optional.empty();
    }

    /** The path below this folder; an absolute path can go by the folder that a link leads to. */
    private Path below(Path stated) throws DatasetException {
      Path file = absolute.resolve(stated).normalize();
      if (!stated.isAbsolute() || isBelow(file)) {
        return file;
      }
      try {
        Path real = absolute.toRealPath();
        return file.startsWith(real) ? absolute.resolve(real.relativize(file)).normalize() : file;
      } catch (IOException e) {
        throw new DatasetException(
            root + " cannot be read (" + e.getClass().getSimpleName() + ")", e);
      }
    }

    private boolean isBelow(Path file) {
      return file.startsWith(absolute) && !file.equals(absolute);
    }

    /** Whether the rows of an image state different things; then all of them are faults. */
    private boolean contradict(List<Table.Row> all) {
      Table.Row first = all.get(0);
      if (all.stream().skip(1).allMatch(r -> saysTheSame(first, r))) {
        return false;
      }
      List<String> stated = all.stream().map(this::said).distinct().toList();
      for (Table.Row row : all) {
        String others =
            all.stream()
                .filter(r -> r != row)
                .map(r -> r.place().substring(r.place().lastIndexOf(' ') + 1))
                .limit(3)
                .collect(Collectors.joining(", "));
        faults.add(
            row,
            stated.size() > 1 ? QuarantineReason.LABEL_CONFLICT : QuarantineReason.BAD_ROW,
            "image '%s' is named again in row %s, with %s"
                .formatted(
                    row.get(image),
                    others,
                    stated.size() > 1 ? "labels " + stated : "other values"),
            findings == null ? Optional.of(said(row)) : Optional.empty());
      }
      return true;
    }

    /** The class of a row, or what it says of the findings. */
    private String said(Table.Row row) {
      return findings == null ? labels.className(row.get(label)) : findings.of(row).text();
    }

    private boolean saysTheSame(Table.Row one, Table.Row other) {
      return one.repeats(other)
          || (said(one).equals(said(other))
              && one.get(group).equals(other.get(group))
              && part(one).equals(part(other))
              && one.present(attributes).equals(other.present(attributes)));
    }

    private Optional<Part> part(Table.Row row) {
      return row.known(split).flatMap(PartFolders::partNamed);
    }

    private ListedFile listed(Path file, Table.Row row) {
      String id = Folders.imageId(root, file);
      values.add(row.present(attributes), "row " + row.number(), grouped ? row.get(group) : id);
      return new ListedFile(
          file,
          id,
          findings == null ? said(row) : "",
          grouped ? row.known(group) : Optional.of(id),
          part(row),
          row.present(attributes),
          Optional.ofNullable(findings).map(of -> of.of(row)));
    }
  }
}
