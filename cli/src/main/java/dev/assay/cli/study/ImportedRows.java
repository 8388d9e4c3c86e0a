// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.study;

import dev.assay.cli.CliException;
import dev.assay.contracts.Fault;
import dev.assay.datasets.features.FeatureMatch;
import dev.assay.datasets.features.FeatureMatch.Wanted;
import dev.assay.datasets.features.FeaturesFile;
import dev.assay.datasets.features.FeaturesFormatException;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.weights.imported.ImportedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** Whether files of features have a row for every image of the data sets of a study. */
final class ImportedRows {
  private ImportedRows() {}

  /**
   * @param versions what was found, by data set
   * @return the faults of each file, and of each data set of which it lacks images
   */
  static List<Fault> faults(List<ImportedFile> models, Map<String, DatasetVersion> versions) {
    List<Fault> faults = new ArrayList<>();
    for (ImportedFile model : models) {
      if (!model.model().isOnnx()) {
        faults.addAll(faults(model, versions));
      }
    }
    return faults;
  }

  private static List<Fault> faults(ImportedFile model, Map<String, DatasetVersion> versions) {
    List<Fault> faults = new ArrayList<>();
    try {
      Path copy = Files.createTempFile("assay-features-", ".rows");
      try (FeaturesFile features =
          FeaturesFile.read(model.file(), model.model().featureSize(), copy)) {
        HashSet<String> names = new HashSet<>(features.names());
        versions.forEach(
            (dataset, version) -> {
              List<Wanted> images =
                  version.images().stream().map(image -> Wanted.of(version, image)).toList();
              FeatureMatch.of(images, names, path -> path)
                  .fault(dataset)
                  .ifPresent(reason -> faults.add(new Fault("models", model.name(), reason)));
            });
      } catch (FeaturesFormatException e) {
        faults.add(new Fault("models", model.name(), String.valueOf(e.getMessage())));
      } finally {
        Files.deleteIfExists(copy);
      }
    } catch (IOException e) {
      throw CliException.environment("the features cannot be read: " + e.getMessage());
    }
    return faults;
  }
}
