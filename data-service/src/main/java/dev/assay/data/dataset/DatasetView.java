// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.dataset;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.Part;
import dev.assay.data.store.VersionRow;
import dev.assay.datasets.PatientLeakage;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.scan.QuarantinedFile;
import dev.assay.datasets.scan.ScannedImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A version of a data set, as clients see it.
 *
 * @param version hash of its content
 * @param images number of images that can be used
 * @param classes images of each class
 * @param groups number of patients or lesions; of images where neither are known
 * @param groupKind what a group is
 * @param parts images of each predefined part; empty if the folders name none
 * @param quarantined files that are left out, by reason
 * @param attributes names of further attributes, with the number of images that have them
 * @param decoding decoding options
 * @param source citation of the images, if it is known
 * @param licence of the images, if it is known
 * @param warnings for the readers of results
 */
public record DatasetView(
    String name,
    String version,
    String layout,
    boolean synthetic,
    int images,
    Map<String, Integer> classes,
    int groups,
    String groupKind,
    Map<String, Integer> parts,
    List<LeftOut> quarantined,
    Map<String, Integer> attributes,
    DecodingOptions decoding,
    @Nullable String source,
    @Nullable String licence,
    List<String> warnings) {
  private static final int EXAMPLES = 5;

  /**
   * The earlier name of {@code decoding}, for clients that know it by that.
   *
   * @deprecated read {@code decoding}
   */
  @Deprecated
  @JsonProperty("reading")
  public DecodingOptions reading() {
    return decoding;
  }

  /**
   * Files that are left out for one reason.
   *
   * @param examples up to five of the files, by their paths below the registered folder
   */
  public record LeftOut(String reason, int count, List<Example> examples) {}

  public record Example(String file, String detail) {}

  /** Without the names of files, for those who may not see them. */
  public DatasetView withoutSourceNames() {
    return new DatasetView(
        name,
        version,
        layout,
        synthetic,
        images,
        classes,
        groups,
        groupKind,
        parts,
        quarantined.stream()
            .map(files -> new LeftOut(files.reason(), files.count(), List.of()))
            .toList(),
        attributes,
        decoding,
        source,
        licence,
        warnings);
  }

  static DatasetView of(VersionRow row, DatasetVersion version) {
    Map<String, Integer> classes = new LinkedHashMap<>();
    int[] counts = version.classCounts();
    for (int label = 0; label < counts.length; label++) {
      classes.put(version.classes().get(label), counts[label]);
    }
    Map<String, Integer> parts = new LinkedHashMap<>();
    for (ScannedImage image : version.images()) {
      image.part().map(Part::label).ifPresent(part -> parts.merge(part, 1, Integer::sum));
    }
    return new DatasetView(
        row.dataset,
        row.contentHash,
        row.layout,
        row.synthetic,
        version.images().size(),
        classes,
        version.groups(),
        row.groupKind,
        parts,
        leftOut(version),
        attributes(version),
        version.decoding(),
        row.source,
        row.licence,
        warnings(version, classes));
  }

  private static Map<String, Integer> attributes(DatasetVersion version) {
    Map<String, Integer> attributes = new TreeMap<>();
    for (ScannedImage image : version.images()) {
      image.attributes().keySet().forEach(name -> attributes.merge(name, 1, Integer::sum));
    }
    return attributes;
  }

  private static List<LeftOut> leftOut(DatasetVersion version) {
    Map<String, List<Example>> byReason = new TreeMap<>();
    for (QuarantinedFile file : version.quarantined()) {
      String path = version.root().relativize(file.file()).toString();
      byReason
          .computeIfAbsent(file.reason().label(), reason -> new ArrayList<>())
          .add(new Example(path, file.detail()));
    }
    List<LeftOut> leftOut = new ArrayList<>();
    byReason.forEach(
        (reason, all) ->
            leftOut.add(new LeftOut(reason, all.size(), all.stream().limit(EXAMPLES).toList())));
    return leftOut;
  }

  private static List<String> warnings(DatasetVersion version, Map<String, Integer> classes) {
    List<String> warnings = new ArrayList<>(version.warnings());
    if (!version.quarantined().isEmpty()) {
      warnings.add(version.quarantined().size() + " files are left out");
    }
    classes.forEach(
        (name, count) -> {
          if (count == 0) {
            warnings.add(
                version.hasFindings()
                    ? "no usable image has the finding '" + name + "'"
                    : "class '" + name + "' has no usable image");
          }
        });
    PatientLeakage.warning(version.groupKind()).ifPresent(warnings::add);
    return warnings;
  }
}
