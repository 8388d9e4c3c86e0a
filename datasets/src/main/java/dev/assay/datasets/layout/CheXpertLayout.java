// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import dev.assay.contracts.Part;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.QuarantineReason;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * CheXpert (Irvin et al., doi:10.1609/aaai.v33i01.3301590): {@code train.csv} and {@code
 * valid.csv}, later also {@code test.csv}, whose paths begin with the name of the folder. Uncertain
 * labels, -1, are left out (U-Ignore).
 */
final class CheXpertLayout extends ChestXrayLayout {
  private static final String NAME = "chexpert";
  private static final String NO_FINDING_COLUMN = "No Finding";
  private static final List<String> OTHERS =
      List.of("Path", "Sex", "Age", "Frontal/Lateral", "AP/PA", NO_FINDING_COLUMN);
  private static final Map<String, Part> TABLES =
      new TreeMap<>(
          Map.of("train.csv", Part.TRAIN, "valid.csv", Part.VALIDATION, "test.csv", Part.TEST));
  private static final Pattern PATH =
      Pattern.compile("(?:.*/)?((?:train|valid|test)/(patient\\d+)/study\\d+/[^/]+)");

  CheXpertLayout(@Nullable String finding) {
    super(NAME, finding);
  }

  @Override
  public Layout withFinding(String finding) {
    return new CheXpertLayout(finding);
  }

  @Override
  public String expects() {
    return "train.csv and valid.csv (optionally test.csv) next to train/ and valid/, in them"
        + " patient00001/study1/view1_frontal.jpg; with the finding, as in chexpert/Pneumonia";
  }

  @Override
  public String parts() {
    return "train, valid, test";
  }

  @Override
  public Optional<Provenance> provenance() {
    return Optional.of(
        new Provenance(
            "Irvin et al.: CheXpert, Stanford ML Group, doi:10.1609/aaai.v33i01.3301590",
            "Stanford University Dataset Research Use Agreement"));
  }

  @Override
  boolean isRoot(Path folder) {
    return table(folder, "train.csv")
        .filter(file -> Table.header(file).containsAll(List.of("Path", NO_FINDING_COLUMN)))
        .isPresent();
  }

  @Override
  List<String> findings(Path root) throws DatasetException {
    return Table.read(table(root, "train.csv").orElseThrow()).columns().stream()
        .filter(column -> !OTHERS.contains(column))
        .toList();
  }

  @Override
  void read(Path root, List<String> wanted, Found found) throws DatasetException {
    for (Map.Entry<String, Part> entry : TABLES.entrySet()) {
      Optional<Path> file = table(root, entry.getKey());
      if (file.isEmpty()) {
        continue;
      }
      Table table = Table.read(file.get());
      table.require("Path", NO_FINDING_COLUMN);
      table.require(wanted.toArray(String[]::new));
      found.faults.addAll(table.unreadable());
      for (Table.Row row : table.rows()) {
        Matcher path = PATH.matcher(row.get("Path"));
        if (!path.matches() || path.group(1).contains("..")) {
          found.faults.add(
              row,
              QuarantineReason.BAD_ROW,
              "Path '"
                  + row.get("Path")
                  + "' is none such as train/patient00001/study1/view1_frontal.jpg",
              Optional.empty());
          continue;
        }
        found.images.add(
            new Xray(
                root.resolve(path.group(1)),
                wanted.stream().map(f -> shown(row, f, NO_FINDING_COLUMN)).toList(),
                Optional.of(path.group(2)),
                Optional.of(entry.getValue()),
                attributes(row, Map.of("age", "Age", "sex", "Sex", "view", "Frontal/Lateral"))));
      }
    }
  }
}
