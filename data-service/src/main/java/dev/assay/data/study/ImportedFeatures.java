// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.study;

import dev.assay.artifacts.ArtifactException;
import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import dev.assay.contracts.ImportedModel;
import dev.assay.contracts.MediaTypes;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.event.SplitPublished.Features;
import dev.assay.data.WorkFolder;
import dev.assay.data.study.StudyPlan.PlannedSplit;
import dev.assay.data.weights.ImportedModels;
import dev.assay.datasets.features.FeatureMatch;
import dev.assay.datasets.features.FeatureMatch.Wanted;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.scan.PublishedIds;
import dev.assay.datasets.scan.ScannedImage;
import dev.assay.datasets.split.ExternalSplit;
import dev.assay.weights.Safetensors;
import dev.assay.weights.Tensor;
import dev.assay.weights.TensorFile;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds the rows of registered features for the images of a split. Only this service knows the
 * paths of images; what leaves it is under the ids that results use.
 */
@ApplicationScoped
public class ImportedFeatures {
  private static final String FOLDER = "features";

  private final ArtifactStore store;
  private final ImportedModels models;
  private final WorkFolder work;
  private final PublishedIds ids;

  ImportedFeatures(ArtifactStore store, ImportedModels models, WorkFolder work, PublishedIds ids) {
    this.ids = ids;
    this.store = store;
    this.models = models;
    this.work = work;
  }

  /** Faults of models that lack an image of a split, one for each model and section. */
  List<Fault> missing(List<Cell> cells, List<PlannedSplit> splits) {
    List<Fault> faults = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (PlannedSplit split : splits) {
      ofSection(cells, split)
          .forEach(
              (model, file) ->
                  match(split, tensors(file).keySet())
                      .fault(split.registered())
                      .filter(seen::add)
                      .ifPresent(reason -> faults.add(new Fault("models", model, reason))));
    }
    return faults;
  }

  /**
   * Stores the features that cells of a split need, under the ids of its images.
   *
   * @throws FaultException if an image has none
   * @throws IOException if the disk is full
   */
  List<Features> store(PlannedSplit split, List<Cell> cells) throws IOException {
    List<Features> all = new ArrayList<>();
    for (Map.Entry<String, ArtifactRef> model : ofSection(cells, split).entrySet()) {
      Map<String, Tensor> rows = tensors(model.getValue());
      FeatureMatch match = match(split, rows.keySet());
      match
          .fault(split.registered())
          .ifPresent(
              reason -> {
                throw new FaultException(new Fault("models", model.getKey(), reason));
              });
      Map<String, Tensor> byImage = new TreeMap<>();
      match
          .names()
          .forEach(
              (image, name) -> {
                Tensor row = rows.get(name);
                String id = ids.image(image);
                byImage.put(id, new Tensor(id, row.dtype(), row.shape(), row.data()));
              });
      Path folder = work.fresh(FOLDER);
      try {
        Path file = folder.resolve("features.safetensors");
        Safetensors.write(file, byImage.values(), Map.of());
        all.add(new Features(model.getValue().sha256(), store.put(file, MediaTypes.FEATURES)));
      } finally {
        WorkFolder.delete(folder);
      }
    }
    return all;
  }

  /** Models of features in a section, each with its registered file. */
  private static Map<String, ArtifactRef> ofSection(List<Cell> cells, PlannedSplit split) {
    Map<String, ArtifactRef> found = new LinkedHashMap<>();
    for (Cell cell : cells) {
      WeightsChoice weights = cell.weights();
      ImportedModel model = weights.model();
      ArtifactRef file = weights.file();
      if (cell.dataset().equals(split.dataset())
          && !cell.isPooled()
          && model != null
          && file != null
          && !model.isOnnx()) {
        found.put(cell.backbone(), file);
      }
    }
    return found;
  }

  private Map<String, Tensor> tensors(ArtifactRef file) {
    try {
      return TensorFile.read(store.local(file));
    } catch (ArtifactException.Missing | ArtifactException.Corrupt e) {
      throw new FaultException(
          new Fault("models", null, "the stored features are lost; register their file again"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private FeatureMatch match(PlannedSplit split, Set<String> rows) {
    Map<String, Wanted> byId = new HashMap<>();
    ExternalPlans.Joined joined = split.joined();
    if (joined == null) {
      add(byId, split.split().version());
    } else {
      add(byId, joined.trained().version());
      DatasetVersion tested = joined.tested().version();
      String name = joined.split().external().tested();
      for (ScannedImage image : tested.images()) {
        String id = ExternalSplit.idOf(name, image.image());
        byId.put(id, Wanted.of(tested, image, id));
      }
    }
    List<Wanted> wanted =
        split.manifest().entries().stream()
            .map(
                entry -> {
                  Wanted image = byId.get(entry.image());
                  if (image == null) {
                    throw new IllegalStateException("a split has an image of no data set");
                  }
                  return image;
                })
            .toList();
    return FeatureMatch.of(wanted, rows, models::pseudonym);
  }

  private static void add(Map<String, Wanted> byId, DatasetVersion version) {
    version.images().forEach(image -> byId.put(image.image(), Wanted.of(version, image)));
  }
}
